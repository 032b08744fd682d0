package dev.videotoken.twilio;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up hosts' names, and waits for it only so long, since nothing ends a look-up that hangs: it goes on, one for
 * each name, in a thread of its own, where it holds neither a place nor the carrier of other threads. Safe for many
 * threads.
 */
final class HostAddresses implements DnsResolver {

    private final DnsResolver system;
    private final Duration longest;
    private final TwilioDeadline deadline;
    private final ConcurrentMap<String, CompletableFuture<InetAddress[]>> underWay = new ConcurrentHashMap<>();

    /** All that a resolver may throw means an unknown host; this one has only not been found in time. */
    static final class HostLookUpTimeoutException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        HostLookUpTimeoutException(String host) {
            super("The look-up of " + host + " takes too long");
        }
    }

    HostAddresses(DnsResolver system, Duration longest, TwilioDeadline deadline) {
        this.system = system;
        this.longest = longest;
        this.deadline = deadline;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        try {
            return underWay.computeIfAbsent(host, this::lookUp)
                    .get(deadline.left(longest).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HostLookUpTimeoutException(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostLookUpTimeoutException(host);
        } catch (ExecutionException e) {
            UnknownHostException unknown = new UnknownHostException(host);
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }

    private CompletableFuture<InetAddress[]> lookUp(String host) {
        CompletableFuture<InetAddress[]> addresses = new CompletableFuture<>();
        Thread thread = new Thread(() -> lookUp(host, addresses), "twilio-host");
        thread.setDaemon(true);
        thread.start();
        return addresses;
    }

    /** Gone before its outcome is told, so that whoever hears of a failure finds none. */
    private void lookUp(String host, CompletableFuture<InetAddress[]> addresses) {
        InetAddress[] found = null;
        Throwable failure = null;
        try {
            found = system.resolve(host);
        } catch (UnknownHostException | RuntimeException | Error e) {
            failure = e;
        }
        underWay.remove(host, addresses);
        if (failure == null) {
            addresses.complete(found);
        } else {
            addresses.completeExceptionally(failure);
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return system.resolveCanonicalHostname(host);
    }
}
