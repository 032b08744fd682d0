package dev.videotoken.room;

import dev.videotoken.twilio.TwilioStub;
import java.time.Duration;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;

/** A room that is in reuse, for one caller and for many at once. */
@State(Scope.Benchmark)
public class RoomCacheBenchmark {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final RoomName name = new RoomName("myroom");
    private final RoomCache cache = new RoomCache(
            new RoomProperties(name, null, RoomType.GO, null, null, null, null, null, null, LONG, LONG, LONG),
            InstantSource.system(),
            TwilioStub.deadline(),
            new RoomThreads(new SimpleAsyncTaskExecutorBuilder(), task -> task));

    public RoomCacheBenchmark() {
        cache.flight(name, () -> new Room(name, "RM1", RoomType.GO), failure -> {})
                .await(LONG);
    }

    @Benchmark
    @Threads(1)
    public Object hitByOne() {
        return cache.fresh(name).orElseThrow();
    }

    @Benchmark
    @Threads(32)
    public Object hitByMany() {
        return cache.fresh(name).orElseThrow();
    }
}
