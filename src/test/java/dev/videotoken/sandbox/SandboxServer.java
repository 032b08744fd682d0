package dev.videotoken.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import dev.videotoken.twilio.TwilioProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox on the wire, for tests of several instances that share one Twilio; it remembers who asked what. */
public final class SandboxServer implements AutoCloseable {

    private final SandboxTransport transport;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer http;
    private volatile @Nullable CyclicBarrier firstLookUps;

    public SandboxServer(TwilioProperties twilio) throws IOException {
        this.transport = new SandboxTransport(
                twilio, new SandboxRooms(twilio.accountSid(), InstantSource.system()), new JsonMapper());
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.setExecutor(threads);
        http.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** Lets the first so many look-ups see the account as it was before any of their callers goes on to create. */
    public void holdFirstLookUps(int lookUps) {
        holdFirstLookUps(lookUps, () -> {});
    }

    /** And has none of them answered before this returns. */
    public void holdFirstLookUps(int lookUps, Runnable until) {
        firstLookUps = new CyclicBarrier(lookUps, () -> {
            until.run();
            firstLookUps = null;
        });
    }

    /** The methods of the calls that were answered, oldest first. */
    public List<String> calls() {
        return calls;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        Request request =
                new Request(HttpMethod.forValue(method), "https://video.twilio.com" + exchange.getRequestURI());
        String[] key = key(exchange);
        request.setAuth(key[0], key[1]);
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String parameter : form.isEmpty() ? new String[0] : form.split("&")) {
            String[] pair = parameter.split("=", 2);
            request.addPostParam(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        Response response = transport.makeRequest(request);
        calls.add(method);
        CyclicBarrier barrier = firstLookUps;
        if (barrier != null) {
            await(barrier);
        }
        byte[] body = response.getContent().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(response.getStatusCode(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** That of HTTP Basic, as the caller has sent it. */
    private static String[] key(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String basic = authorization == null ? "" : authorization.replaceFirst("^Basic ", "");
        String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.US_ASCII) + ":";
        return pair.split(":", 3);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
