package dev.videotoken.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

/**
 * Fetches the keys that sign bearer tokens, at most once in {@value #SECONDS} seconds: Spring Security asks for them anew
 * whenever a token names a key that it does not have, and anybody can send such tokens. So a new key is known that much
 * later at worst. Safe for many threads.
 */
final class KeySets extends RestTemplate {

    private static final int SECONDS = 10;

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Cache<URI, ResponseEntity<?>> fetched;

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

    @Override
    @SuppressWarnings("unchecked") // Key sets are only ever asked for as text.
    public <T> ResponseEntity<T> exchange(RequestEntity<?> request, Class<T> type) {
        return (ResponseEntity<T>) fetched.get(request.getUrl(), url -> super.exchange(request, type));
    }
}
