package dev.videotoken.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.videotoken.twilio.HostAddresses.HostLookUpTimeoutException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HostAddressesTests {

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger lookUps = new AtomicInteger();

    /** One that hangs until it may answer. */
    private final SystemDefaultDnsResolver hanging = new SystemDefaultDnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            lookUps.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return super.resolve(host);
        }
    };

    @Test
    void nobodyWaitsForALookUpThatHangsAndItIsTheOnlyOne() throws Exception {
        HostAddresses hosts = new HostAddresses(hanging, Duration.ofMillis(100), TwilioStub.deadline());
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(HostLookUpTimeoutException.class)
                    .isThrownBy(() -> hosts.resolve("localhost"))
                    .withMessageContaining("localhost");
        }
        assertThat(lookUps).hasValue(1);
        answer.countDown();
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(hosts.resolve("localhost")).isNotEmpty());
    }

    @Test
    void waitsNoLongerThanTheDeadline() {
        HostAddresses hosts = new HostAddresses(hanging, Duration.ofHours(1), TwilioStub.deadline());
        TwilioStub.deadline()
                .within(
                        Duration.ofMillis(100),
                        () -> assertThatExceptionOfType(HostLookUpTimeoutException.class)
                                .isThrownBy(() -> hosts.resolve("localhost")))
                .get();
        answer.countDown();
    }

    @Test
    void hostThatIsNotThereIsAskedForAgain() {
        answer.countDown();
        HostAddresses hosts = new HostAddresses(hanging, Duration.ofMinutes(1), TwilioStub.deadline());
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(UnknownHostException.class)
                    .isThrownBy(() -> hosts.resolve("nobody.invalid"))
                    .isNotInstanceOf(HostLookUpTimeoutException.class);
        }
        assertThat(lookUps).hasValue(2);
    }

    @Test
    void lookUpThatTakesTooLongIsATimeOutOfACallThatTwilioHasNotGot() {
        TwilioCallException failure = TwilioCallException.unanswered(new HostLookUpTimeoutException("localhost"));
        assertThat(failure.timedOut()).isTrue();
        assertThat(failure.mayHaveArrived()).isFalse();
        assertThat(failure.isTwiliosFault()).isTrue();
    }
}
