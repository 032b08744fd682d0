package dev.videotoken.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One caller's connection, opened anew where the service closes it; it costs the machine as little as can be. */
final class Connection implements AutoCloseable {

    private static final String END_OF_CHUNKS = "\r\n0\r\n\r\n";

    private final int port;
    private final byte[] buffer = new byte[16 * 1024];
    private Socket socket;

    Connection(int port) throws IOException {
        this.port = port;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    static byte[] request(String path) {
        return request(path, "");
    }

    /** @param fields of the head, each with its end of line */
    static byte[] request(String path, String fields) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n" + fields + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The whole answer. */
    String ask(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int length = 0;
        do {
            int read = socket.getInputStream().read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new IOException("The service closed the connection");
            }
            length += read;
        } while (!isWhole(length));
        String answer = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        if (answer.contains("Connection: close")) {
            socket.close();
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
        }
        return answer;
    }

    private boolean isWhole(int length) {
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        int size = text.indexOf("Content-Length: ");
        return size < 0 || size > head
                ? text.endsWith(END_OF_CHUNKS)
                : length >= head + 4 + Integer.parseInt(text.substring(size + 16, text.indexOf('\r', size)));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
