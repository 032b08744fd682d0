package dev.videotoken.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.videotoken.room.RoomUnavailableException;
import dev.videotoken.room.RoomUnavailableException.Reason;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.ServletWebRequest;

class RoomProblemHandlerTests {

    /** Twilio may ask by a date, which is a broken number of seconds away. */
    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.4S, 1", "PT4S, 4", "PT4.9S, 5", "PT4.0001S, 5", "PT59.1S, 60", "PT1H, 60"})
    void callersWaitNoShorterThanTwilioAsks(Duration asked, String seconds) {
        RoomUnavailableException failure = mock();
        given(failure.reason()).willReturn(Reason.UNAVAILABLE);
        given(failure.retryAfter()).willReturn(asked);
        assertThat(answer(failure).getHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                .isEqualTo(seconds);
    }

    @Test
    void roomThatIsNotOnOfferIsNoFailureToTryAgainAfter() {
        RoomUnavailableException failure = mock();
        given(failure.reason()).willReturn(Reason.NOT_ALLOWED);
        given(failure.twilioCode()).willReturn(null);
        assertThat(answer(failure).getBody())
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemDetail.class))
                .extracting(ProblemDetail::getProperties)
                .isNull();
    }

    private static ResponseEntity<Object> answer(RoomUnavailableException failure) {
        return new RoomProblemHandler().handle(failure, new ServletWebRequest(new MockHttpServletRequest()));
    }
}
