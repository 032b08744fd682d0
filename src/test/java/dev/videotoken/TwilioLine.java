package dev.videotoken;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The line between the service and Twilio, which a test can cut: what is open breaks, and what is new is refused. */
final class TwilioLine implements AutoCloseable {

    private final int twilio;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;
    private volatile boolean silent;
    private ServerSocket door;
    private Future<?> accepting;

    TwilioLine(int twilio) {
        this.twilio = twilio;
        open(0, Integer.MAX_VALUE);
        this.port = door.getLocalPort();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    void mend() {
        cut();
        silent = false;
        open(port, Integer.MAX_VALUE);
    }

    /** Lets everybody in, and nobody gets an answer. */
    void silence() {
        cut();
        silent = true;
        open(port, Integer.MAX_VALUE);
    }

    /** Lets so many connections through, and refuses the next. */
    void cutAfter(int connections) {
        cut();
        open(port, connections);
    }

    void cut() {
        try {
            door.close();
            accepting.get();
        } catch (IOException | InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        open.forEach(this::close);
    }

    /** Connections of the service that are open. */
    int connections() {
        return open.size() / 2;
    }

    @Override
    public void close() {
        cut();
        threads.shutdownNow();
    }

    private void open(int at, int connections) {
        try {
            door = new ServerSocket();
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerSocket current = door;
        accepting = threads.submit(() -> accept(current, connections));
    }

    private void accept(ServerSocket listening, int connections) {
        try (listening) {
            for (int i = 0; i < connections; i++) {
                Socket near = listening.accept();
                if (i == connections - 1) {
                    // Before anything passes, which the service may answer by opening the next.
                    listening.close();
                }
                if (silent) {
                    open.add(near);
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), twilio);
                open.add(near);
                open.add(far);
                threads.execute(() -> pass(near, far));
                threads.execute(() -> pass(far, near));
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            close(to);
        } catch (IOException e) {
            reset(to);
        }
        close(from);
    }

    /** What breaks on one side breaks on the other. */
    private void reset(Socket to) {
        try {
            to.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        close(to);
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
