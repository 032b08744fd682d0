package dev.videotoken.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code /video-token} over HTTP, in turn with {@link BenchEndpoints}, in the same service, by callers who each wait
 * for their answer. The service has the first core to itself, and the callers have the second.
 *
 * <p>Arguments: options of the service's JVM and settings ({@code --name=value}) of the service.
 */
public final class HttpBenchmark implements AutoCloseable {

    private static final List<String> ENDPOINTS = List.of("/bench/constant", "/bench/mint", "/video-token");

    private static final int CONNECTIONS = Integer.getInteger("connections", 32);

    private static final int ROUNDS = Integer.getInteger("rounds", 12);

    private static final int SECONDS = Integer.getInteger("seconds", 3);

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process service;
    private final int port;
    private final ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);

    /** What one endpoint did in one round: answers a second, bytes of heap an answer, nanoseconds an answer took. */
    private record Round(double rate, double heap, long[] nanos) {}

    private HttpBenchmark(String... options) throws IOException {
        Path log = Files.createTempFile("bench", ".log");
        service = new ProcessBuilder(command(options))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        new ProcessBuilder(
                        "taskset",
                        "-acp",
                        "1",
                        String.valueOf(ProcessHandle.current().pid()))
                .start();
        port = awaitPort(log);
    }

    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Stream.of(options).filter(option -> !option.startsWith("--")).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchEndpoints.class.getName()));
        command.addAll(List.of("--spring.profiles.active=sandbox", "--server.port=0"));
        command.add("--video.limits.tokens-per-minute=1000000000");
        Stream.of(options).filter(option -> option.startsWith("--")).forEach(command::add);
        return command;
    }

    private int awaitPort(Path log) throws IOException {
        while (service.isAlive()) {
            Matcher started = STARTED.matcher(Files.readString(log));
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
            Thread.onSpinWait();
        }
        throw new IllegalStateException(Files.readString(log));
    }

    public static void main(String... options) throws Exception {
        try (HttpBenchmark benchmark = new HttpBenchmark(options)) {
            for (int i = 0; i < 4; i++) {
                benchmark.round();
            }
            Map<String, List<Round>> rounds = new LinkedHashMap<>();
            for (int i = 0; i < ROUNDS; i++) {
                benchmark
                        .round()
                        .forEach((endpoint, round) -> rounds.computeIfAbsent(endpoint, e -> new ArrayList<>())
                                .add(round));
            }
            System.out.printf("%nJDK %s, %s, %d connections%n", Runtime.version(), Arrays.asList(options), CONNECTIONS);
            System.out.println(
                    "endpoint         answers/s      of mint: median (least to most)   heap/answer   p50        p99        p99.9");
            rounds.forEach((endpoint, its) -> report(endpoint, its, rounds.get("/bench/mint")));
        }
    }

    /** Each endpoint once, in a new order each time. */
    private Map<String, Round> round() throws Exception {
        List<String> order = new ArrayList<>(ENDPOINTS);
        Collections.shuffle(order);
        Map<String, Round> round = new LinkedHashMap<>();
        for (String endpoint : order) {
            round.put(endpoint, run(endpoint));
        }
        return round;
    }

    private Round run(String endpoint) throws Exception {
        double allocated = allocated();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Callable<long[]>> work = Collections.nCopies(CONNECTIONS, () -> call(endpoint, end));
        List<long[]> nanos = new ArrayList<>();
        for (Future<long[]> caller : callers.invokeAll(work)) {
            nanos.add(caller.get());
        }
        long[] all = nanos.stream().flatMapToLong(Arrays::stream).toArray();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Round(all.length / seconds, (allocated() - allocated) / all.length, all);
    }

    private long[] call(String endpoint, long end) throws IOException {
        byte[] request = Connection.request(endpoint + "?identity=alice");
        long[] nanos = new long[100_000];
        int answers = 0;
        try (Connection connection = new Connection(port)) {
            for (long before = System.nanoTime(); before < end; answers++) {
                String answer = connection.ask(request);
                if (!answer.startsWith("HTTP/1.1 200")) {
                    throw new IllegalStateException(answer);
                }
                long after = System.nanoTime();
                nanos[answers] = after - before;
                before = after;
            }
        }
        return Arrays.copyOf(nanos, answers);
    }

    private double allocated() throws IOException {
        try (Connection connection = new Connection(port)) {
            String answer = connection.ask(Connection.request("/bench/allocated"));
            return Double.parseDouble(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    private static void report(String endpoint, List<Round> rounds, List<Round> mint) {
        double[] ratios = new double[rounds.size()];
        Arrays.setAll(ratios, i -> rounds.get(i).rate() / mint.get(i).rate());
        Arrays.sort(ratios);
        long[] nanos = rounds.stream()
                .flatMapToLong(round -> Arrays.stream(round.nanos()))
                .sorted()
                .toArray();
        System.out.printf(
                "%-16s %9.0f      %.3f (%.3f to %.3f)             %8.0f B   %6.2f ms  %6.2f ms  %6.2f ms%n",
                endpoint,
                rounds.stream().mapToDouble(Round::rate).average().orElseThrow(),
                ratios[ratios.length / 2],
                ratios[0],
                ratios[ratios.length - 1],
                rounds.stream().mapToDouble(Round::heap).average().orElseThrow(),
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * 0.99)] / 1e6,
                nanos[(int) (nanos.length * 0.999)] / 1e6);
    }

    @Override
    public void close() {
        callers.shutdownNow();
        service.destroy();
    }
}
