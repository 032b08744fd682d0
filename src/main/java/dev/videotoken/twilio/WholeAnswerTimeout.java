package dev.videotoken.twilio;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Ends a call whose answer is not there, to its last byte, in time. A socket's own time-out begins anew with each byte,
 * and so never ends an answer that drips.
 */
final class WholeAnswerTimeout implements ExecChainHandler {

    /** Bytes; more than any answer about one room. A longer one is cut, and so cannot be read as JSON. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final Duration timeout;

    WholeAnswerTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        CompletableFuture<Boolean> timeIsUp =
                new CompletableFuture<Boolean>().completeOnTimeout(true, timeout.toMillis(), TimeUnit.MILLISECONDS);
        var unused = timeIsUp.thenRun(((CancellableDependency) scope.originalRequest)::cancel);
        try {
            return readWhole(chain.proceed(request, scope));
        } catch (IOException e) {
            throw timeIsUp.getNow(false) ? new SocketTimeoutException("No whole answer within " + timeout) : e;
        } finally {
            timeIsUp.cancel(false);
        }
    }

    private static ClassicHttpResponse readWhole(ClassicHttpResponse answer) throws IOException {
        HttpEntity body = answer.getEntity();
        if (body != null) {
            answer.setEntity(new ByteArrayEntity(EntityUtils.toByteArray(body, LONGEST_ANSWER), null));
        }
        return answer;
    }
}
