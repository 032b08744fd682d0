package dev.videotoken.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a create asked for, with <a href="https://www.twilio.com/docs/video/api/rooms-resource">Twilio's</a> defaults
 * and ranges. Time-outs are in minutes, the participants' duration is in seconds.
 */
record SandboxRoomOptions(
        @Nullable String uniqueName,
        String type,
        int maxParticipants,
        int emptyTimeout,
        int unusedTimeout,
        int maxParticipantDuration,
        @Nullable String statusCallback,
        String statusCallbackMethod) {

    private static final Map<String, Integer> MOST_PARTICIPANTS =
            Map.of("go", 2, "peer-to-peer", 10, "group-small", 4, "group", 50);

    private static final Set<String> PLAYED = Set.of(
            "UniqueName",
            "Type",
            "MaxParticipants",
            "EmptyRoomTimeout",
            "UnusedRoomTimeout",
            "MaxParticipantDuration",
            "StatusCallback",
            "StatusCallbackMethod");

    static SandboxRoomOptions of(Map<String, List<String>> form) {
        form.keySet().stream()
                .filter(name -> !PLAYED.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw SandboxError.invalidParameter(name + " is not played by the sandbox");
                });
        String type = first(form, "Type", "group");
        Integer most = MOST_PARTICIPANTS.get(type);
        if (most == null) {
            throw SandboxError.invalid(53108, "Room type is invalid");
        }
        String method = first(form, "StatusCallbackMethod", "POST");
        if (!Set.of("GET", "POST").contains(method)) {
            throw SandboxError.invalid(53110, "Status callback method is invalid");
        }
        return new SandboxRoomOptions(
                name(form),
                type,
                number(form, "MaxParticipants", most, 1, most, 53107),
                number(form, "EmptyRoomTimeout", 5, 1, 60, 53109),
                number(form, "UnusedRoomTimeout", 5, 1, 60, 53109),
                number(form, "MaxParticipantDuration", 14_400, 600, 86_400, 53123),
                form.containsKey("StatusCallback") ? first(form, "StatusCallback", "") : null,
                method);
    }

    private static @Nullable String name(Map<String, List<String>> form) {
        String name = first(form, "UniqueName", "");
        if (name.codePointCount(0, name.length()) > 128) {
            throw SandboxError.invalid(53101, "Room name is too long");
        }
        return name.isEmpty() ? null : name;
    }

    private static int number(
            Map<String, List<String>> form, String name, int otherwise, int least, int most, int code) {
        String text = first(form, name, String.valueOf(otherwise));
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw SandboxError.invalid(code, name + " is out of range: " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private static String first(Map<String, List<String>> form, String name, String otherwise) {
        return form.getOrDefault(name, List.of(otherwise)).get(0);
    }
}
