package dev.videotoken.bench;

import dev.videotoken.VideoTokenApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The service with {@link BenchEndpoints}, in the sandbox, in a JVM of its own on the first core. */
final class Service implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final int port;

    /** @param options of the JVM, and settings ({@code --name=value}) of the service */
    Service(Stream<String> options) throws IOException {
        Path log = Files.createTempFile("bench", ".log");
        process = new ProcessBuilder(command(options.toList()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        port = awaitPort(log);
    }

    private static List<String> command(List<String> options) {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        options.stream().filter(option -> !option.startsWith("--")).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VideoTokenApplication.class.getName()));
        command.addAll(List.of(
                "--spring.main.sources=" + BenchEndpoints.class.getName(),
                "--spring.profiles.active=sandbox",
                "--server.port=0"));
        options.stream().filter(option -> option.startsWith("--")).forEach(command::add);
        return command;
    }

    private int awaitPort(Path log) throws IOException {
        while (process.isAlive()) {
            Matcher started = STARTED.matcher(Files.readString(log));
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
            Thread.onSpinWait();
        }
        throw new IllegalStateException(Files.readString(log));
    }

    Connection connect() throws IOException {
        return new Connection(port);
    }

    /** Bytes of heap that it has allocated so far. */
    double allocated() throws IOException {
        try (Connection connection = connect()) {
            String answer = connection.ask(Connection.request("/bench/allocated"));
            return Double.parseDouble(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    /** Nanoseconds of the core that it has used so far. */
    double cpu() {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
