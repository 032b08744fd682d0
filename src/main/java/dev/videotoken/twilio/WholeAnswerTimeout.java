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

/**
 * Ends a call whose answer is not there, to its last byte, in time: a socket's own time-out begins anew with each byte,
 * and so never ends an answer that drips. Of one that is longer than any of Twilio's about one room, only the head is
 * left.
 */
final class WholeAnswerTimeout implements ExecChainHandler {

    /** Bytes; JSON may have no more either (application.yaml). */
    private static final int LONGEST_ANSWER = 8 * 1024;

    private final Duration longest;
    private final TwilioDeadline deadline;

    WholeAnswerTimeout(Duration longest, TwilioDeadline deadline) {
        this.longest = longest;
        this.deadline = deadline;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long millis = deadline.left(longest).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException("Nobody waits for the answer any more");
        }
        var call = (CancellableDependency) scope.originalRequest;
        CompletableFuture<Boolean> timeIsUp =
                new CompletableFuture<Boolean>().completeOnTimeout(true, millis, TimeUnit.MILLISECONDS);
        var unused = timeIsUp.thenRun(call::cancel);
        try {
            return readWhole(chain.proceed(request, scope), call);
        } catch (IOException | IllegalStateException e) {
            // The latter where the end came before the connection was open, as while the host's name was looked up.
            if (timeIsUp.getNow(false)) {
                throw new SocketTimeoutException("No whole answer within " + millis + " ms");
            }
            throw e;
        } finally {
            timeIsUp.cancel(false);
        }
    }

    private static ClassicHttpResponse readWhole(ClassicHttpResponse answer, CancellableDependency call)
            throws IOException {
        HttpEntity body = answer.getEntity();
        if (body == null) {
            return answer;
        }
        byte[] bytes = body.getContent().readNBytes(LONGEST_ANSWER + 1);
        if (bytes.length > LONGEST_ANSWER) {
            // What is left is not worth its time, but the status is.
            call.cancel();
            bytes = new byte[0];
        } else {
            body.close();
        }
        answer.setEntity(new ByteArrayEntity(bytes, null));
        return answer;
    }
}
