package dev.videotoken.room;

import com.twilio.http.TwilioRestClient;
import dev.videotoken.twilio.TwilioStub;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.core.task.TaskDecorator;

/** Room services as Spring would put them together. */
final class RoomServices {

    static final int BUDGET = 60;

    private RoomServices() {}

    static RoomService on(TwilioRestClient client, RoomProperties settings) {
        return on(new TwilioRooms(client, Optional::empty, settings, InstantSource.system()), settings);
    }

    static RoomService on(TwilioRooms rooms, RoomProperties settings) {
        return on(rooms, settings, InstantSource.system(), new SimpleMeterRegistry());
    }

    static RoomService on(TwilioRooms rooms, RoomProperties settings, InstantSource clock, MeterRegistry meters) {
        RoomBudget budget = new RoomBudget(new RoomLimits(BUDGET), clock);
        RoomCache cache = cache(settings, clock);
        cache.bindTo(meters);
        RoomOutcomes outcomes = new RoomOutcomes(meters);
        return new RoomService(
                new RoomFinder(rooms, cache, budget, settings, outcomes), rooms, cache, settings, outcomes);
    }

    static RoomCache cache(RoomProperties settings, InstantSource clock) {
        return cache(settings, clock, task -> task);
    }

    static RoomCache cache(RoomProperties settings, InstantSource clock, TaskDecorator decorator) {
        return new RoomCache(
                settings,
                clock,
                TwilioStub.deadline(clock),
                new RoomThreads(new SimpleAsyncTaskExecutorBuilder().taskDecorator(decorator), decorator));
    }
}
