package dev.videotoken.room;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.core.task.TaskDecorator;
import org.springframework.stereotype.Component;

/** A thread for each look, which logs with the id of the request that it began for. Safe for many threads. */
@Component
class RoomThreads implements Executor {

    private final Executor threads;
    private final TaskDecorator sameRequest;

    RoomThreads(SimpleAsyncTaskExecutorBuilder threads, TaskDecorator sameRequest) {
        this.threads = threads.threadNamePrefix("room-").build();
        this.sameRequest = sameRequest;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /**
     * Does the task when the time is up. The timer's own thread is everybody's, and must not wait for the log.
     *
     * @return what to cancel where the task need not be done any more
     */
    CompletableFuture<?> after(Duration time, Runnable task) {
        CompletableFuture<Boolean> timer =
                new CompletableFuture<Boolean>().completeOnTimeout(true, time.toMillis(), TimeUnit.MILLISECONDS);
        var unused = timer.thenRunAsync(sameRequest.decorate(task), threads);
        return timer;
    }
}
