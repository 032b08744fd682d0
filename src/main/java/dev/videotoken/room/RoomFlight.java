package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A look for a room that is under way, for whoever wants to wait for it. */
record RoomFlight(CompletableFuture<Room> outcome) {

    /**
     * Waits for the room.
     *
     * @throws RoomUnavailableException if the flight fails, or has not ended by then
     */
    Room await(Duration patience) {
        try {
            return outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RoomUnavailableException(Reason.UNAVAILABLE, "Interrupted while Twilio was asked", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    /** Tells how it went: those who wait, and first whoever is to hear why it failed or was given up. */
    static void end(
            CompletableFuture<Room> outcome,
            Room room,
            @Nullable Throwable failure,
            Consumer<RoomUnavailableException> failed) {
        if (failure == null) {
            outcome.complete(room);
            return;
        }
        Throwable reason = reason(failure);
        try {
            if (reason instanceof RoomUnavailableException unavailable) {
                failed.accept(unavailable);
            }
        } finally {
            outcome.completeExceptionally(reason);
        }
    }

    static boolean leavesTheRoomInDoubt(Throwable failure) {
        return reason(failure) instanceof RoomUnavailableException unavailable && unavailable.leavesTheRoomInDoubt();
    }

    private static Throwable reason(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static RoomUnavailableException late() {
        return new RoomUnavailableException(Reason.TIMEOUT, "Twilio did not answer within the deadline", null);
    }
}
