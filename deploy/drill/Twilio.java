import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Twilio's rooms for drills, on loopback: {@code java Twilio.java PORT KEY:SECRET...}. It knows the keys that it was
 * given, and fails as {@code PUT /mode} says: ok, refused (20003), type (53126), full (53119), busy (429), down (503) or
 * slow (two seconds).
 */
class Twilio {

    private static final Set<String> rooms = ConcurrentHashMap.newKeySet();
    private static final Set<String> keys = ConcurrentHashMap.newKeySet();
    private static volatile String mode = "ok";

    public static void main(String... arguments) throws IOException {
        for (int i = 1; i < arguments.length; i++) {
            keys.add("Basic " + Base64.getEncoder().encodeToString(arguments[i].getBytes(StandardCharsets.US_ASCII)));
        }
        int port = Integer.parseInt(arguments[0]);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/mode", exchange -> {
            mode = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            rooms.clear();
            answer(exchange, 200, mode);
        });
        server.createContext("/v1/Rooms", Twilio::rooms);
        server.start();
    }

    private static void rooms(HttpExchange exchange) throws IOException {
        boolean create = exchange.getRequestMethod().equals("POST");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String name = parameter(create ? body : exchange.getRequestURI().getRawQuery(), "UniqueName");
        if (mode.equals("slow")) {
            try {
                TimeUnit.SECONDS.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (mode.equals("down")) {
            answer(exchange, 503, "{}");
        } else if (mode.equals("refused") || !keys.contains(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{\"code\": 20003, \"message\": \"Authenticate\", \"status\": 401}");
        } else if (mode.equals("type") && create) {
            answer(exchange, 400, "{\"code\": 53126, \"message\": \"Type not available\", \"status\": 400}");
        } else if (mode.equals("full") && create) {
            answer(exchange, 400, "{\"code\": 53119, \"message\": \"Too many rooms\", \"status\": 400}");
        } else if (mode.equals("busy") && create) {
            answer(exchange, 429, "{\"code\": 20429, \"message\": \"Too many requests\", \"status\": 429}");
        } else if (create) {
            rooms.add(name);
            answer(exchange, 201, room(name));
        } else {
            String found = rooms.contains(name) ? room(name) : "";
            answer(exchange, 200, "{\"rooms\": [" + found + "], \"meta\": {\"key\": \"rooms\", \"page_size\": 1}}");
        }
    }

    private static String room(String name) {
        return "{\"sid\": \"RM%032x\", \"unique_name\": \"%s\", \"status\": \"in-progress\", \"type\": \"go\"}"
                .formatted(name.hashCode(), name);
    }

    private static String parameter(String form, String name) {
        for (String pair : form.split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
