package dev.videotoken.room;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.videotoken.room.RoomUnavailableException.Reason.NOT_ALLOWED;
import static dev.videotoken.room.RoomUnavailableException.Reason.REJECTED;
import static dev.videotoken.room.RoomUnavailableException.Reason.THROTTLED;
import static dev.videotoken.room.RoomUnavailableException.Reason.TIMEOUT;
import static dev.videotoken.room.RoomUnavailableException.Reason.UNAVAILABLE;
import static dev.videotoken.twilio.TwilioStub.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.twilio.http.TwilioRestClient;
import dev.videotoken.room.RoomUnavailableException.Reason;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

/** The service on the real SDK and the real transport, against a Twilio on the wire. */
@ExtendWith(OutputCaptureExtension.class)
class RoomServiceTests {

    private static final RoomName NAME = new RoomName("myroom");

    private static final String ROOM = """
            {"sid": "RM1", "unique_name": "myroom", "status": "in-progress", "type": "go"}""";

    private static final String NO_ROOM = "{\"rooms\": [], \"meta\": {\"key\": \"rooms\"}}";

    private static final ResponseDefinitionBuilder EXISTS = error(400, 53113);

    private static final ResponseDefinitionBuilder SILENCE =
            okJson(listOf(ROOM)).withFixedDelay(60_000);

    private static final Duration SHORT = Duration.ofMillis(1500);

    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private final TwilioProperties twilio = TwilioStub.properties(wire.baseUrl());

    /** The first call of all takes seconds, which no time-out is about. */
    @BeforeAll
    static void warmUp() {
        lookUp(okJson(listOf(ROOM)));
        service(TwilioStub.properties(wire.baseUrl()), settings(null, LONG)).findOrCreate(NAME);
    }

    @Test
    void findOrCreateWhenRoomIsThereAsksOnce() {
        lookUp(okJson(listOf(ROOM)));
        assertThat(service().findOrCreate(NAME)).isEqualTo(new Room(new RoomName("myroom"), "RM1", RoomType.GO));
        wire.verify(
                1,
                getRequestedFor(urlPathEqualTo("/v1/Rooms"))
                        .withQueryParam("UniqueName", equalTo("myroom"))
                        .withQueryParam("Status", equalTo("in-progress"))
                        .withQueryParam("PageSize", equalTo("1"))
                        .withBasicAuth(new BasicCredentials(
                                twilio.apiKey(), twilio.apiSecret().reveal())));
        wire.verify(0, postRequestedFor(anyUrl()));
    }

    @Test
    void findOrCreateWhenThereIsNoRoomCreatesOneGoRoom() {
        lookUp(okJson(NO_ROOM));
        create(okJson(ROOM).withStatus(201));
        assertThat(service().findOrCreate(NAME).sid()).isEqualTo("RM1");
        assertCalls(1, 1);
        wire.verify(postRequestedFor(urlPathEqualTo("/v1/Rooms"))
                .withFormParam("UniqueName", equalTo("myroom"))
                .withFormParam("Type", equalTo("go"))
                .withRequestBody(matching("[^&]+&[^&]+"))
                .withBasicAuth(
                        new BasicCredentials(twilio.apiKey(), twilio.apiSecret().reveal())));
    }

    @Test
    void createSendsTheOptionsThatAreSet() {
        lookUp(okJson(NO_ROOM));
        create(okJson(ROOM).withStatus(201));
        service(new RoomProperties(
                        new RoomName("myroom"),
                        null,
                        RoomType.GROUP,
                        null,
                        3,
                        Duration.ofHours(6),
                        4,
                        5,
                        StatusCallback.of("https://video.example.com"),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofSeconds(20)))
                .findOrCreate(NAME);
        wire.verify(postRequestedFor(urlPathEqualTo("/v1/Rooms"))
                .withFormParam("Type", equalTo("group"))
                .withFormParam("MaxParticipants", equalTo("3"))
                .withFormParam("MaxParticipantDuration", equalTo("21600"))
                .withFormParam("EmptyRoomTimeout", equalTo("4"))
                .withFormParam("UnusedRoomTimeout", equalTo("5"))
                .withFormParam("StatusCallback", equalTo("https://video.example.com/twilio/room-status")));
    }

    @Test
    void createThatLosesTheRaceTakesTheWinnersRoom() {
        lookUp(okJson(NO_ROOM), okJson(listOf(ROOM)));
        create(EXISTS);
        assertThat(service().findOrCreate(NAME).sid()).isEqualTo("RM1");
        assertCalls(2, 1);
    }

    @Test
    void createThatLosesTheRaceToARoomThatIsGoneFails() {
        lookUp(okJson(NO_ROOM), okJson(NO_ROOM));
        create(EXISTS);
        assertThat(failure(service()).reason()).isEqualTo(UNAVAILABLE);
        assertCalls(2, 1);
    }

    static Stream<Arguments> createsOfUnknownOutcome() {
        return Stream.of(
                argumentSet("500", error(500, 20500)),
                argumentSet("502 HTML", html(502)),
                argumentSet("503", aResponse().withStatus(503)),
                argumentSet("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                argumentSet("201 truncated", aResponse().withStatus(201).withBody(ROOM.substring(0, 20))),
                argumentSet("201 {}", okJson("{}").withStatus(201)),
                argumentSet(
                        "201 another room",
                        okJson(ROOM.replace("myroom", "other")).withStatus(201)));
    }

    @ParameterizedTest
    @MethodSource("createsOfUnknownOutcome")
    void createOfUnknownOutcomeIsSettledByALookUp(ResponseDefinitionBuilder unknown) {
        lookUp(okJson(NO_ROOM), okJson(listOf(ROOM)));
        create(unknown);
        assertThat(service().findOrCreate(NAME).sid()).isEqualTo("RM1");
        assertCalls(2, 1);
    }

    @ParameterizedTest
    @MethodSource("createsOfUnknownOutcome")
    void createOfUnknownOutcomeThatMadeNoRoomFailsAndIsNotRepeated(ResponseDefinitionBuilder unknown) {
        lookUp(okJson(NO_ROOM), okJson(NO_ROOM));
        create(unknown);
        assertThat(failure(service()).reason()).isEqualTo(UNAVAILABLE);
        assertCalls(2, 1);
    }

    @Test
    void createOfUnknownOutcomeWhoseLookUpFailsKeepsItsReason() {
        lookUp(okJson(NO_ROOM), error(401, 20003));
        create(error(500, 20500));
        assertThat(failure(service()).twilioCode()).isEqualTo(20500);
        assertCalls(2, 1);
    }

    @Test
    void createThatTimesOutIsSettledByALookUp() {
        lookUp(okJson(NO_ROOM), okJson(listOf(ROOM)));
        create(SILENCE);
        TwilioProperties impatient = TwilioStub.properties(wire.baseUrl(), Duration.ofSeconds(2));
        assertThat(service(impatient, settings(null, Duration.ofSeconds(30)))
                        .findOrCreate(NAME)
                        .sid())
                .isEqualTo("RM1");
        assertCalls(2, 1);
    }

    @Test
    void createOfATypeThatTheAccountMayNotHaveSaysHowToMendIt() {
        lookUp(okJson(NO_ROOM));
        create(error(400, 53126));
        RoomUnavailableException failure = failure(service());
        assertThat(failure.reason()).isEqualTo(REJECTED);
        assertThat(failure.twilioCode()).isEqualTo(53126);
        assertThat(failure).hasMessageContaining("VIDEO_ROOM_FALLBACK_TYPE");
        assertCalls(1, 1);
    }

    /** Its status is not known for sure; what it means is. */
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 429, 503})
    void createPastTheRoomsThatTheAccountMayHaveIsToBeTriedLater(int status) {
        lookUp(okJson(NO_ROOM));
        create(error(status, 53119));
        RoomUnavailableException failure = failure(service());
        assertThat(failure.reason()).isEqualTo(THROTTLED);
        assertThat(failure.twilioCode()).isEqualTo(53119);
        assertThat(failure).hasMessageContaining("as many rooms in progress as it may");
        assertCalls(1, 1);
    }

    @Test
    void createThatTwilioRefusesLeavesTheBudgetAsItWas() {
        lookUp(okJson(NO_ROOM));
        create(error(400, 53126));
        RoomService service = service();
        IntStream.range(0, RoomServices.BUDGET + 1)
                .forEach(i -> assertThat(failure(service).reason()).isEqualTo(REJECTED));
    }

    @Test
    void createThatNeverReachesTwilioLeavesTheBudgetAsItWasAndIsNotSettled() {
        lookUp(okJson(NO_ROOM));
        RoomProperties settings = settings(null, Duration.ofSeconds(20));
        TwilioRooms away = new TwilioRooms(
                TwilioStub.client(TwilioStub.properties(TwilioStub.nobody())),
                Optional::empty,
                settings,
                InstantSource.system());
        TwilioRooms lookUpsOnly =
                new TwilioRooms(TwilioStub.client(twilio), Optional::empty, settings, InstantSource.system()) {
                    @Override
                    Room create(RoomName name, RoomType type) {
                        return away.create(name, type);
                    }
                };
        RoomService service = RoomServices.on(lookUpsOnly, settings);
        IntStream.range(0, RoomServices.BUDGET + 1)
                .forEach(i -> assertThat(failure(service).reason()).isEqualTo(UNAVAILABLE));
        assertCalls(RoomServices.BUDGET + 1, 0);
    }

    @Test
    void createOfATypeThatTheAccountMayNotHaveFallsBack() {
        lookUp(okJson(NO_ROOM));
        wire.stubFor(post(anyUrl()).withFormParam("Type", equalTo("go")).willReturn(error(400, 53126)));
        wire.stubFor(post(anyUrl())
                .withFormParam("Type", equalTo("group"))
                .willReturn(okJson(ROOM.replace("\"go\"", "\"group\"")).withStatus(201)));
        assertThat(service(settings(RoomType.GROUP, Duration.ofSeconds(20)))
                        .findOrCreate(NAME)
                        .type())
                .isEqualTo(RoomType.GROUP);
        assertCalls(1, 2);
    }

    @Test
    void createFallsBackOnce() {
        lookUp(okJson(NO_ROOM));
        create(error(400, 53126));
        assertThat(failure(service(settings(RoomType.GROUP, Duration.ofSeconds(20))))
                        .twilioCode())
                .isEqualTo(53126);
        assertCalls(1, 2);
    }

    @Test
    void createOfUnknownOutcomeDoesNotFallBack() {
        lookUp(okJson(NO_ROOM), okJson(listOf(ROOM)));
        create(error(500, 20500));
        assertThat(service(settings(RoomType.GROUP, Duration.ofSeconds(20)))
                        .findOrCreate(NAME)
                        .sid())
                .isEqualTo("RM1");
        assertCalls(2, 1);
    }

    @Test
    void participantsMustFitTheTypeToFallBackToAsWell() {
        assertThat(service(fallingBackToGo(2))).isNotNull();
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> service(fallingBackToGo(3)))
                .withMessageContaining("must be at most 2 for rooms of type go");
    }

    private static RoomProperties fallingBackToGo(int participants) {
        return new RoomProperties(
                NAME,
                null,
                RoomType.GROUP,
                RoomType.GO,
                participants,
                null,
                null,
                null,
                null,
                Duration.ZERO,
                Duration.ZERO,
                LONG);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("401", error(401, 20003), REJECTED, 20003, 1),
                argumentSet("403 HTML", html(403), REJECTED, null, 1),
                argumentSet("404", error(404, 20404), REJECTED, 20404, 1),
                argumentSet("400", error(400, 20001), REJECTED, 20001, 1),
                argumentSet("408", html(408), TIMEOUT, null, 1),
                argumentSet("429", error(429, 20429), THROTTLED, 20429, 3),
                argumentSet("500", error(500, 20500), UNAVAILABLE, 20500, 3),
                argumentSet("502 HTML", html(502), UNAVAILABLE, null, 3),
                argumentSet("503", aResponse().withStatus(503).withHeader("Retry-After", "3600"), UNAVAILABLE, null, 1),
                argumentSet("301", html(301).withHeader("Location", "/"), UNAVAILABLE, null, 1),
                argumentSet("304", aResponse().withStatus(304), UNAVAILABLE, null, 1),
                argumentSet("204", aResponse().withStatus(204), UNAVAILABLE, null, 1),
                argumentSet("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), UNAVAILABLE, null, 3),
                argumentSet("closed", aResponse().withFault(Fault.EMPTY_RESPONSE), UNAVAILABLE, null, 3),
                argumentSet("garbage", aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE), UNAVAILABLE, null, 3),
                argumentSet("200 HTML", html(200), UNAVAILABLE, null, 1),
                argumentSet("200 empty", aResponse().withStatus(200), UNAVAILABLE, null, 1),
                argumentSet("200 {}", okJson("{}"), UNAVAILABLE, null, 1),
                argumentSet("200 []", okJson("[]"), UNAVAILABLE, null, 1),
                argumentSet("200 null list", okJson("{\"rooms\": null}"), UNAVAILABLE, null, 1),
                argumentSet("200 list that is none", okJson("{\"rooms\": {}}"), UNAVAILABLE, null, 1),
                argumentSet("200 truncated", okJson(listOf(ROOM).substring(0, 40)), UNAVAILABLE, null, 1),
                argumentSet("200 null room", okJson(listOf("null")), UNAVAILABLE, null, 1),
                argumentSet("200 empty room", okJson(listOf("{}")), UNAVAILABLE, null, 1),
                argumentSet("200 no SID", okJson(listOf(ROOM.replace("RM1", ""))), UNAVAILABLE, null, 1),
                argumentSet("200 wrong name", okJson(listOf(ROOM.replace("myroom", "MyRoom"))), UNAVAILABLE, null, 1),
                argumentSet(
                        "200 ended", okJson(listOf(ROOM.replace("in-progress", "completed"))), UNAVAILABLE, null, 1),
                argumentSet("200 no status", okJson(listOf(ROOM.replace("in-progress", "new"))), UNAVAILABLE, null, 1));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void lookUpThatFailsCreatesNothing(
            ResponseDefinitionBuilder answer, Reason reason, @Nullable Integer twilioCode, int tries) {
        lookUp(answer);
        RoomUnavailableException failure = failure(service());
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.twilioCode()).isEqualTo(twilioCode);
        assertCalls(tries, 0);
    }

    @Test
    void failureTellsItsCauseAndNothingOfWhatWasSent() {
        TwilioProperties away = TwilioStub.properties(TwilioStub.nobody());
        assertThat(failure(service(away, settings(null, LONG))))
                .hasMessageStartingWith(
                        "Twilio did not answer (HttpHostConnectException: Connect to http://127.0.0.1:");
        lookUp(aResponse().withFault(Fault.EMPTY_RESPONSE));
        assertThat(failure(service())).hasMessage("Twilio did not answer (NoHttpResponseException)");
    }

    @Test
    void failureTellsWhyACertificateIsNotTrusted() {
        WireMockServer tls = new WireMockServer(
                WireMockConfiguration.wireMockConfig().dynamicPort().dynamicHttpsPort());
        tls.start();
        try {
            assertThat(failure(service(TwilioStub.properties(tls.baseUrl()), settings(null, LONG))))
                    .hasMessageStartingWith("Twilio did not answer (SSLHandshakeException: ")
                    .hasMessageContaining("PKIX path building failed");
        } finally {
            tls.stop();
        }
    }

    @Test
    void refusalThatIsNotTwiliosIsToldAsSuch() {
        lookUp(html(403));
        assertThat(failure(service())).hasMessageStartingWith("Twilio answered 403 without a code of its own: ");
        lookUp(html(502));
        assertThat(failure(service())).hasMessage("Twilio answered 502");
    }

    @Test
    void createThatIsRefusedIsNotSettled() {
        lookUp(okJson(NO_ROOM));
        create(error(429, 20429).withHeader("Retry-After", "60"));
        RoomUnavailableException failure = failure(service());
        assertThat(failure.reason()).isEqualTo(THROTTLED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(60));
        assertCalls(1, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void warnsWhereRoomsAreOfAnotherAccountThanTheTokens(boolean another, CapturedOutput output) {
        String digits = another ? TwilioStub.hex() : twilio.accountSid().substring(2);
        String account = "AC" + digits.toUpperCase(Locale.ROOT);
        lookUp(okJson(listOf(ROOM.replace("{", "{\"account_sid\": \"" + account + "\", "))));
        RoomService service = service();
        service.findOrCreate(NAME);
        service.findOrCreate(NAME);
        String warning = "TWILIO_ACCOUNT_SID is not the account of TWILIO_API_KEY";
        assertThat(StringUtils.countOccurrencesOf(output.toString(), warning)).isEqualTo(another ? 1 : 0);
    }

    @Test
    void roomOfATypeThatIsNewerThanTheSdkIsUsed() {
        lookUp(okJson(listOf(ROOM.replace("\"go\"", "\"hologram\""))));
        assertThat(service().findOrCreate(NAME).type()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"status_callback\": \"https://other.example/a b\"",
                "\"links\": []",
                "\"max_participants\": \"many\"",
                "\"hologram\": {\"sid\": 1}"
            })
    void whatIsNotReadOfARoomDoesNoHarm(String field) {
        String room = ROOM.replace("{", "{" + field + ", ");
        lookUp(okJson(listOf(room)));
        assertThat(service().findOrCreate(NAME).sid()).isEqualTo("RM1");
        lookUp(okJson(NO_ROOM));
        create(okJson(room).withStatus(201));
        assertThat(service().findOrCreate(NAME).sid()).isEqualTo("RM1");
        assertCalls(2, 1);
    }

    @Test
    void listNeedNotTellOfItsPages() {
        lookUp(okJson(listOf(ROOM).replaceFirst("\"meta\": \\{[^}]*}", "\"meta\": {\"url\": \"\"}")));
        assertThat(service().findOrCreate(NAME).sid()).isEqualTo("RM1");
    }

    static Stream<Arguments> waysToTakeLong() {
        return Stream.of(
                argumentSet("silence", SILENCE),
                argumentSet("drip", okJson(listOf(ROOM)).withChunkedDribbleDelay(60, 60_000)));
    }

    @ParameterizedTest
    @MethodSource("waysToTakeLong")
    void answersWithinTheDeadlineEvenWhereOneCallMayTakeLonger(ResponseDefinitionBuilder slow) {
        lookUp(slow);
        assertTimesOutInTime(service(TwilioStub.properties(wire.baseUrl(), LONG), settings(null, SHORT)));
    }

    @ParameterizedTest
    @MethodSource("waysToTakeLong")
    void answersWhenOneCallTakesTooLong(ResponseDefinitionBuilder slow) {
        lookUp(slow);
        assertTimesOutInTime(service(TwilioStub.properties(wire.baseUrl(), SHORT), settings(null, LONG)));
    }

    /** Each part of a call has a time-out of its own; the deadline holds without them too. */
    @Test
    void answersWithinTheDeadlineEvenWhereNothingEndsTheCall() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        TwilioRooms stuck =
                new TwilioRooms(
                        TwilioStub.client(twilio), Optional::empty, settings(null, SHORT), InstantSource.system()) {
                    @Override
                    Optional<Room> find(RoomName name) {
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        // Or it would create one while the next test counts.
                        return Optional.of(new Room(name, "RM1", RoomType.GO));
                    }
                };
        assertTimesOutInTime(RoomServices.on(stuck, settings(null, SHORT)));
        over.countDown();
    }

    @Test
    void lastRoomServesWhereTooManyCallsAreUnderWayToAsk() {
        TwilioRestClient client = TwilioStub.client(TwilioStub.propertiesOfOnePlace(wire.baseUrl(), LONG));
        RoomProperties settings = staleFor(LONG);
        RoomService service = RoomServices.on(within(SHORT, client, settings), settings);
        lookUp(okJson(listOf(ROOM)));
        service.findOrCreate(NAME);
        lookUp(SILENCE);
        var crowd =
                CompletableFuture.runAsync(() -> within(LONG, client, settings).find(NAME));
        Awaitility.await().until(() -> wire.getAllServeEvents().size() == 2);
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
        assertThat(crowd).isNotDone();
        assertCalls(2, 0);
    }

    /** Looks up within this time, so that a flight ends by what becomes of the call, and not by its own deadline. */
    private static TwilioRooms within(Duration time, TwilioRestClient client, RoomProperties settings) {
        return new TwilioRooms(client, Optional::empty, settings, InstantSource.system()) {
            @Override
            Optional<Room> find(RoomName name) {
                return TwilioStub.deadline()
                        .within(time, () -> super.find(name))
                        .get();
            }
        };
    }

    private static RoomProperties staleFor(Duration time) {
        return new RoomProperties(
                NAME, null, RoomType.GO, null, null, null, null, null, null, Duration.ZERO, time, LONG);
    }

    @Test
    void roomThatIsNotOnOfferIsRefusedWithoutACall() {
        RoomUnavailableException failure = catchThrowableOfType(
                RoomUnavailableException.class, () -> service().checkOffered(new RoomName("other")));
        assertThat(failure.reason()).isEqualTo(NOT_ALLOWED);
        assertCalls(0, 0);
    }

    @Test
    void roomOnOfferIsFoundByItsName() {
        lookUp(okJson(listOf(ROOM.replace("myroom", "team-7"))));
        RoomProperties teams = new RoomProperties(
                new RoomName("myroom"),
                RoomPattern.of("team-\\d+"),
                RoomType.GO,
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(20));
        assertThat(service(teams).findOrCreate(new RoomName("team-7")).sid()).isEqualTo("RM1");
        assertThat(teams.offers(new RoomName("myroom"))).isTrue();
        assertThat(teams.offers(new RoomName("my-team-7"))).isFalse();
    }

    private void assertTimesOutInTime(RoomService service) {
        long start = System.nanoTime();
        assertThat(failure(service).reason()).isEqualTo(TIMEOUT);
        // The time is cut to milliseconds, and two clocks tell it.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT.minusMillis(10), SHORT.multipliedBy(3));
        wire.verify(0, postRequestedFor(anyUrl()));
    }

    private static RoomUnavailableException failure(RoomService service) {
        return catchThrowableOfType(RoomUnavailableException.class, () -> service.findOrCreate(NAME));
    }

    private RoomService service() {
        return service(settings(null, Duration.ofSeconds(20)));
    }

    private RoomService service(RoomProperties settings) {
        return service(twilio, settings);
    }

    private static RoomService service(TwilioProperties twilio, RoomProperties settings) {
        return RoomServices.on(TwilioStub.client(twilio), settings);
    }

    private static RoomProperties settings(@Nullable RoomType fallback, Duration deadline) {
        return new RoomProperties(
                new RoomName("myroom"),
                null,
                RoomType.GO,
                fallback,
                null,
                null,
                null,
                null,
                null,
                Duration.ZERO,
                Duration.ZERO,
                deadline);
    }

    /** Each look-up gets the next answer, and the last one again. */
    private static void lookUp(ResponseDefinitionBuilder... answers) {
        for (int i = 0; i < answers.length; i++) {
            wire.stubFor(get(urlPathEqualTo("/v1/Rooms"))
                    .inScenario("look-ups")
                    .whenScenarioStateIs(turn(i))
                    .willSetStateTo(turn(Math.min(i + 1, answers.length - 1)))
                    .willReturn(answers[i]));
        }
    }

    private static String turn(int i) {
        return i == 0 ? Scenario.STARTED : "look-up " + i;
    }

    private static void create(ResponseDefinitionBuilder answer) {
        wire.stubFor(post(urlPathEqualTo("/v1/Rooms")).willReturn(answer));
    }

    private static void assertCalls(int lookUps, int creates) {
        wire.verify(lookUps, getRequestedFor(anyUrl()));
        wire.verify(creates, postRequestedFor(anyUrl()));
    }

    private static String listOf(String room) {
        return "{\"rooms\": [" + room + "], \"meta\": {\"key\": \"rooms\"}}";
    }

    private static ResponseDefinitionBuilder html(int status) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "text/html")
                .withBody("<html>oops</html>");
    }
}
