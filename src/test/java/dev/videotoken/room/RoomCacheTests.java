package dev.videotoken.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.videotoken.room.RoomUnavailableException.Reason;
import dev.videotoken.twilio.TwilioDeadline;
import dev.videotoken.twilio.TwilioStub;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** One flight for a room, and what is used without one; Twilio is a queue of answers. */
@ExtendWith(OutputCaptureExtension.class)
class RoomCacheTests {

    private static final RoomName NAME = new RoomName("myroom");

    private static final RoomName OTHER = new RoomName("other");

    private volatile Instant now = Instant.parse("2026-11-24T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Answers twilio = new Answers();

    /** Each look-up takes the next answer; it counts them, and creates nothing. */
    private static final class Answers extends TwilioRooms {

        private volatile @Nullable RoomUnavailableException refusal;
        private final AtomicInteger lookUps = new AtomicInteger();
        private final Queue<Supplier<Room>> created = new ConcurrentLinkedQueue<>();
        private final Queue<Supplier<Optional<Room>>> next = new ConcurrentLinkedQueue<>();

        Answers() {
            super(
                    TwilioStub.client(TwilioStub.properties("http://localhost")),
                    () -> Optional.empty(),
                    settings(5, 30, Duration.ofSeconds(30)),
                    InstantSource.system());
        }

        @Override
        Optional<Room> find(RoomName name) {
            Supplier<Optional<Room>> answer = next.remove();
            lookUps.incrementAndGet();
            return answer.get();
        }

        @Override
        Optional<RoomUnavailableException> refusal() {
            return Optional.ofNullable(refusal);
        }

        @Override
        Room create(RoomName name, RoomType type) {
            Supplier<Room> room = created.poll();
            if (room == null) {
                throw unavailable();
            }
            return room.get();
        }
    }

    @Test
    void manyCallersShareOneFlight() {
        CountDownLatch go = new CountDownLatch(1);
        twilio.next.add(() -> after(go, "RM1"));
        RoomService service = service(5, 30);
        List<CompletableFuture<Room>> callers = call(service, 50);
        awaitFlights(1);
        go.countDown();
        assertThat(callers).allSatisfy(caller -> assertThat(caller.join().sid()).isEqualTo("RM1"));
        assertThat(twilio.lookUps).hasValue(1);
        awaitFlights(0);
    }

    /** As one caller of many may, who looks before a flight lands and goes on after it. */
    @Test
    void callerWhoComesTooLateForAFlightUsesWhatItSaw() {
        RoomCache cache = RoomServices.cache(settings(5, 30, Duration.ofSeconds(30)), () -> now);
        Room room = new Room(NAME, "RM1", RoomType.GO);
        assertThat(cache.fresh(NAME)).isEmpty();
        cache.flight(NAME, () -> room, failure -> {}).await(Duration.ofSeconds(10));

        now = now.plusSeconds(4);
        assertThat(cache.flight(NAME, () -> new Room(NAME, "RM2", RoomType.GO), failure -> {})
                        .await(Duration.ofSeconds(10)))
                .isEqualTo(room);
        now = now.plusSeconds(1);
        assertThat(cache.fresh(NAME)).as("not seen again").isEmpty();
    }

    @Test
    void manyCallersShareAFailureWhichLeavesNothingBehind() {
        CountDownLatch go = new CountDownLatch(1);
        twilio.next.add(() -> {
            after(go, "none");
            throw unavailable();
        });
        RoomService service = service(5, 30);
        List<CompletableFuture<Room>> callers = call(service, 20);
        awaitFlights(1);
        go.countDown();
        assertThat(callers)
                .allSatisfy(caller -> assertThat(
                                caller.handle((room, failure) -> failure).join())
                        .hasRootCauseInstanceOf(RoomUnavailableException.class));
        twilio.next.add(() -> seen("RM1"));
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
    }

    @Test
    void callerWhoGoesAwayDoesNotEndTheFlightOfOthers() {
        CountDownLatch go = new CountDownLatch(1);
        twilio.next.add(() -> after(go, "RM1"));
        RoomService service = service(5, 30);
        CompletableFuture<Reason> firstFailsBy = new CompletableFuture<>();
        CompletableFuture<Boolean> firstIsInterrupted = new CompletableFuture<>();
        Thread first = new Thread(() -> {
            firstFailsBy.complete(reason(service));
            firstIsInterrupted.complete(Thread.currentThread().isInterrupted());
        });
        first.start();
        awaitFlights(1);
        List<CompletableFuture<Room>> others = call(service, 3);
        first.interrupt();
        assertThat(firstFailsBy.join()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(firstIsInterrupted.join()).isTrue();
        go.countDown();
        assertThat(others).allSatisfy(caller -> assertThat(caller.join().sid()).isEqualTo("RM1"));
    }

    @Test
    void flightThatHangsIsGivenUpAndTheNextSucceeds() {
        CountDownLatch never = new CountDownLatch(1);
        twilio.next.add(() -> after(never, "RM0"));
        RoomService service = service(settings(5, 30, Duration.ofSeconds(2)));
        assertThat(reason(service)).isEqualTo(Reason.TIMEOUT);
        twilio.next.add(() -> seen("RM1"));
        Awaitility.await().until(() -> flights() == 0);
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
        never.countDown();
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
    }

    @Test
    void roomsDoNotWaitForEachOther() {
        CountDownLatch go = new CountDownLatch(1);
        twilio.next.add(() -> after(go, "RM1"));
        RoomService service = service(5, 30);
        List<CompletableFuture<Room>> waiting = call(service, 1);
        awaitFlights(1);
        twilio.next.add(() -> Optional.of(new Room(OTHER, "RM2", RoomType.GO)));
        assertThat(service.findOrCreate(OTHER).sid()).isEqualTo("RM2");
        go.countDown();
        assertThat(waiting.get(0).join().sid()).isEqualTo("RM1");
    }

    @Test
    void roomIsUsedAgainUntilItIsTimeToRecheck() {
        twilio.next.add(() -> seen("RM1"));
        RoomService service = service(5, 30);
        service.findOrCreate(NAME);
        now = now.plusMillis(4999);
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
        assertThat(twilio.lookUps).hasValue(1);
        now = now.plusMillis(1);
        twilio.next.add(() -> seen("RM2"));
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
        assertThat(meters.get("video.rooms").tag("outcome", "reused").counter().count())
                .isOne();
        assertThat(meters.get("video.rooms").tag("outcome", "found").counter().count())
                .isEqualTo(2);
    }

    @Test
    void zeroSwitchesReuseOff() {
        RoomService service = service(0, 0);
        twilio.next.add(() -> seen("RM1"));
        twilio.next.add(() -> seen("RM2"));
        service.findOrCreate(NAME);
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
    }

    @Test
    void lastRoomServesWhileTwilioCannotBeAsked(CapturedOutput output) {
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusMillis(34_999);
        twilio.next.add(RoomCacheTests::failUnavailable);
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
        assertThat(meters.get("video.rooms").tag("outcome", "stale").counter().count())
                .isOne();
        assertThat(output.getOut().lines())
                .filteredOn(line -> line.contains("WARN"))
                .singleElement()
                .asString()
                .endsWith("Room myroom could not be confirmed: UNAVAILABLE: 503. It is used unchecked");
        now = now.plusMillis(1);
        twilio.next.add(RoomCacheTests::failUnavailable);
        assertThat(reason(service)).isEqualTo(Reason.UNAVAILABLE);
        assertThat(output).contains("Room myroom could not be confirmed: UNAVAILABLE: 503. Nobody gets a token");
        assertThat(meters.get("video.rooms")
                        .tags("outcome", "failed", "reason", "unavailable")
                        .counter()
                        .count())
                .isOne();
    }

    @Test
    void nobodyWaitsLongWhereTwilioFailedBeforeAndTheLastRoomServes() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusSeconds(10);
        twilio.next.add(RoomCacheTests::failUnavailable);
        service.findOrCreate(NAME);
        twilio.next.add(() -> after(never, "RM2"));
        Room room = call(service, 1).get(0).get(15, TimeUnit.SECONDS);
        assertThat(room.sid()).isEqualTo("RM1");
        assertThat(flights()).isOne();
        assertThat(shortestOf(3, () -> service.findOrCreate(NAME)))
                .isBetween(Duration.ofMillis(450), Duration.ofMillis(1500));
        never.countDown();
    }

    private static Duration shortestOf(int times, Runnable call) {
        return IntStream.range(0, times)
                .mapToObj(i -> {
                    long start = System.nanoTime();
                    call.run();
                    return Duration.ofNanos(System.nanoTime() - start);
                })
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Test
    void nobodyWaitsLongWhereALookUpHasHungBeforeAndTheLastRoomServes() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RoomService service = service(settings(5, 30, Duration.ofSeconds(5)));
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusSeconds(10);
        twilio.next.add(() -> after(never, "RM2"));
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
        awaitFlights(0);
        twilio.next.add(() -> after(never, "RM2"));
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
        assertThat(flights()).isOne();
        never.countDown();
    }

    /** Or a room could be created after its caller has been told that there is none. */
    @Test
    void threadThatStartsLateHasNoMoreTimeForIt() {
        CompletableFuture<Duration> left = new CompletableFuture<>();
        TwilioDeadline sameClock = TwilioStub.deadline(() -> now);
        RoomCache cache = RoomServices.cache(settings(5, 30, Duration.ofSeconds(30)), () -> now, task -> () -> {
            now = now.plusSeconds(10);
            task.run();
        });
        cache.flight(
                        NAME,
                        () -> {
                            left.complete(TwilioStub.left(sameClock));
                            return seen("RM1").orElseThrow();
                        },
                        failure -> {})
                .await(Duration.ofSeconds(10));
        assertThat(left).isCompletedWithValue(Duration.ofSeconds(20));
    }

    @Test
    void flightThatFailsAfterItWasGivenUpIsToldOnce() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        CompletableFuture<Thread> looking = new CompletableFuture<>();
        Queue<Reason> told = new ConcurrentLinkedQueue<>();
        RoomCache cache = RoomServices.cache(settings(5, 30, Duration.ofSeconds(2)), () -> now);
        RoomFlight flight = cache.flight(
                NAME,
                () -> {
                    looking.complete(Thread.currentThread());
                    after(late, "none");
                    throw unavailable();
                },
                failure -> told.add(failure.reason()));
        assertThatExceptionOfType(RoomUnavailableException.class)
                .isThrownBy(() -> flight.await(Duration.ofSeconds(10)))
                .matches(failure -> failure.reason() == Reason.TIMEOUT);
        late.countDown();
        looking.get(10, TimeUnit.SECONDS).join();
        assertThat(told).containsExactly(Reason.TIMEOUT);
    }

    @Test
    void flightThatIsGivenUpIsToldInTheNameOfItsRequestAndNotByTheTimer() {
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<String> told = new CompletableFuture<>();
        RoomCache cache =
                RoomServices.cache(settings(5, 30, Duration.ofMillis(300)), () -> now, RoomCacheTests::sameRequest);
        MDC.put("requestId", "mine");
        cache.flight(
                NAME,
                () -> after(never, "RM1").orElseThrow(),
                failure -> told.complete(
                        MDC.get("requestId") + " in " + Thread.currentThread().getName()));
        MDC.clear();
        assertThat(told.join()).matches("mine in room-\\d+");
        never.countDown();
    }

    private static Runnable sameRequest(Runnable task) {
        String id = MDC.get("requestId");
        return () -> {
            MDC.put("requestId", id);
            task.run();
        };
    }

    @Test
    void whereTheLastRoomTurnsOutToBeGoneCallersWaitForTheNext() {
        CountDownLatch go = new CountDownLatch(1);
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusSeconds(10);
        twilio.next.add(RoomCacheTests::failUnavailable);
        service.findOrCreate(NAME);
        twilio.next.add(Optional::empty);
        twilio.created.add(() -> after(go, "RM2").orElseThrow());
        CompletableFuture<Room> caller = call(service, 1).get(0);
        Awaitility.await().during(1, TimeUnit.SECONDS).until(() -> !caller.isDone());
        go.countDown();
        assertThat(caller.join().sid()).isEqualTo("RM2");
    }

    @Test
    void flightThatEndsByAnErrorLeavesNothingBehind() {
        RoomService service = service(5, 30);
        twilio.next.add(() -> {
            throw new StackOverflowError();
        });
        assertThatIllegalStateException().isThrownBy(() -> service.findOrCreate(NAME));
        twilio.next.add(() -> seen("RM1"));
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
    }

    @Test
    void whileTheBreakerIsNotClosedNobodyWaitsWithTheOneWhoTries() {
        CountDownLatch go = new CountDownLatch(1);
        RoomService service = service(5, 30);
        twilio.next.add(() -> after(go, "RM1"));
        List<CompletableFuture<Room>> trying = call(service, 1);
        awaitFlights(1);
        twilio.refusal = unavailable();
        assertThat(reason(service)).isEqualTo(Reason.UNAVAILABLE);
        assertThat(twilio.lookUps).hasValue(1);
        go.countDown();
        assertThat(trying.get(0).join().sid()).isEqualTo("RM1");
    }

    @Test
    void lastRoomDoesNotServeWhereTwilioRefusesUs() {
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusSeconds(10);
        twilio.next.add(() -> {
            throw new RoomUnavailableException(Reason.REJECTED, "401", null);
        });
        assertThat(reason(service)).isEqualTo(Reason.REJECTED);
    }

    @Test
    void lastRoomDoesNotServeWhereTwilioSaysThatItIsGone() {
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusSeconds(10);
        twilio.next.add(Optional::empty);
        twilio.next.add(Optional::empty);
        assertThat(reason(service)).isEqualTo(Reason.UNAVAILABLE);
    }

    /** Or there would be a line for each of the many rooms that somebody makes up. */
    @Test
    void budgetThatIsSpentIsToldOnceForAllWhoAsk(CapturedOutput output) {
        RoomService service = service(0, 0);
        for (int i = 0; i < RoomServices.BUDGET; i++) {
            twilio.next.add(Optional::empty);
            twilio.created.add(() -> seen("RM1").orElseThrow());
            service.findOrCreate(NAME);
        }
        for (int i = 0; i < 2; i++) {
            twilio.next.add(Optional::empty);
            assertThat(reason(service)).isEqualTo(Reason.BUDGET_SPENT);
        }
        assertThat(output.getOut().lines())
                .filteredOn(line -> line.contains("WARN"))
                .singleElement()
                .asString()
                .contains("VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE is spent");
    }

    @Test
    void forgottenRoomIsAskedForAgain() {
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM1"));
        twilio.next.add(() -> seen("RM2"));
        service.findOrCreate(NAME);
        service.forget(NAME);
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
    }

    @Test
    void whatAFlightSeesThatIsForgottenMeanwhileIsNotUsedAgain() {
        CountDownLatch go = new CountDownLatch(1);
        twilio.next.add(() -> after(go, "RM1"));
        twilio.next.add(() -> seen("RM2"));
        RoomService service = service(5, 30);
        List<CompletableFuture<Room>> waiting = call(service, 1);
        Awaitility.await().until(() -> twilio.lookUps.get() == 1);
        service.forget(NAME);
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
        go.countDown();
        assertThat(waiting.get(0).join().sid()).isEqualTo("RM1");
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
    }

    @Test
    void flightThatWasForgottenLeavesTheNextAsItIs() {
        CountDownLatch old = new CountDownLatch(1);
        CountDownLatch next = new CountDownLatch(1);
        RoomCache cache = RoomServices.cache(settings(5, 30, Duration.ofSeconds(30)), () -> now);
        RoomFlight forgotten = cache.flight(NAME, () -> after(old, "RM1").orElseThrow(), failure -> {});
        cache.forget(NAME);
        RoomFlight newer = cache.flight(NAME, () -> after(next, "RM2").orElseThrow(), failure -> {});
        old.countDown();
        assertThat(forgotten.await(Duration.ofSeconds(10)).sid()).isEqualTo("RM1");
        assertThat(cache.fresh(NAME)).isEmpty();
        assertThat(cache.isUnderWay(NAME)).isTrue();
        next.countDown();
        assertThat(newer.await(Duration.ofSeconds(10)).sid()).isEqualTo("RM2");
        assertThat(cache.fresh(NAME)).map(Room::sid).hasValue("RM2");
    }

    /** That there is no room was said of the one that was there before. */
    @Test
    void flightThatWasForgottenAndFoundNothingLeavesWhatTheNextSaw() {
        CountDownLatch old = new CountDownLatch(1);
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusSeconds(6);
        twilio.next.add(() -> after(old, "none").filter(room -> false));
        List<CompletableFuture<Room>> callers = call(service, 1);
        Awaitility.await().until(() -> twilio.lookUps.get() == 2);
        service.forget(NAME);
        twilio.next.add(() -> seen("RM2"));
        service.findOrCreate(NAME);
        twilio.created.add(() -> seen("RM3").orElseThrow());
        old.countDown();
        assertThat(callers.get(0).join().sid()).isEqualTo("RM3");
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
        assertThat(twilio.lookUps).hasValue(3);
    }

    @Test
    void onlySoManyRoomsAreRemembered() {
        RoomCache cache = RoomServices.cache(settings(300, 300, Duration.ofSeconds(30)), () -> now);
        List<RoomName> names = IntStream.range(0, 10_500)
                .mapToObj(i -> new RoomName("room-" + i))
                .toList();
        names.forEach(name -> cache.flight(name, () -> new Room(name, "RM1", RoomType.GO), failure -> {})
                .await(Duration.ofSeconds(10)));
        Awaitility.await()
                .until(() -> names.stream()
                                .map(cache::fresh)
                                .flatMap(Optional::stream)
                                .count()
                        <= 10_000);
    }

    @Test
    void endIsToldOnceAndOfNoRoomThatIsNotInUse(CapturedOutput output) {
        RoomService service = service(5, 30);
        service.ended(NAME, "RM0");
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        service.ended(NAME, "RM2");
        assertThat(output).doesNotContain("has ended");
        service.ended(NAME, "RM1");
        service.ended(NAME, "RM1");
        assertThat(output).containsOnlyOnce("Room myroom (RM1) has ended");
    }

    @Test
    void endOfTheRoomThatAFlightIsBringingIsHeardThoughAnotherWasSeenBefore(CapturedOutput output) {
        CountDownLatch go = new CountDownLatch(1);
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusSeconds(6);
        twilio.next.add(() -> after(go, "RM2"));
        List<CompletableFuture<Room>> callers = call(service, 1);
        awaitFlights(1);
        service.ended(NAME, "RM2");
        assertThat(output).containsOnlyOnce("Room myroom (RM2) has ended");
        go.countDown();
        callers.get(0).join();
        twilio.next.add(() -> seen("RM3"));
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM3");
    }

    @Test
    void endOfAnotherRoomLeavesTheLastOneWhileTwilioCannotBeAsked() {
        CountDownLatch go = new CountDownLatch(1);
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM2"));
        service.findOrCreate(NAME);
        now = now.plusSeconds(6);
        twilio.next.add(() -> {
            after(go, "none");
            throw unavailable();
        });
        List<CompletableFuture<Room>> callers = call(service, 1);
        awaitFlights(1);
        service.ended(NAME, "RM1");
        go.countDown();
        assertThat(callers.get(0).join().sid()).isEqualTo("RM2");
    }

    @Test
    void roomThatHasEndedIsNotUsedAgainWhereALookUpStillShowsIt() {
        RoomService service = service(5, 30);
        service.ended(NAME, "RM1");
        twilio.next.add(() -> seen("RM1"));
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM1");
        twilio.next.add(() -> seen("RM2"));
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
        assertThat(twilio.lookUps).hasValue(2);
    }

    @Test
    void roomThatHasEndedTakesThePlaceOfNoOther() {
        RoomService service = service(5, 30);
        twilio.next.add(() -> seen("RM2"));
        service.findOrCreate(NAME);
        service.ended(NAME, "RM1");
        now = now.plusSeconds(6);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        twilio.next.add(RoomCacheTests::failUnavailable);
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
    }

    @Test
    void whoComesAfterTheEndIsNotGivenTheRoomThatAFlightSawBefore() {
        CountDownLatch go = new CountDownLatch(1);
        RoomService service = service(5, 30);
        twilio.next.add(() -> after(go, "RM1"));
        call(service, 1);
        Awaitility.await().until(() -> twilio.lookUps.get() == 1);
        service.ended(NAME, "RM1");
        twilio.next.add(() -> seen("RM2"));
        CompletableFuture<Room> late = call(service, 1).get(0);
        go.countDown();
        assertThat(late.join().sid()).isEqualTo("RM2");
    }

    @Test
    void endThatIsToldAgainLeavesTheFlightWhichBeganSince() {
        CountDownLatch go = new CountDownLatch(1);
        RoomService service = service(5, 30);
        twilio.next.add(() -> after(go, "RM1"));
        List<CompletableFuture<Room>> callers = new ArrayList<>(call(service, 1));
        Awaitility.await().until(() -> twilio.lookUps.get() == 1);
        service.ended(NAME, "RM1");
        twilio.next.add(() -> after(go, "RM2"));
        callers.addAll(call(service, 1));
        Awaitility.await().until(() -> twilio.lookUps.get() == 2);
        service.ended(NAME, "RM1");
        go.countDown();
        assertThat(callers).map(CompletableFuture::join).map(Room::sid).containsExactly("RM1", "RM2");
        assertThat(service.findOrCreate(NAME).sid()).isEqualTo("RM2");
        assertThat(twilio.lookUps).hasValue(2);
    }

    @Test
    void failureOfAFlightThatWasForgottenCastsNoDoubtOnWhatTheNextSaw() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        RoomCache cache = RoomServices.cache(settings(5, 30, Duration.ofSeconds(30)), () -> now);
        Supplier<Room> failing = () -> {
            begun.countDown();
            after(go, "none");
            throw unavailable();
        };
        RoomFlight forgotten = cache.flight(NAME, failing, failure -> {});
        Awaitility.await().until(() -> begun.getCount() == 0);
        cache.forget(NAME);
        cache.flight(NAME, () -> seen("RM2").orElseThrow(), failure -> {}).await(Duration.ofSeconds(10));
        go.countDown();
        assertThatExceptionOfType(RoomUnavailableException.class)
                .isThrownBy(() -> forgotten.await(Duration.ofSeconds(10)));
        assertThat(cache.isDoubted(NAME)).isFalse();
        now = now.plusSeconds(6);
        RoomFlight current = cache.flight(NAME, failing, failure -> {});
        assertThatExceptionOfType(RoomUnavailableException.class)
                .isThrownBy(() -> current.await(Duration.ofSeconds(10)));
        assertThat(cache.isDoubted(NAME)).isTrue();
    }

    /** Or nobody would wait for the next refusal, and all would use the room for which Twilio refuses us. */
    @Test
    void refusalByTwilioEndsTheDoubt() {
        RoomCache cache = RoomServices.cache(settings(5, 30, Duration.ofSeconds(30)), () -> now);
        cache.flight(NAME, () -> seen("RM1").orElseThrow(), failure -> {}).await(Duration.ofSeconds(10));
        now = now.plusSeconds(6);
        assertThat(doubtedAfter(cache, Reason.UNAVAILABLE)).isTrue();
        assertThat(doubtedAfter(cache, Reason.REJECTED)).isFalse();
    }

    private static boolean doubtedAfter(RoomCache cache, Reason reason) {
        RoomFlight flight = cache.flight(
                NAME,
                () -> {
                    throw new RoomUnavailableException(reason, "failed", null);
                },
                failure -> {});
        assertThatExceptionOfType(RoomUnavailableException.class)
                .isThrownBy(() -> flight.await(Duration.ofSeconds(10)));
        return cache.isDoubted(NAME);
    }

    /** Or nobody would get into this room any more, and everybody would wait to the deadline. */
    @Test
    void flightWhoseEndFailsByABugOrForWantOfMemoryLeavesNothingBehind() {
        AtomicBoolean failing = new AtomicBoolean();
        RoomCache cache = RoomServices.cache(settings(0, 30, Duration.ofSeconds(3)), () -> {
            if (failing.get()) {
                throw new OutOfMemoryError("simulated");
            }
            return now;
        });
        cache.flight(NAME, () -> seen("RM1").orElseThrow(), failure -> {}).await(Duration.ofSeconds(10));
        RoomFlight failed = cache.flight(
                NAME,
                () -> {
                    failing.set(true);
                    throw unavailable();
                },
                failure -> {});
        assertThatExceptionOfType(RoomUnavailableException.class)
                .isThrownBy(() -> failed.await(Duration.ofSeconds(2)))
                .matches(failure -> failure.reason() == Reason.UNAVAILABLE);
        failing.set(false);
        Awaitility.await().until(() -> !cache.isUnderWay(NAME));
        assertThat(cache.flight(NAME, () -> seen("RM2").orElseThrow(), failure -> {})
                        .await(Duration.ofSeconds(10))
                        .sid())
                .isEqualTo("RM2");
    }

    /** As where it was seen again within a second: Caffeine does not count that as a write. */
    @Test
    void roomThatWasSeenAgainSoonServesFromThenOn() {
        RoomService service = service(0, 2);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusMillis(900);
        twilio.next.add(() -> seen("RM1"));
        service.findOrCreate(NAME);
        now = now.plusMillis(1999);
        twilio.next.add(RoomCacheTests::failUnavailable);
        assertThat(service.findOrCreate(NAME).stale()).isTrue();
    }

    private void awaitFlights(int flights) {
        Awaitility.await().until(() -> flights() == flights);
    }

    private double flights() {
        return meters.get("video.room.flights").gauge().value();
    }

    /** They wait for the room by then, or have it. */
    private static List<CompletableFuture<Room>> call(RoomService service, int callers) {
        List<Thread> threads = new ArrayList<>();
        List<CompletableFuture<Room>> rooms = IntStream.range(0, callers)
                .mapToObj(i -> {
                    CompletableFuture<Room> room = new CompletableFuture<>();
                    threads.add(new Thread(() -> {
                        try {
                            room.complete(service.findOrCreate(NAME));
                        } catch (RuntimeException e) {
                            room.completeExceptionally(new IllegalStateException(e));
                        }
                    }));
                    return room;
                })
                .toList();
        threads.forEach(Thread::start);
        Awaitility.await()
                .until(() -> threads.stream()
                        .map(Thread::getState)
                        .allMatch(state -> state == Thread.State.TIMED_WAITING || state == Thread.State.TERMINATED));
        return rooms;
    }

    private static @Nullable Reason reason(RoomService service) {
        RoomUnavailableException failure =
                catchThrowableOfType(RoomUnavailableException.class, () -> service.findOrCreate(NAME));
        return failure == null ? null : failure.reason();
    }

    private static Optional<Room> after(CountDownLatch latch, String sid) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return seen(sid);
    }

    private static Optional<Room> seen(String sid) {
        return Optional.of(new Room(NAME, sid, RoomType.GO));
    }

    private static Optional<Room> failUnavailable() {
        throw unavailable();
    }

    private static RoomUnavailableException unavailable() {
        return new RoomUnavailableException(Reason.UNAVAILABLE, "503", null);
    }

    private RoomService service(int recheckAfter, int staleFor) {
        return service(settings(recheckAfter, staleFor, Duration.ofSeconds(30)));
    }

    private RoomService service(RoomProperties settings) {
        return RoomServices.on(twilio, settings, () -> now, meters);
    }

    private static RoomProperties settings(int recheckAfter, int staleFor, Duration deadline) {
        return new RoomProperties(
                NAME,
                RoomPattern.of("other"),
                RoomType.GO,
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(recheckAfter),
                Duration.ofSeconds(staleFor),
                deadline);
    }
}
