package dev.videotoken;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Callers who come evenly, 200 a second, and do not wait for each other. */
final class Load implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService callers = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger askers = new AtomicInteger();
    private final Collection<Call> calls = new ConcurrentLinkedQueue<>();
    private final HttpRequest request;

    /**
     * How one caller fared.
     *
     * @param outcome the status and, where it is a problem, its type; or what broke
     */
    record Call(Instant asked, Duration took, String outcome) {

        boolean succeeded() {
            return outcome.equals("200");
        }
    }

    Load(int port) {
        this.request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/video-token?identity=alice"))
                .timeout(Duration.ofSeconds(30))
                .build();
        var unused = callers.scheduleAtFixedRate(this::call, 0, BETWEEN.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void call() {
        Instant asked = Instant.now();
        askers.incrementAndGet();
        var unused = http.sendAsync(request, BodyHandlers.ofString())
                .handle((answer, failure) ->
                        calls.add(new Call(asked, Duration.between(asked, Instant.now()), outcome(answer, failure))));
    }

    private static String outcome(@Nullable HttpResponse<String> answer, @Nullable Throwable failure) {
        if (answer == null) {
            return String.valueOf(failure);
        }
        return answer.statusCode() == 200
                ? "200"
                : answer.statusCode() + " "
                        + HttpCaller.json(answer).path("type").asString("");
    }

    /** How many have come. */
    int asked() {
        return askers.get();
    }

    /** The calls that have ended, in the order of their end. */
    Collection<Call> calls() {
        return calls;
    }

    /** What callers got who came after the one instant and before the other. */
    Set<String> outcomes(Instant after, Instant before) {
        return calls.stream()
                .filter(call -> call.asked().isAfter(after) && call.asked().isBefore(before))
                .map(Call::outcome)
                .collect(Collectors.toSet());
    }

    /** Whether the service is warm: for two seconds nobody had to wait. */
    boolean isCalm() {
        return calls.size() > 1000
                && calls.stream()
                        .skip(calls.size() - 400)
                        .allMatch(call -> call.took().toMillis() < 500);
    }

    /** The longest that a caller waited who came after this instant. */
    Duration longest(Instant after) {
        return calls.stream()
                .filter(call -> call.asked().isAfter(after))
                .map(Call::took)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
