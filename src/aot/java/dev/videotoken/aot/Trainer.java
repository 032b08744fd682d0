package dev.videotoken.aot;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes the AOT cache: runs the service in the sandbox, but without the page, as with an account; asks it what callers,
 * probes and Prometheus ask, and stops it. It needs nothing but the JDK.
 *
 * <p>Arguments: the file to make, and the arguments of {@code java} that start the service.
 */
public final class Trainer implements AutoCloseable {

    /** Enough for each class and path; more make the cache, and so the service, larger (BENCHMARKS.md). */
    private static final int ROUNDS = Integer.getInteger("rounds", 5);

    /** For one answer; the start and the end, which writes the cache, have {@link #LONGEST_CHANGE}. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

    private static final Duration LONGEST_CHANGE = Duration.ofMinutes(2);

    private static final String FORM = "application/x-www-form-urlencoded";

    private static final String JSON = "application/json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final int port;
    private final Process service;

    private Trainer(Path cache, List<String> arguments) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It warns of each class that cannot be in a cache, and there are a hundred.
        command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:aot=error"));
        // On 60 GB the heap would be too large for compressed oops, and no smaller machine could use the cache.
        command.add("-XX:MaxRAM=256m");
        command.addAll(arguments);
        ProcessBuilder java = new ProcessBuilder(command).inheritIO();
        java.environment()
                .putAll(Map.of(
                        "SPRING_PROFILES_ACTIVE",
                        "sandbox",
                        "PORT",
                        String.valueOf(port),
                        "VIDEO_LIMITS_TOKENS_PER_MINUTE",
                        String.valueOf(Integer.MAX_VALUE),
                        "VIDEO_PAGE_ENABLED",
                        "false",
                        "VIDEO_DRAIN_FOR",
                        "0s"));
        service = java.start();
    }

    public static void main(String... arguments) throws Exception {
        Path cache = Path.of(arguments[0]);
        Files.deleteIfExists(cache);
        try (Trainer trainer = new Trainer(cache, Stream.of(arguments).skip(1).toList())) {
            trainer.awaitStart();
            for (int i = 0; i < ROUNDS; i++) {
                trainer.round("caller-" + i);
            }
            System.out.println("Trained with " + trainer.statuses + " (statuses and how many)");
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException("The service has left no " + cache);
        }
    }

    private void awaitStart() throws Exception {
        Instant end = Instant.now().plus(LONGEST_CHANGE);
        while (service.isAlive() && Instant.now().isBefore(end)) {
            if (isReady()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("The service has not started");
    }

    private boolean isReady() throws Exception {
        try {
            return ask("GET", "/readyz", null, "") == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Mostly tokens; and each refusal, probe and scrape that a day brings. */
    private void round(String identity) throws Exception {
        for (int i = 0; i < 4; i++) {
            expect(200, ask("GET", "/video-token?identity=" + identity, null, ""));
        }
        expect(200, ask("POST", "/video-token", FORM, "identity=" + identity));
        expect(200, ask("POST", "/video-token", JSON, "{\"identity\": \"" + identity + "\"}"));
        expect(400, ask("GET", "/video-token", null, ""));
        expect(400, ask("POST", "/video-token", JSON, "{"));
        expect(403, ask("GET", "/video-token?room=another&identity=" + identity, null, ""));
        expect(404, ask("GET", "/nothing", null, ""));
        expect(405, ask("DELETE", "/video-token", null, ""));
        expect(415, ask("POST", "/video-token", "text/plain", identity));
        expect(200, ask("GET", "/livez", null, ""));
        expect(200, ask("GET", "/readyz", null, ""));
        for (String endpoint : List.of("health", "info", "prometheus")) {
            ask("GET", "/actuator/" + endpoint, null, "");
        }
    }

    private int ask(String method, String path, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(LONGEST_ANSWER)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
        statuses.merge(status, 1, Integer::sum);
        return status;
    }

    private static void expect(int expected, int status) {
        if (status != expected) {
            throw new IllegalStateException("Answered " + status + " and not " + expected);
        }
    }

    /** The cache is written while the service ends. */
    @Override
    public void close() {
        service.destroy();
        try {
            service.onExit()
                    .orTimeout(LONGEST_CHANGE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            // The cache is made by a process of the service's own.
            service.descendants().forEach(ProcessHandle::destroyForcibly);
            service.destroyForcibly();
            throw new IllegalStateException("The service has not ended", e);
        }
    }
}
