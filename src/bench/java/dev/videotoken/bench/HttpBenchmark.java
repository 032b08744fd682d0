package dev.videotoken.bench;

import dev.videotoken.Issuer;
import dev.videotoken.bench.Subject.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * {@code /video-token} over HTTP, in turn with {@link BenchEndpoints} in the same service, and with itself under other
 * settings in services beside it. All services share the first core, and the callers have the second.
 *
 * <p>Arguments: options of the services' JVMs and settings ({@code --name=value}) of the services.
 */
public final class HttpBenchmark {

    private static final int CONNECTIONS = Integer.getInteger("connections", 32);

    private static final int ROUNDS = Integer.getInteger("rounds", 8);

    private static final int SECONDS = Integer.getInteger("seconds", 3);

    /** For each service: as long as it takes until its JVM has compiled what is asked of it. */
    private static final int WARM_UP_SECONDS = Integer.getInteger("warmup", 240);

    private static final int WARM_UP_ROUNDS = 3;

    private static final String PATH = "/video-token?identity=alice";

    private static final String LIMIT = "--video.limits.tokens-per-minute=1000000000";

    private static final String JWT = "--spring.security.oauth2.resourceserver.jwt.";

    private final List<String> options;
    private final List<Service> services = new ArrayList<>();
    private final List<Subject> subjects = new ArrayList<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);

    private HttpBenchmark(String... options) {
        this.options = List.of(options);
    }

    public static void main(String... options) throws Exception {
        HttpBenchmark benchmark = new HttpBenchmark(options);
        try {
            benchmark.run();
        } finally {
            benchmark.callers.shutdownNow();
            benchmark.services.forEach(Service::close);
        }
    }

    private void run() throws Exception {
        startAll();
        new ProcessBuilder(
                        "taskset",
                        "-acp",
                        "1",
                        String.valueOf(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            round(this::warmUpSeconds);
        }
        Map<Subject, List<Round>> rounds = new LinkedHashMap<>();
        subjects.forEach(subject -> rounds.put(subject, new ArrayList<>()));
        for (int i = 0; i < ROUNDS; i++) {
            round(subject -> SECONDS)
                    .forEach((subject, round) -> rounds.get(subject).add(round));
        }
        System.out.printf("%nJDK %s, %s, %d connections%n", Runtime.version(), options, CONNECTIONS);
        System.out.println("subject             answers/s  of mint's: median (least to most)  of access off's"
                + "        CPU: of mint's   of access off's  heap        p50       p99       p99.9");
        rounds.forEach((subject, its) -> report(subject, its, named("mint", rounds), named("access off", rounds)));
    }

    private void startAll() throws IOException {
        Service service = start(LIMIT);
        subjects.add(new Subject("constant", service, Connection.request("/bench/constant?identity=alice")));
        subjects.add(new Subject("mint", service, Connection.request("/bench/mint?identity=alice")));
        subjects.add(new Subject("/video-token", service, Connection.request(PATH)));
        Service bare = start(
                "--video.limits.tokens-per-minute=0", "--logging.level.dev.videotoken.token.TokenAuditFilter=warn");
        subjects.add(new Subject("access off", bare, Connection.request(PATH)));
        String[] on = {
            LIMIT,
            "--video.cors.allowed-origins=https://*.example.com",
            "--video.room.status-callback-url=https://video.example.com/twilio/room-status",
            "--twilio.auth-token=" + "0".repeat(32)
        };
        Service guarded = start(on);
        String fields = "Origin: https://app.example.com\r\nX-Request-Id: 0123456789abcdef\r\n";
        subjects.add(new Subject("access on", guarded, Connection.request(PATH, fields)));
        Issuer issuer = new Issuer("bench");
        Path key = Files.writeString(Files.createTempFile("bench", ".pem"), issuer.publicKey());
        Service signedIn = start(Stream.concat(
                        Stream.of(on),
                        Stream.of(JWT + "public-key-location=file:" + key, "--video.access.audience=video"))
                .toArray(String[]::new));
        String bearer = "Authorization: Bearer " + issuer.rsa(Issuer.claims("alice", claims -> claims)) + "\r\n";
        subjects.add(new Subject("access on, JWT", signedIn, Connection.request(PATH, fields + bearer)));
    }

    private Service start(String... settings) throws IOException {
        Service service = new Service(Stream.concat(Stream.of(settings), options.stream()));
        services.add(service);
        return service;
    }

    private int warmUpSeconds(Subject subject) {
        long sharing = subjects.stream()
                .filter(other -> other.service() == subject.service())
                .count();
        return (int) (WARM_UP_SECONDS / WARM_UP_ROUNDS / sharing);
    }

    /** Each subject once, in a new order each time. */
    private Map<Subject, Round> round(ToIntFunction<Subject> seconds) throws Exception {
        List<Subject> order = new ArrayList<>(subjects);
        Collections.shuffle(order);
        Map<Subject, Round> round = new LinkedHashMap<>();
        for (Subject subject : order) {
            round.put(subject, subject.run(callers, CONNECTIONS, seconds.applyAsInt(subject)));
        }
        return round;
    }

    private static List<Round> named(String name, Map<Subject, List<Round>> rounds) {
        return rounds.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static void report(Subject subject, List<Round> rounds, List<Round> mint, List<Round> off) {
        long[] nanos = rounds.stream()
                .flatMapToLong(round -> Arrays.stream(round.nanos()))
                .sorted()
                .toArray();
        System.out.printf(
                "%-18s %9.0f   %s         %s   %s  %s  %6.0f B  %6.2f ms  %6.2f ms  %6.2f ms%n",
                subject.name(),
                rounds.stream().mapToDouble(Round::rate).average().orElseThrow(),
                ratio(Round::rate, rounds, mint),
                ratio(Round::rate, rounds, off),
                ratio(Round::cpu, rounds, mint),
                ratio(Round::cpu, rounds, off),
                rounds.stream().mapToDouble(Round::heap).average().orElseThrow(),
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * 0.99)] / 1e6,
                nanos[(int) (nanos.length * 0.999)] / 1e6);
    }

    /** Round by round: median (least to most). */
    private static String ratio(ToDoubleFunction<Round> of, List<Round> rounds, List<Round> others) {
        double[] ratios = new double[rounds.size()];
        Arrays.setAll(ratios, i -> of.applyAsDouble(rounds.get(i)) / of.applyAsDouble(others.get(i)));
        Arrays.sort(ratios);
        return "%.3f (%.3f to %.3f)".formatted(ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }
}
