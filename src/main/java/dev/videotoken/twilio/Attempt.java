package dev.videotoken.twilio;

import com.twilio.http.Request;
import com.twilio.http.Response;

/** One try of one call to Twilio. */
@FunctionalInterface
interface Attempt {

    /**
     * Sends the request once.
     *
     * @return a success of Twilio's
     * @throws TwilioCallException for everything else
     */
    Response make(Request request);
}
