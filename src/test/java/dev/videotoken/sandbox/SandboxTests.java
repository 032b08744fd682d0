package dev.videotoken.sandbox;

import static com.twilio.rest.video.v1.Room.RoomStatus.COMPLETED;
import static com.twilio.rest.video.v1.Room.RoomStatus.IN_PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.twilio.exception.ApiException;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.video.v1.Room;
import com.twilio.rest.video.v1.Room.RoomType;
import com.twilio.rest.video.v1.RoomCreator;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox as the real SDK sees it. */
class SandboxTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final JsonMapper json = new JsonMapper();
    private final TwilioProperties twilio = TwilioStub.properties("https://video.twilio.com");

    private Instant now = Instant.parse("2026-11-24T10:00:00.5Z");
    private final InstantSource clock = () -> now;

    private final SandboxRooms rooms = new SandboxRooms(twilio.accountSid(), clock);
    private final SandboxTransport transport = new SandboxTransport(twilio, rooms, json);
    private final TwilioRestClient client = client(twilio.apiSecret().reveal());

    @Test
    void createdRoomHasEveryFieldOfTwilios() {
        JsonNode room = json.readTree(send(HttpMethod.POST, "/v1/Rooms", 201, "UniqueName=myroom", "Type=go"));
        assertThat(room.propertyNames())
                .containsExactly(
                        "sid",
                        "status",
                        "date_created",
                        "date_updated",
                        "account_sid",
                        "enable_turn",
                        "unique_name",
                        "status_callback",
                        "status_callback_method",
                        "end_time",
                        "duration",
                        "type",
                        "max_participants",
                        "max_participant_duration",
                        "max_concurrent_published_tracks",
                        "record_participants_on_connect",
                        "video_codecs",
                        "media_region",
                        "audio_only",
                        "empty_room_timeout",
                        "unused_room_timeout",
                        "large_room",
                        "url",
                        "links");
        assertThat(room.get("sid").stringValue()).matches("RM[0-9a-f]{32}");
        assertThat(room.get("date_created").stringValue()).isEqualTo("2026-11-24T10:00:00Z");
        assertThat(room.get("end_time").isNull()).isTrue();
        assertThat(room.get("links").propertyNames())
                .containsExactlyInAnyOrder("participants", "recordings", "transcriptions", "recording_rules");
        assertThat(room.get("links").get("recording_rules").stringValue())
                .isEqualTo(
                        "https://video.twilio.com/v1/Rooms/" + room.get("sid").stringValue() + "/RecordingRules");
    }

    @Test
    void createdRoomHasWhatWasAskedFor() {
        Room room = Room.creator()
                .setUniqueName("myroom")
                .setType(RoomType.GO)
                .setMaxParticipants(2)
                .setEmptyRoomTimeout(7)
                .setUnusedRoomTimeout(8)
                .setMaxParticipantDuration(600)
                .setStatusCallback("https://example.com/callback")
                .create(client);
        assertThat(room.getType()).isEqualTo(RoomType.GO);
        assertThat(room.getStatus()).isEqualTo(IN_PROGRESS);
        assertThat(room.getAccountSid()).isEqualTo(twilio.accountSid());
        assertThat(room.getMaxParticipants()).isEqualTo(2);
        assertThat(room.getEmptyRoomTimeout()).isEqualTo(7);
        assertThat(room.getUnusedRoomTimeout()).isEqualTo(8);
        assertThat(room.getMaxParticipantDuration()).isEqualTo(600);
        assertThat(room.getStatusCallback()).hasToString("https://example.com/callback");
        assertThat(room.getUrl()).hasToString("https://video.twilio.com/v1/Rooms/" + room.getSid());
    }

    @Test
    void roomWithoutANameIsNamedByItsSidAndIsAGroup() {
        Room room = Room.creator().create(client);
        assertThat(room.getUniqueName()).isEqualTo(room.getSid());
        assertThat(room.getType()).isEqualTo(RoomType.GROUP);
    }

    @Test
    void nameIsUniqueAmongRoomsInProgress() {
        Room first = create("myroom");
        assertError(400, 53113, () -> create("myroom"));
        Room.updater(first.getSid(), COMPLETED).update(client);
        assertThat(create("myroom").getSid()).isNotEqualTo(first.getSid());
    }

    @Test
    void roomIsFetchedByItsSidAlwaysAndByItsNameInProgress() {
        Room room = create("myroom");
        assertThat(Room.fetcher("myroom").fetch(client).getSid()).isEqualTo(room.getSid());
        complete(room);
        assertThat(Room.fetcher(room.getSid()).fetch(client).getStatus()).isEqualTo(COMPLETED);
        assertError(404, 20404, () -> Room.fetcher("myroom").fetch(client));
    }

    @Test
    void completingAnswers202WithTheEnd() {
        Room room = create("myroom");
        now = now.plusSeconds(90);
        JsonNode ended = json.readTree(send(HttpMethod.POST, "/v1/Rooms/" + room.getSid(), 202, "Status=completed"));
        assertThat(ended.get("status").stringValue()).isEqualTo("completed");
        assertThat(ended.get("end_time").stringValue()).isEqualTo("2026-11-24T10:01:30Z");
        assertThat(ended.get("duration").intValue()).isEqualTo(90);
        assertError(400, 53112, () -> complete(room));
    }

    @Test
    void nothingButTheStatusCanBeChangedAndOnlyToCompleted() {
        Room room = create("myroom");
        assertError(400, 53112, () -> Room.updater(room.getSid(), IN_PROGRESS).update(client));
        assertThat(send(HttpMethod.POST, "/v1/Rooms/" + room.getSid(), 400, "Type=group"))
                .contains("\"code\":20001");
    }

    @Test
    void listShowsRoomsInProgressNewestFirst() {
        complete(create("ended"));
        Room first = create("first");
        Room second = create("second");
        assertThat(sids(Room.reader().read(client))).containsExactly(second.getSid(), first.getSid());
        assertThat(sids(Room.reader().setUniqueName("first").read(client))).containsExactly(first.getSid());
        assertThat(Room.reader().setStatus(COMPLETED).read(client)).hasSize(1);
    }

    @Test
    void listFollowsPageLinks() {
        IntStream.range(0, 5).forEach(i -> create("room-" + i));
        var names = StreamSupport.stream(Room.reader().pageSize(2).read(client).spliterator(), false)
                .map(Room::getUniqueName);
        assertThat(names).containsExactly("room-4", "room-3", "room-2", "room-1", "room-0");
        var page = Room.reader().pageSize(2).firstPage(client);
        assertThat(page.getNextPageUrl("video"))
                .isEqualTo("https://video.twilio.com/v1/Rooms?PageSize=2&Page=1&PageToken=PT1");
        var next = Room.reader().nextPage(page, client);
        assertThat(Room.reader().previousPage(next, client).getRecords()).hasSize(2);
    }

    @Test
    void listFiltersByDate() {
        Room room = create("myroom");
        var later = now.atZone(ZoneOffset.UTC).plusMinutes(1);
        assertThat(Room.reader().setDateCreatedAfter(later).read(client)).isEmpty();
        assertThat(sids(Room.reader().setDateCreatedBefore(later).read(client))).containsExactly(room.getSid());
        assertThat(Room.reader()
                        .setDateCreatedBefore(now.atZone(ZoneOffset.UTC))
                        .read(client))
                .isEmpty();
        assertThat(send(HttpMethod.GET, "/v1/Rooms?DateCreatedAfter=2026-11-25", 200))
                .contains("\"rooms\":[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Status=open", "PageSize=0", "PageSize=1001", "Page=x", "DateCreatedAfter=x", "Colour=red"})
    void listRefusesWhatItDoesNotKnow(String query) {
        assertThat(send(HttpMethod.GET, "/v1/Rooms?" + query, 400)).contains("\"code\":20001");
    }

    @ParameterizedTest
    @CsvSource({
        "Type=disco, 53108",
        "MaxParticipants=51, 53107",
        "MaxParticipants=0, 53107",
        "MaxParticipants=x, 53107",
        "EmptyRoomTimeout=61, 53109",
        "UnusedRoomTimeout=0, 53109",
        "MaxParticipantDuration=599, 53123",
        "MaxParticipantDuration=86401, 53123",
        "StatusCallbackMethod=PUT, 53110"
    })
    void createRefusesWhatTwilioWould(String form, int code) {
        assertThat(send(HttpMethod.POST, "/v1/Rooms", 400, form)).contains("\"code\":" + code);
    }

    @Test
    void createRefusesWhatIsNotPlayed() {
        assertThat(send(HttpMethod.POST, "/v1/Rooms", 400, "MediaRegion=us1")).contains("\"code\":20001");
    }

    @Test
    void createRefusesANameThatIsTooLong() {
        assertError(400, 53101, () -> create("a".repeat(129)));
    }

    @Test
    void roomThatNobodyJoinsEndsAfterTheUnusedTimeout() {
        Room room =
                Room.creator().setUnusedRoomTimeout(3).setEmptyRoomTimeout(9).create(client);
        now = now.plus(MINUTE.multipliedBy(3)).minusMillis(1);
        assertThat(status(room)).isEqualTo(IN_PROGRESS);
        now = now.plusMillis(1);
        assertThat(status(room)).isEqualTo(COMPLETED);
    }

    @Test
    void roomThatHasEndedByItselfIsNotListed() {
        create("myroom");
        now = now.plus(MINUTE.multipliedBy(5));
        assertThat(Room.reader().setStatus(IN_PROGRESS).read(client)).isEmpty();
    }

    @Test
    void nameOfARoomThatHasEndedByItselfMayBeUsedAgain() {
        Room first = create("myroom");
        now = now.plus(MINUTE.multipliedBy(5));
        assertThat(create("myroom").getSid()).isNotEqualTo(first.getSid());
    }

    @Test
    void roomThatAllHaveLeftEndsAfterTheEmptyTimeout() {
        Room room =
                Room.creator().setUnusedRoomTimeout(3).setEmptyRoomTimeout(9).create(client);
        rooms.join(room.getSid());
        rooms.join(room.getSid());
        rooms.leave(room.getSid());
        now = now.plus(MINUTE.multipliedBy(60));
        assertThat(status(room)).isEqualTo(IN_PROGRESS);
        rooms.leave(room.getSid());
        now = now.plus(MINUTE.multipliedBy(9)).minusMillis(1);
        assertThat(status(room)).isEqualTo(IN_PROGRESS);
        now = now.plusMillis(1);
        assertThat(status(room)).isEqualTo(COMPLETED);
    }

    @Test
    void oldRoomsThatHaveEndedAreForgotten() {
        Room first = create("first");
        complete(first);
        IntStream.range(0, 1000).forEach(i -> create("room-" + i));
        assertError(404, 20404, () -> Room.fetcher(first.getSid()).fetch(client));
    }

    @Test
    void wrongCredentialsAreRefused() {
        assertError(401, 20003, () -> Room.reader().read(client(TwilioStub.hex())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/Rooms/RM1", "/v1/Rooms/RM1/Participants", "/v2/Rooms", "/"})
    void whatIsNotThereIs20404(String path) {
        assertThat(send(HttpMethod.GET, path, 404))
                .contains("\"code\":20404")
                .contains("more_info")
                .contains("\"status\":404");
    }

    private TwilioRestClient client(String secret) {
        return new TwilioRestClient.Builder(twilio.apiKey(), secret)
                .httpClient(transport)
                .build();
    }

    private Room create(String name) {
        return new RoomCreator().setUniqueName(name).create(client);
    }

    private void complete(Room room) {
        Room.updater(room.getSid(), COMPLETED).update(client);
    }

    private Room.RoomStatus status(Room room) {
        return Room.fetcher(room.getSid()).fetch(client).getStatus();
    }

    private static java.util.stream.Stream<String> sids(Iterable<Room> rooms) {
        return StreamSupport.stream(rooms.spliterator(), false).map(Room::getSid);
    }

    private String send(HttpMethod method, String path, int status, String... form) {
        Request request = new Request(method, "video", path);
        for (String parameter : form) {
            request.addPostParam(parameter.split("=", 2)[0], parameter.split("=", 2)[1]);
        }
        Response answer = client.request(request);
        assertThat(answer.getStatusCode()).isEqualTo(status);
        return Objects.requireNonNull(answer.getContent());
    }

    private static void assertError(int status, int code, Runnable call) {
        Consumer<ApiException> isTwilios = failure -> {
            assertThat(failure.getStatusCode()).isEqualTo(status);
            assertThat(failure.getCode()).isEqualTo(code);
        };
        assertThat(catchThrowableOfType(ApiException.class, call::run)).satisfies(isTwilios);
    }
}
