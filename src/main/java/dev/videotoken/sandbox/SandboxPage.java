package dev.videotoken.sandbox;

import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** One page of the list of rooms, as a query asks for it. */
record SandboxPage(Map<String, String> query) {

    private static final String ROOMS = "https://video.twilio.com/v1/Rooms";

    private static final Set<String> PLAYED =
            Set.of("Status", "UniqueName", "DateCreatedAfter", "DateCreatedBefore", "PageSize", "Page", "PageToken");

    static SandboxPage of(URL asked) {
        MultiValueMap<String, String> encoded =
                UriComponentsBuilder.fromUriString(asked.toString()).build().getQueryParams();
        Map<String, String> query = new LinkedHashMap<>();
        encoded.forEach((name, values) -> query.put(
                URLDecoder.decode(name, StandardCharsets.UTF_8),
                URLDecoder.decode(values.get(0), StandardCharsets.UTF_8)));
        if (!PLAYED.containsAll(query.keySet())) {
            throw SandboxError.invalidParameter("Not played by the sandbox: " + query.keySet());
        }
        if (!Set.of("in-progress", "completed", "failed").contains(query.getOrDefault("Status", "in-progress"))) {
            throw SandboxError.invalidParameter("Status is invalid");
        }
        return new SandboxPage(query);
    }

    Map<String, Object> json(SandboxRooms rooms) {
        int page = number("Page", 0, 0, 1_000_000);
        int size = number("PageSize", 50, 1, 1000);
        List<Map<String, @Nullable Object>> all = rooms.list(filter());
        Map<String, @Nullable Object> meta = new LinkedHashMap<>();
        meta.put("page", page);
        meta.put("page_size", size);
        meta.put("first_page_url", link(0));
        meta.put("previous_page_url", page == 0 ? null : link(page - 1));
        meta.put("url", link(page));
        meta.put("next_page_url", (page + 1L) * size < all.size() ? link(page + 1) : null);
        meta.put("key", "rooms");
        return Map.of("rooms", all.stream().skip((long) page * size).limit(size).toList(), "meta", meta);
    }

    private Predicate<SandboxRoom> filter() {
        String status = query.getOrDefault("Status", "in-progress");
        String name = query.get("UniqueName");
        Instant after = instant("DateCreatedAfter", Instant.MIN);
        Instant before = instant("DateCreatedBefore", Instant.MAX);
        return room -> room.status().equals(status)
                && (name == null || name.equals(room.uniqueName()))
                && !room.created().isBefore(after)
                && room.created().isBefore(before);
    }

    private String link(int page) {
        Map<String, String> asked = new LinkedHashMap<>(query);
        asked.put("PageSize", query.getOrDefault("PageSize", "50"));
        asked.put("Page", String.valueOf(page));
        asked.remove("PageToken");
        if (page > 0) {
            asked.put("PageToken", "PT" + page);
        }
        return asked.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + UriUtils.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", ROOMS + "?", ""));
    }

    private int number(String name, int otherwise, int least, int most) {
        String text = query.getOrDefault(name, String.valueOf(otherwise));
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw SandboxError.invalidParameter(name + " is out of range: " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** The SDK sends the time in UTC, to the second and without a zone. */
    private Instant instant(String name, Instant otherwise) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : LocalDateTime.parse(text.replace("Z", "")).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw SandboxError.invalidParameter(name + " is no date");
        }
    }
}
