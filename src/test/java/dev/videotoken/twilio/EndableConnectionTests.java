package dev.videotoken.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndableConnectionTests {

    private final Socket socket = new Socket();

    @ParameterizedTest
    @EnumSource
    void takesNoSocketOnceItIsClosed(CloseMode mode) throws IOException {
        EndableConnection connection = new EndableConnection(null);
        connection.close(mode);
        assertRefused(connection);
    }

    @Test
    void norAfterAnEndInGoodOrder() throws IOException {
        EndableConnection connection = new EndableConnection(null);
        connection.close();
        assertRefused(connection);
    }

    @Test
    void closesTheSocketThatItHas() throws IOException {
        EndableConnection connection = new EndableConnection(socket);
        assertThat(socket.isClosed()).isFalse();
        connection.close(CloseMode.IMMEDIATE);
        assertThat(socket.isClosed()).isTrue();
    }

    private void assertRefused(EndableConnection connection) {
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> connection.bind(socket));
        assertThat(socket.isClosed()).isTrue();
    }
}
