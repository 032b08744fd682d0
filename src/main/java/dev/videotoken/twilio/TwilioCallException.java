package dev.videotoken.twilio;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** A call to Twilio that brought no usable answer. Its message carries nothing of what was sent. */
public final class TwilioCallException extends RuntimeException {

    /** The account has as many rooms in progress as it may, and may have more once some have ended. */
    public static final int TOO_MANY_ROOMS = 53119;

    private static final long serialVersionUID = 1L;

    private final @Nullable Integer status;
    private final @Nullable Integer code;
    private final @Nullable Duration retryAfter;
    private final boolean timedOut;
    private final boolean tellsOfTwilio;

    private TwilioCallException(
            String message,
            @Nullable Integer status,
            @Nullable Integer code,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause,
            boolean tellsOfTwilio) {
        super(message, cause);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
        // Nobody has answered where that says nothing of Twilio: it was the time that was up.
        this.timedOut = (!tellsOfTwilio && status == null)
                || cause instanceof SocketTimeoutException
                || cause instanceof HostAddresses.HostLookUpTimeoutException;
        this.tellsOfTwilio = tellsOfTwilio;
    }

    /** Twilio answered, but with no success. */
    static TwilioCallException refused(int status, @Nullable Integer code, @Nullable Duration retryAfter) {
        String message = "Twilio answered " + status + (code == null ? "" : " with code " + code);
        return new TwilioCallException(message, status, code, retryAfter, null, true);
    }

    /** Something answered with success, but not as Twilio does. */
    static TwilioCallException unusable(int status) {
        return new TwilioCallException("Twilio's answer " + status + " cannot be used", status, null, null, null, true);
    }

    /** Nothing answered: no connection, a broken one, or not in time. */
    static TwilioCallException unanswered(Throwable cause) {
        return new TwilioCallException("Twilio did not answer", null, null, null, cause, true);
    }

    /**
     * The call was not made, and Twilio knows nothing of it: the breaker is open, or too many are under way.
     *
     * @param retryAfter when it may be made again; null where that cannot be told
     */
    static TwilioCallException notMade(String why, @Nullable Duration retryAfter) {
        return new TwilioCallException(why, null, null, retryAfter, null, true);
    }

    /** The call was not made, since its time was up: it says nothing of Twilio, but whoever waits has timed out. */
    static TwilioCallException outOfTime() {
        return new TwilioCallException("Twilio is not asked, since the time is up", null, null, null, null, false);
    }

    /** Twilio did not answer in what the wait for a place had left of the time, which says nothing of Twilio. */
    TwilioCallException cutShort() {
        return new TwilioCallException("Twilio had too little time to answer", null, null, null, getCause(), false);
    }

    /** Twilio limits changes for themselves, so that one too many says nothing of the next look-up. */
    TwilioCallException ofChangesAlone() {
        return new TwilioCallException(String.valueOf(getMessage()), status, code, retryAfter, getCause(), false);
    }

    /** HTTP status of the answer; null where there was none. */
    public @Nullable Integer status() {
        return status;
    }

    /** <a href="https://www.twilio.com/docs/api/errors">Twilio's error code</a>; null where the answer had none. */
    public @Nullable Integer code() {
        return code;
    }

    /** How long Twilio asked us to wait, or until it is asked again; null where neither is known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the request was sent, or an attempt was made to send it. */
    public boolean made() {
        return status != null || getCause() != null;
    }

    /** False only where Twilio certainly has not got the request: it was not made, or no connection came about. */
    public boolean mayHaveArrived() {
        return made()
                && !(getCause() instanceof ConnectException
                        || getCause() instanceof NoRouteToHostException
                        || getCause() instanceof UnknownHostException
                        || getCause() instanceof ConnectTimeoutException);
    }

    /** Whether the connection failed, before or after Twilio had the request. */
    boolean isConnectionFault() {
        return status == null && made() && !timedOut;
    }

    /**
     * Whatever the status, which is not documented: it lasts for longer than a throttle, and is no fault of Twilio's.
     */
    public boolean isOfAFullAccount() {
        return code != null && code == TOO_MANY_ROOMS;
    }

    boolean isThrottled() {
        return status != null && status == 429 && !isOfAFullAccount();
    }

    boolean isServerError() {
        return status != null && status >= 500 && !isOfAFullAccount();
    }

    /** Whether it says whether Twilio works: it was asked, had the time to answer, and not only too many changes. */
    boolean tellsOfTwilio() {
        return made() && tellsOfTwilio;
    }

    /** Whether it is Twilio that fails, and not the request: network, time-out, 429, 5xx, an answer of no use. */
    boolean isTwiliosFault() {
        return tellsOfTwilio() && (status == null || status < 400 || status == 408 || isThrottled() || isServerError());
    }

    /** Whether the connection or the whole answer took longer than its time-out, or there was no time left for them. */
    public boolean timedOut() {
        return timedOut;
    }
}
