package dev.videotoken.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.videotoken.NanoTime;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RequestCallback;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.ResponseExtractor;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.client.RestTemplate;

/**
 * Fetches the keys that bearer tokens are checked with, at most once in {@value #SECONDS} seconds: Spring Security asks
 * for them anew whenever a token names a key that it does not have, and anybody can send such tokens. So a new key is
 * known that much later at worst, and so is the end of an outage. Safe for many threads.
 */
final class KeySets extends RestTemplate {

    private static final Logger log = LoggerFactory.getLogger(KeySets.class);

    private static final int SECONDS = 10;

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    static {
        // Seconds. JDK 17 keeps idle connections for twenty minutes, and does not see that a network has dropped one.
        System.getProperties().putIfAbsent("jdk.httpclient.keepalive.timeout", "1");
    }

    private final AsyncCache<URI, Outcome> fetched;

    /** What a fetch brought, or how it failed: whoever waited for it behind a lock is not to try again at once. */
    private record Outcome(
            @Nullable Object answer, @Nullable RestClientException failure) {

        static Outcome of(URI url, Supplier<@Nullable Object> fetch) {
            try {
                return new Outcome(fetch.get(), null);
            } catch (RestClientException e) {
                return failed(url, e);
            } catch (RuntimeException e) {
                // The JDK's client throws these where it is sent on to what is no address. Nor is a bug a reason to ask
                // again at once.
                return failed(url, new RestClientException("The answer cannot be used", e));
            }
        }

        private static Outcome failed(URI url, RestClientException failure) {
            log.warn("The keys of the sign-in cannot be fetched from {}: {}", withoutSecrets(url), why(failure));
            return new Outcome(null, failure);
        }

        @Nullable
        Object get() {
            if (failure instanceof HttpClientErrorException) {
                // By which Spring knows that it has to look at the issuer's next address.
                throw failure;
            }
            if (failure != null) {
                throw new RestClientException("The keys could not be fetched just now", failure);
            }
            return answer;
        }
    }

    KeySets(InstantSource clock) {
        setRequestFactory(connections());
        this.fetched = Caffeine.newBuilder()
                .expireAfterWrite(SECONDS, TimeUnit.SECONDS)
                .ticker(new NanoTime(clock)::currentTimeNanos)
                .buildAsync();
    }

    /**
     * The read time-out is for a whole answer, where that of the JDK's older connections is for each part of one. A
     * compressed answer that it cuts off can end in a fault of the JDK's.
     */
    private static JdkClientHttpRequestFactory connections() {
        JdkClientHttpRequestFactory connections = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(TIMEOUT)
                .build());
        connections.setReadTimeout(TIMEOUT);
        connections.enableCompression(false);
        return connections;
    }

    /** What all of RestTemplate's methods end in. */
    @Override
    @SuppressWarnings("unchecked") // An address is only ever asked for as one type.
    protected <T> @Nullable T doExecute(
            URI url,
            @Nullable String template,
            @Nullable HttpMethod method,
            @Nullable RequestCallback request,
            @Nullable ResponseExtractor<T> answer) {
        return (T) outcome(url, () -> super.doExecute(url, template, method, request, answer))
                .get();
    }

    /** Whoever comes first fetches, and no lock is held meanwhile. */
    private Outcome outcome(URI url, Supplier<@Nullable Object> fetch) {
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> underWay = fetched.asMap().putIfAbsent(url, mine);
        if (underWay != null) {
            return underWay.join();
        }
        try {
            mine.complete(Outcome.of(url, fetch));
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
        }
        return mine.join();
    }

    /** User info and a query may be some. */
    private static String withoutSecrets(URI url) {
        return url.toString().replaceFirst("[?#].*", "").replaceFirst("//[^/]*@", "//");
    }

    /** Nothing of what was answered; of the network's words none that may be an address with secrets. */
    private static String why(RestClientException failure) {
        if (failure instanceof RestClientResponseException answer) {
            return "status " + answer.getStatusCode().value();
        }
        Throwable cause = failure.getMostSpecificCause();
        return failure instanceof ResourceAccessException
                ? cause.toString().replaceAll("\\S*[?@]\\S*", "…")
                : cause.getClass().getName();
    }
}
