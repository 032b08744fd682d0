package dev.videotoken.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/**
 * Starts of the service in the sandbox, but without the page, as with an account: each until its first token and then
 * for 10,000 more by four callers, in rounds that start each variant once and in a new order. The first variant is what
 * the others are compared with.
 *
 * <p>Arguments: the cores, the megabytes, and for each variant its name, and {@code java} and its arguments in one.
 */
public final class StartBenchmark {

    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private static final int TOKENS = 10_000;

    private static final int CALLERS = 4;

    private static final byte[] REQUEST = Connection.request("/video-token?identity=alice");

    /** Seconds, CPU seconds, megabytes, tokens a second, and milliseconds. */
    private record Start(double first, double cpu, double rss, double rate, double firstP99, double p99) {}

    private StartBenchmark() {}

    public static void main(String... arguments) throws Exception {
        Map<String, List<Start>> starts = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 2; i < arguments.length; i += 2) {
            starts.put(arguments[i], new ArrayList<>());
            order.add(i);
        }
        for (int round = 0; round < ROUNDS; round++) {
            Collections.shuffle(order);
            for (int i : order) {
                starts.get(arguments[i]).add(start(arguments[0], arguments[1], arguments[i + 1]));
            }
        }
        List<Start> plain = starts.get(arguments[2]);
        System.out.printf("%nCores %s, %s MB, medians of %d (least to most)%n", arguments[0], arguments[1], ROUNDS);
        System.out.println(
                "| Variant | CPU s to the first token | of the first variant's | First token s | RSS MB | Tokens/s | p99 ms | First 100: p99 of p99 |");
        starts.forEach((name, its) -> System.out.printf(
                "| %s | %s | %.2f | %s | %s | %s | %s | %s |%n",
                name,
                spread(its, "%.1f", Start::cpu),
                median(its, Start::cpu) / median(plain, Start::cpu),
                spread(its, "%.2f", Start::first),
                spread(its, "%.0f", Start::rss),
                spread(its, "%.0f", Start::rate),
                spread(its, "%.1f", Start::p99),
                spread(its, "%.1f", start -> start.firstP99() / start.p99())));
    }

    private static Start start(String cores, String megabytes, String variant) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> java = List.of(variant.split(" "));
        List<String> command =
                new ArrayList<>(List.of("taskset", "-c", cores, java.get(0), "-XX:MaxRAM=" + megabytes + "m"));
        command.addAll(java.subList(1, java.size()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .putAll(Map.of(
                        "SPRING_PROFILES_ACTIVE",
                        "sandbox",
                        "PORT",
                        String.valueOf(port),
                        "VIDEO_LIMITS_TOKENS_PER_MINUTE",
                        "0",
                        "VIDEO_PAGE_ENABLED",
                        "false",
                        "VIDEO_DRAIN_FOR",
                        "0s"));
        long begin = System.nanoTime();
        Process service = builder.start();
        try {
            awaitToken(service, port);
            double first = (System.nanoTime() - begin) / 1e9;
            Duration cpu = service.info().totalCpuDuration().orElseThrow();
            long asked = System.nanoTime();
            double[] millis = ask(port);
            double rate = TOKENS / ((System.nanoTime() - asked) / 1e9);
            return new Start(
                    first,
                    cpu.toMillis() / 1e3,
                    rss(service),
                    rate,
                    p99(Arrays.copyOf(millis, 100)),
                    p99(Arrays.copyOfRange(millis, TOKENS / 2, TOKENS)));
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static void awaitToken(Process service, int port) throws InterruptedException {
        while (service.isAlive()) {
            try (Connection connection = new Connection(port)) {
                if (connection.ask(REQUEST).startsWith("HTTP/1.1 200")) {
                    return;
                }
            } catch (IOException e) {
                // Seldom enough to leave the service both cores.
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        throw new IllegalStateException("It does not start");
    }

    /** Milliseconds of each request, in the order in which they were sent. */
    private static double[] ask(int port) throws Exception {
        double[] millis = new double[TOKENS];
        AtomicInteger next = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        Callable<Void> caller = () -> {
            try (Connection connection = new Connection(port)) {
                for (int i = next.getAndIncrement(); i < TOKENS; i = next.getAndIncrement()) {
                    long before = System.nanoTime();
                    if (!connection.ask(REQUEST).startsWith("HTTP/1.1 200")) {
                        throw new IllegalStateException("No token");
                    }
                    millis[i] = (System.nanoTime() - before) / 1e6;
                }
            }
            return null;
        };
        for (var done : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
            done.get();
        }
        callers.shutdown();
        return millis;
    }

    private static double rss(Process service) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static double p99(double... values) {
        Arrays.sort(values);
        return values[(int) (values.length * 0.99) - 1];
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> of) {
        return starts.stream().mapToDouble(of).sorted().toArray()[starts.size() / 2];
    }

    private static String spread(List<Start> starts, String format, ToDoubleFunction<Start> of) {
        double[] values = starts.stream().mapToDouble(of).sorted().toArray();
        return (format + " (" + format + " to " + format + ")")
                .formatted(median(starts, of), values[0], values[values.length - 1]);
    }
}
