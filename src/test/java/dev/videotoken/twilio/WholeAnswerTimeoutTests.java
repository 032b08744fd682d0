package dev.videotoken.twilio;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * HttpClient throws an IllegalStateException where a call is ended before its connection is open, as while the host's
 * name is looked up, and also where the client itself is closed. Only the first is a time-out.
 */
class WholeAnswerTimeoutTests {

    private final HttpGet request = new HttpGet("http://localhost/");

    @Test
    void callThatIsEndedBeforeItsConnectionIsOpenHasTimedOut() {
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> execute(Duration.ofMillis(50), () -> {
                    Awaitility.await().until(request::isCancelled);
                    throw new IllegalStateException("Endpoint already released");
                }));
    }

    @Test
    void callThatFailsBeforeItsTimeIsUpHasNotTimedOut() {
        assertThatIllegalStateException()
                .isThrownBy(() -> execute(Duration.ofMinutes(1), () -> {
                    throw new IllegalStateException("Connection pool shut down");
                }));
    }

    @Test
    void callForWhichNoTimeIsLeftIsNotBegun() {
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> execute(Duration.ZERO, () -> {
                    throw new AssertionError("The call is not to begin");
                }));
    }

    private void execute(Duration longest, Runnable call) throws Exception {
        ExecChain chain = (asked, scope) -> {
            call.run();
            throw new AssertionError("The call is to fail");
        };
        var scope = new ExecChain.Scope(
                "1",
                new HttpRoute(new HttpHost("localhost", 80)),
                request,
                mock(ExecRuntime.class),
                HttpClientContext.create());
        new WholeAnswerTimeout(longest, TwilioStub.deadline()).execute(request, scope, chain);
    }
}
