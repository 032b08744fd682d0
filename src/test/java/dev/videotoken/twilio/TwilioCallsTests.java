package dev.videotoken.twilio;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import dev.videotoken.twilio.TwilioProperties.Breaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Tries, breaker and places around the real transport, against a Twilio on the wire. */
@ExtendWith(OutputCaptureExtension.class)
class TwilioCallsTests {

    private static final Duration LONG = Duration.ofSeconds(20);

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private final InstantSource clock = () -> now;

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.argumentSet("429", aResponse().withStatus(429), 3, 3),
                Arguments.argumentSet("500", aResponse().withStatus(500), 3, 1),
                Arguments.argumentSet("503", aResponse().withStatus(503), 3, 1),
                Arguments.argumentSet("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), 3, 1),
                Arguments.argumentSet("400", aResponse().withStatus(400), 1, 1),
                Arguments.argumentSet("401", aResponse().withStatus(401), 1, 1),
                Arguments.argumentSet("302", aResponse().withStatus(302), 1, 1),
                Arguments.argumentSet("HTML", aResponse().withBody("<html>"), 1, 1));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void triesLookUpsAndChangesAsOftenAsIsSafe(ResponseDefinitionBuilder failure, int lookUps, int changes) {
        wire.stubFor(any(anyUrl()).willReturn(failure));
        failure(calls(100), HttpMethod.GET);
        wire.verify(lookUps, anyRequestedFor(anyUrl()));
        wire.resetRequests();
        failure(calls(100), HttpMethod.POST);
        wire.verify(changes, anyRequestedFor(anyUrl()));
    }

    @Test
    void secondTryMayBringTheAnswer() {
        wire.stubFor(any(anyUrl())
                .inScenario("once")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("up")
                .willReturn(aResponse().withStatus(503)));
        wire.stubFor(any(anyUrl()).inScenario("once").whenScenarioStateIs("up").willReturn(ok()));
        assertThat(calls(100).makeRequest(request(HttpMethod.GET)).getStatusCode())
                .isEqualTo(200);
        wire.verify(2, anyRequestedFor(anyUrl()));
    }

    @Test
    void waitsAsLongAsTwilioAsks() {
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "1")));
        long start = System.nanoTime();
        failure(calls(100), HttpMethod.GET);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        wire.verify(3, anyRequestedFor(anyUrl()));
    }

    @Test
    void doesNotWaitPastTheDeadline() {
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "5")));
        TwilioCallException failure = TwilioStub.deadline()
                .within(Duration.ofSeconds(4), () -> failure(calls(100), HttpMethod.GET))
                .get();
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void doesNotWaitWhereTheDeadlineLeavesNoTimeForAnAnswer() {
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "5")));
        TwilioStub.deadline()
                .within(Duration.ofMillis(5200), () -> failure(calls(100), HttpMethod.GET))
                .get();
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    /** The caller would wait for a call that is not made, and hear of that in place of what Twilio said. */
    @Test
    void doesNotTryAgainOnceTheBreakerIsOpen() {
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "1")));
        TwilioCallException failure = failure(calls(1), HttpMethod.GET);
        assertThat(failure.isThrottled()).isTrue();
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @CsvSource({"GET, 550, 1", "GET, 650, 3", "POST, 1750, 1", "POST, 1850, 3"})
    void makesNoLastTryThatHasNoTimeForAnAnswer(HttpMethod method, int millis, int tries) {
        AtomicInteger made = new AtomicInteger();
        TwilioDeadline deadline = new TwilioDeadline(clock);
        TwilioCalls calls = new TwilioCalls(
                request -> {
                    made.incrementAndGet();
                    throw TwilioCallException.refused(429, null, null);
                },
                Optional::empty,
                deadline);
        deadline.within(Duration.ofMillis(millis), () -> failure(calls, method)).get();
        assertThat(made).hasValue(tries);
    }

    @Test
    void breakerOpensFailsFastAndRecoversByItself(CapturedOutput output) {
        GuardedAttempt attempt = attempt(4, 20);
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        assertThat(attempt.refusal()).isEmpty();
        IntStream.range(0, 4).forEach(i -> failure(attempt));
        wire.resetRequests();
        TwilioCallException open = failure(attempt);
        assertThat(open.made()).isFalse();
        assertThat(open.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        now = now.plusSeconds(3).minusNanos(1);
        assertThat(failure(attempt).retryAfter()).isEqualTo(Duration.ofSeconds(3));
        now = now.plusNanos(1);
        assertThat(failure(attempt).retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(attempt.refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(2)));
        wire.verify(0, anyRequestedFor(anyUrl()));

        now = now.plusMillis(2001);
        assertThat(failure(attempt).made()).isTrue();
        assertThat(output).doesNotContain("Twilio is asked again");
        wire.stubFor(any(anyUrl()).willReturn(ok()));
        now = now.plusMillis(5001);
        assertThat(attempt.make(request(HttpMethod.GET)).getStatusCode()).isEqualTo(200);
        assertThat(attempt.make(request(HttpMethod.GET)).getStatusCode()).isEqualTo(200);
        assertThat(attempt.refusal()).isEmpty();
        assertThat(output).containsOnlyOnce("Twilio is not asked any more").containsOnlyOnce("Twilio is asked again");
    }

    @Test
    void whileOneCallTriesWhetherTwilioIsBackTheOthersAreToldToComeInASecond() {
        GuardedAttempt attempt = attempt(4, 20);
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        IntStream.range(0, 4).forEach(i -> failure(attempt));
        wire.stubFor(any(anyUrl()).willReturn(ok().withFixedDelay(2000)));
        now = now.plusMillis(5001);
        var trial = CompletableFuture.supplyAsync(() -> attempt.make(request(HttpMethod.GET)));
        Awaitility.await().until(() -> wire.getAllServeEvents().size() == 5);
        TwilioCallException other = failure(attempt);
        assertThat(other.made()).isFalse();
        assertThat(other.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(trial.join().getStatusCode()).isEqualTo(200);
    }

    static Stream<Arguments> failuresOfTwilio() {
        return Stream.of(
                Arguments.argumentSet("408", aResponse().withStatus(408)),
                Arguments.argumentSet("302", aResponse().withStatus(302)),
                Arguments.argumentSet("HTML", aResponse().withBody("<html>")),
                Arguments.argumentSet("429", aResponse().withStatus(429)),
                Arguments.argumentSet("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                Arguments.argumentSet("silence", ok().withFixedDelay(60_000)));
    }

    @ParameterizedTest
    @MethodSource("failuresOfTwilio")
    void breakerOpensOnWhateverIsTwiliosFault(ResponseDefinitionBuilder failure) {
        Breaker breaker = new Breaker(8, 50, Duration.ofSeconds(5));
        GuardedAttempt attempt = TwilioStub.guarded(
                TwilioStub.properties(wire.baseUrl(), LONG, Duration.ofMillis(500), 20, breaker), clock);
        wire.stubFor(any(anyUrl()).willReturn(failure));
        IntStream.range(0, 4).forEach(i -> assertThat(failure(attempt).made()).isTrue());
        assertThat(failure(attempt).made()).isFalse();
    }

    /** Twilio counts them for themselves, and rooms in progress are not to wait for new ones. */
    @Test
    void changesThatAreThrottledLeaveTheBreakerToLookUps() {
        GuardedAttempt attempt = attempt(1, 20);
        TwilioCalls calls = new TwilioCalls(attempt, attempt, TwilioStub.deadline());
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(429)));
        assertThat(failure(calls, HttpMethod.POST).isThrottled()).isTrue();
        wire.verify(3, anyRequestedFor(anyUrl()));
        assertThat(attempt.refusal()).isEmpty();
        failure(calls, HttpMethod.GET);
        assertThat(attempt.refusal()).isPresent();
    }

    /** Twilio takes so many a second, and who comes again sooner is turned away again. */
    @Test
    void changesThatAreThrottledWaitForTheNextSecond() {
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(429)));
        long start = System.nanoTime();
        failure(calls(100), HttpMethod.POST);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(750));
        wire.verify(3, anyRequestedFor(anyUrl()));
    }

    @Test
    void openBreakerAnswersAtOnce() {
        GuardedAttempt attempt = attempt(4, 20);
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        IntStream.range(0, 4).forEach(i -> failure(attempt));
        wire.resetRequests();
        // The fastest of several, since the machine may be busy.
        Optional<Duration> taken =
                Stream.generate(() -> taken(attempt)).limit(10).min(Comparator.naturalOrder());
        assertThat(taken).hasValueSatisfying(fastest -> assertThat(fastest).isLessThan(Duration.ofMillis(50)));
        wire.verify(0, anyRequestedFor(anyUrl()));
    }

    @Test
    void openBreakerLetsNobodyWaitForAPlace() {
        Places places = new Places(properties(4, 1), TwilioStub.deadline());
        GuardedAttempt attempt = TwilioStub.guarded(properties(4, 1), clock, places);
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        IntStream.range(0, 4).forEach(i -> failure(attempt));
        assertThat(places.takeAtOnce()).isTrue();
        TwilioCallException open = TwilioStub.deadline()
                .within(Duration.ofSeconds(1), () -> failure(attempt))
                .get();
        assertThat(open.retryAfter()).isEqualTo(Duration.ofSeconds(5));
    }

    private static Duration taken(GuardedAttempt attempt) {
        long start = System.nanoTime();
        failure(attempt);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @ParameterizedTest
    @CsvSource({"60, OPEN", "61, CLOSED"})
    void breakerOpensAtItsFailureRate(int rate, CircuitBreaker.State state) {
        CircuitBreaker breaker = breaker(new Breaker(10, rate, Duration.ofSeconds(5)));
        IntStream.range(0, 2).forEach(i -> breaker.onSuccess(0, TimeUnit.SECONDS));
        IntStream.range(0, 3).forEach(i -> breaker.onError(0, TimeUnit.SECONDS, new IllegalStateException()));
        assertThat(breaker.getState()).isEqualTo(state);
    }

    @Test
    void breakerStaysOpenForItsTime() {
        CircuitBreaker breaker = breaker(new Breaker(10, 50, Duration.ofSeconds(20)));
        breaker.transitionToOpenState();
        now = now.plusMillis(19_999);
        assertThat(breaker.tryAcquirePermission()).isFalse();
        now = now.plusMillis(2);
        assertThat(breaker.tryAcquirePermission()).isTrue();
    }

    private CircuitBreaker breaker(Breaker settings) {
        return new TwilioConfiguration()
                .breakers(TwilioStub.properties("http://localhost", LONG, LONG, 20, settings), clock)
                .circuitBreaker("twilio");
    }

    @Test
    void breakerOpensAgainWhereTheTrialFails() {
        GuardedAttempt attempt = attempt(4, 20);
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        IntStream.range(0, 4).forEach(i -> failure(attempt));
        now = now.plusMillis(5001);
        assertThat(failure(attempt).made()).isTrue();
        assertThat(failure(attempt).retryAfter()).isEqualTo(Duration.ofSeconds(5));
    }

    /** Or it would wait for the end of that trial for ever. */
    @Test
    void breakerOpensAgainWhereTheTrialEndsByAnError() {
        Duration timeout = Duration.ofMillis(100);
        CircuitBreaker breaker = new TwilioConfiguration()
                .breakers(TwilioStub.properties("http://localhost", timeout), () -> now)
                .circuitBreaker("twilio");
        breaker.transitionToOpenState();
        now = now.plusMillis(5001);
        assertThatThrownBy(() -> breaker.executeRunnable(() -> {
                    throw new NoClassDefFoundError();
                }))
                .isInstanceOf(NoClassDefFoundError.class);
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        Awaitility.await().until(() -> breaker.getState() == CircuitBreaker.State.OPEN);
        now = now.plusMillis(5001);
        breaker.executeRunnable(() -> {});
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void breakerOpensAgainWhereTheTrialEndsAsNobodyHasForeseen() {
        CircuitBreaker breaker = new TwilioConfiguration()
                .breakers(TwilioStub.properties("http://localhost"), () -> now)
                .circuitBreaker("twilio");
        breaker.transitionToOpenState();
        now = now.plusMillis(5001);
        assertThatIllegalStateException()
                .isThrownBy(() -> breaker.executeRunnable(() -> {
                    throw new IllegalStateException();
                }));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void breakerStaysClosedWhereTheFaultIsOurs() {
        GuardedAttempt attempt = attempt(4, 20);
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(401)));
        IntStream.range(0, 20)
                .forEach(i -> assertThat(failure(attempt).status()).isEqualTo(401));
        wire.verify(20, anyRequestedFor(anyUrl()));
    }

    @Test
    void makesOnlySoManyCallsAtOnceAndWaitsWithinTheDeadline(CapturedOutput output) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        TwilioProperties onePlace = properties(100, 1);
        Places places = new Places(onePlace, TwilioStub.deadline());
        places.bindTo(meters);
        GuardedAttempt attempt = TwilioStub.guarded(onePlace, clock, places);
        wire.stubFor(any(anyUrl()).willReturn(ok().withFixedDelay(3000)));
        var first = CompletableFuture.supplyAsync(() -> attempt.make(request(HttpMethod.GET)));
        Awaitility.await().until(() -> meters.get("twilio.calls.active").gauge().value() == 1);
        for (int i = 0; i < 2; i++) {
            TwilioCallException second = TwilioStub.deadline()
                    .within(Duration.ofMillis(200), () -> failure(attempt))
                    .get();
            assertThat(second.made()).isFalse();
        }
        assertThat(output.getOut()
                        .lines()
                        .filter(line -> line.contains("Calls to Twilio are turned away: 1 are under way")))
                .as("told once")
                .hasSize(1);
        assertThat(attempt.make(request(HttpMethod.GET)).getStatusCode()).isEqualTo(200);
        assertThat(first.join().getStatusCode()).isEqualTo(200);
        assertThat(meters.get("twilio.calls.active").gauge().value()).isZero();
    }

    @Test
    void eachCrowdIsToldOfOnce(CapturedOutput output) {
        Places places = new Places(properties(1, 1), TwilioStub.deadline());
        for (int crowd = 1; crowd <= 2; crowd++) {
            assertThat(places.takeAtOnce()).isTrue();
            for (int caller = 0; caller < 2; caller++) {
                assertThat(TwilioStub.deadline()
                                .within(Duration.ofMillis(10), places::takeInTime)
                                .get())
                        .isFalse();
            }
            places.giveBack();
            assertThat(output.getOut()
                            .lines()
                            .filter(line -> line.contains("Calls to Twilio are turned away: 1 are under way")))
                    .hasSize(crowd);
        }
    }

    /** Or it would be taken for good. */
    @Test
    void placeThatComesWhenTheTimeIsUpIsGivenBack() {
        TwilioDeadline deadline = new TwilioDeadline(() -> now = now.plusMillis(50));
        Places places = new Places(properties(1, 1), deadline);
        assertThat(deadline.within(Duration.ofMillis(100), places::takeInTime).get())
                .isFalse();
        assertThat(places.takeAtOnce()).isTrue();
    }

    @Test
    void placeIsGivenBackWhereLookingAtTheTimeFails() {
        AtomicInteger looks = new AtomicInteger();
        TwilioDeadline deadline = new TwilioDeadline(() -> {
            // To bind the deadline, to wait for a place, and once it is there.
            if (looks.incrementAndGet() == 3) {
                throw new OutOfMemoryError("simulated");
            }
            return now;
        });
        Places places = new Places(properties(1, 1), deadline);
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> deadline.within(Duration.ofSeconds(1), places::takeInTime)
                        .get());
        assertThat(places.takeAtOnce()).isTrue();
    }

    @Test
    void callThatHadToWaitAndGotTooLittleTimeTellsNothingOfTwilio() {
        Places places = new Places(properties(1, 1), TwilioStub.deadline());
        GuardedAttempt attempt = TwilioStub.guarded(properties(1, 1), clock, places);
        wire.stubFor(any(anyUrl()).willReturn(ok().withFixedDelay(60_000)));
        TwilioCallException late = afterItHadToWait(places, Duration.ofMillis(1500), attempt);
        assertThat(late.timedOut()).isTrue();
        assertThat(late.tellsOfTwilio()).isFalse();
        assertThat(attempt.refusal()).isEmpty();
    }

    /** As the look-up that follows a create which took all the time. */
    @Test
    void callThatHasNoTimeLeftIsNotMadeAndTellsNothingOfTwilio() {
        GuardedAttempt attempt = attempt(1, 1);
        wire.stubFor(any(anyUrl()).willReturn(ok()));
        TwilioCallException late = TwilioStub.deadline()
                .within(Duration.ZERO, () -> failure(attempt))
                .get();
        assertThat(late.timedOut()).isTrue();
        assertThat(late.made()).isFalse();
        assertThat(late.tellsOfTwilio()).isFalse();
        assertThat(attempt.refusal()).isEmpty();
        wire.verify(0, anyRequestedFor(anyUrl()));
    }

    @Test
    void callThatHadToWaitAndWasAnsweredTellsWhatTwilioSaid() {
        Places places = new Places(properties(100, 1), TwilioStub.deadline());
        GuardedAttempt attempt = TwilioStub.guarded(properties(100, 1), clock, places);
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(401)));
        TwilioCallException refused = afterItHadToWait(places, Duration.ofSeconds(9), attempt);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.timedOut()).isFalse();
    }

    /** As all calls where the deadline is shorter than the read time-out. */
    @Test
    void callThatDidNotHaveToWaitTellsOfTwilioThoughTheDeadlineEndsIt() {
        wire.stubFor(any(anyUrl()).willReturn(ok().withFixedDelay(60_000)));
        TwilioCallException late = TwilioStub.deadline()
                .within(Duration.ofMillis(1500), () -> failure(attempt(100, 20)))
                .get();
        assertThat(late.timedOut()).isTrue();
        assertThat(late.tellsOfTwilio()).isTrue();
    }

    @Test
    void callThatHadToWaitAndGotAllItsTimeTellsOfTwilio(CapturedOutput output) {
        TwilioProperties twilio = TwilioStub.properties(
                wire.baseUrl(), LONG, Duration.ofMillis(500), 1, new Breaker(100, 50, Duration.ofSeconds(5)));
        Places places = new Places(twilio, TwilioStub.deadline());
        GuardedAttempt attempt = TwilioStub.guarded(twilio, clock, places);
        wire.stubFor(any(anyUrl()).willReturn(ok().withFixedDelay(60_000)));
        TwilioCallException late = afterItHadToWait(places, Duration.ofSeconds(9), attempt);
        assertThat(late.timedOut()).isTrue();
        assertThat(late.tellsOfTwilio()).isTrue();
        assertThat(output).doesNotContain("Calls to Twilio are turned away");
    }

    /** How a call fails that finds the one place taken, and gets it once it waits. */
    private static TwilioCallException afterItHadToWait(Places places, Duration deadline, GuardedAttempt attempt) {
        CompletableFuture<TwilioCallException> failure = new CompletableFuture<>();
        assertThat(places.takeAtOnce()).isTrue();
        Thread caller = new Thread(() -> failure.complete(
                TwilioStub.deadline().within(deadline, () -> failure(attempt)).get()));
        caller.start();
        Awaitility.await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        places.giveBack();
        return failure.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void whoWaitsForAPlaceWhileTheBreakerOpensDoesNotAsk() {
        GuardedAttempt attempt = attempt(1, 1);
        wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503).withFixedDelay(1000)));
        var first = CompletableFuture.supplyAsync(() -> failure(attempt));
        Awaitility.await().until(() -> wire.getAllServeEvents().size() == 1);
        assertThat(failure(attempt).made()).isFalse();
        assertThat(first.join().status()).isEqualTo(503);
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
                    Sat, 28 Nov 2026 10:00:40 GMT; 40
                    Sat, 28 Nov 2026 09:59:59 GMT; 0
                    99999999999;                   999999999
                    soon;                          none
                    -1;                            none
                    """, delimiter = ';')
    void readsHowLongTwilioAsksToWait(String asked, @Nullable Long seconds) {
        wire.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withStatus(429)
                        .withHeader("Date", "Sat, 28 Nov 2026 10:00:00 GMT")
                        .withHeader("Retry-After", asked)));
        assertThat(failure(attempt(100, 20)).retryAfter())
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    private TwilioCalls calls(int window) {
        GuardedAttempt attempt = attempt(window, 20);
        return new TwilioCalls(attempt, attempt, TwilioStub.deadline());
    }

    private GuardedAttempt attempt(int window, int places) {
        return TwilioStub.guarded(properties(window, places), clock);
    }

    private static TwilioProperties properties(int window, int places) {
        Breaker breaker = new Breaker(window * 2, 50, Duration.ofSeconds(5));
        return TwilioStub.properties(wire.baseUrl(), LONG, LONG, places, breaker);
    }

    private static TwilioCallException failure(TwilioCalls calls, HttpMethod method) {
        return catchThrowableOfType(TwilioCallException.class, () -> calls.makeRequest(request(method)));
    }

    private static TwilioCallException failure(GuardedAttempt attempt) {
        return catchThrowableOfType(TwilioCallException.class, () -> attempt.make(request(HttpMethod.GET)));
    }

    private static ResponseDefinitionBuilder ok() {
        return okJson("{\"rooms\": []}");
    }

    private static Request request(HttpMethod method) {
        return new Request(method, "video", "/v1/Rooms");
    }
}
