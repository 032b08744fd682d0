package dev.videotoken.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RequestCallback;
import org.springframework.web.client.ResponseExtractor;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/**
 * Fetches the keys that sign bearer tokens, at most once in {@value #SECONDS} seconds: Spring Security asks for them anew
 * whenever a token names a key that it does not have, and anybody can send such tokens. So a new key is known that much
 * later at worst, and so is the end of an outage. Safe for many threads.
 */
final class KeySets extends RestTemplate {

    private static final int SECONDS = 10;

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Cache<URI, Outcome> fetched;

    /** What a fetch brought, or how it failed: whoever waited for it behind a lock is not to try again at once. */
    private record Outcome(
            @Nullable Object answer, @Nullable RestClientException failure) {

        static Outcome of(Supplier<@Nullable Object> fetch) {
            try {
                return new Outcome(fetch.get(), null);
            } catch (RestClientException e) {
                return new Outcome(null, e);
            }
        }

        @Nullable
        Object get() {
            if (failure != null) {
                throw new RestClientException("The keys could not be fetched just now", failure);
            }
            return answer;
        }
    }

    KeySets(InstantSource clock) {
        SimpleClientHttpRequestFactory connections = new SimpleClientHttpRequestFactory();
        connections.setConnectTimeout(TIMEOUT);
        connections.setReadTimeout(TIMEOUT);
        setRequestFactory(connections);
        this.fetched = Caffeine.newBuilder()
                .expireAfterWrite(SECONDS, TimeUnit.SECONDS)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
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
        return (T) fetched.get(url, key -> Outcome.of(() -> super.doExecute(url, template, method, request, answer)))
                .get();
    }
}
