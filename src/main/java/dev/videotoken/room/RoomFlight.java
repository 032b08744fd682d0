package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A look for a room that is under way, for whoever wants to wait for it. */
record RoomFlight(CompletableFuture<Room> outcome) {

    /**
     * Waits for the room. Not even a look-up of the host's name, which nothing ends, keeps the caller longer.
     *
     * @throws RoomUnavailableException if the flight fails, or has not ended by then
     */
    Room await(Duration patience) {
        try {
            return outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RoomUnavailableException(Reason.UNAVAILABLE, "Interrupted while Twilio was asked", e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        if (e.getCause() instanceof TimeoutException timeout) {
            return late(timeout);
        }
        return e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
    }

    private static RoomUnavailableException late(TimeoutException e) {
        return new RoomUnavailableException(Reason.TIMEOUT, "Twilio did not answer within the deadline", e);
    }
}
