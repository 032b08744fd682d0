package dev.videotoken.twilio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Takes no further socket once it is closed. HttpClient's own does, so a call that is ended while it connects goes on
 * to the host's next address, with nothing to end it there, and may leave an open connection that is nobody's.
 */
final class EndableConnection extends DefaultManagedHttpClientConnection {

    private volatile boolean ended;

    /** As HttpClient makes its own, but that it does not count them. */
    EndableConnection(@Nullable Socket socket) throws IOException {
        super("twilio", null, null, null, null, null, null, DefaultHttpResponseParserFactory.INSTANCE);
        if (socket != null) {
            bind(socket);
        }
    }

    /** Looks only when the socket can be closed from outside: whichever comes second closes it. */
    @Override
    public void bind(Socket socket) throws IOException {
        super.bind(socket);
        if (ended) {
            socket.close();
            throw new InterruptedIOException("The call has ended");
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        super.close();
    }

    @Override
    public void close(CloseMode mode) {
        ended = true;
        super.close(mode);
    }
}
