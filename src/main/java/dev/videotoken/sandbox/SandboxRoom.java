package dev.videotoken.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One room and its life. Not safe for many threads: {@link SandboxRooms} guards it. */
final class SandboxRoom {

    private final String accountSid;
    private final String sid;
    private final SandboxRoomOptions options;
    private final Instant created;

    private int participants;
    private boolean used;
    private Instant idleSince;
    private @Nullable Instant ended;

    SandboxRoom(String accountSid, String sid, SandboxRoomOptions options, Instant created) {
        this.accountSid = accountSid;
        this.sid = sid;
        this.options = options;
        this.created = created;
        this.idleSince = created;
    }

    boolean isCalled(String sidOrName) {
        return sid.equals(sidOrName) || (isInProgress() && uniqueName().equals(sidOrName));
    }

    /** Twilio names a room that was given no name by its SID. */
    String uniqueName() {
        String name = options.uniqueName();
        return name == null ? sid : name;
    }

    String status() {
        return isInProgress() ? "in-progress" : "completed";
    }

    boolean isInProgress() {
        return ended == null;
    }

    Instant created() {
        return created;
    }

    /** Ends the room if it has been unused, or empty, for as long as it may. */
    void endIfIdle(Instant now) {
        Duration longest = Duration.ofMinutes(used ? options.emptyTimeout() : options.unusedTimeout());
        if (isInProgress() && participants == 0 && !now.isBefore(idleSince.plus(longest))) {
            end(idleSince.plus(longest));
        }
    }

    void end(Instant now) {
        ended = now;
        participants = 0;
    }

    void join() {
        participants++;
        used = true;
    }

    void leave(Instant now) {
        participants--;
        idleSince = now;
    }

    /** Every field of a Room in Twilio's published OpenAPI document, in its order. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("sid", sid);
        json.put("status", status());
        json.put("date_created", seconds(created));
        json.put("date_updated", seconds(ended == null ? created : ended));
        json.put("account_sid", accountSid);
        json.put("enable_turn", true);
        json.put("unique_name", uniqueName());
        json.put("status_callback", options.statusCallback());
        json.put("status_callback_method", options.statusCallbackMethod());
        json.put("end_time", ended == null ? null : seconds(ended));
        json.put(
                "duration",
                ended == null ? null : Duration.between(created, ended).toSeconds());
        json.put("type", options.type());
        json.put("max_participants", options.maxParticipants());
        json.put("max_participant_duration", options.maxParticipantDuration());
        json.put("max_concurrent_published_tracks", 0);
        json.put("record_participants_on_connect", false);
        json.put("video_codecs", List.of("H264", "VP8"));
        json.put("media_region", "us1");
        json.put("audio_only", false);
        json.put("empty_room_timeout", options.emptyTimeout());
        json.put("unused_room_timeout", options.unusedTimeout());
        json.put("large_room", false);
        String url = "https://video.twilio.com/v1/Rooms/" + sid;
        json.put("url", url);
        json.put(
                "links",
                Map.of(
                        "participants", url + "/Participants",
                        "recordings", url + "/Recordings",
                        "transcriptions", url + "/Transcriptions",
                        "recording_rules", url + "/RecordingRules"));
        return json;
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
