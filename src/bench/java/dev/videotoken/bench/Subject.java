package dev.videotoken.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One request, asked of one service by callers who each wait for their answer. */
record Subject(String name, Service service, byte[] request) {

    /** One round: answers a second, CPU nanoseconds and bytes of heap an answer, and the nanoseconds that each took. */
    record Round(double rate, double cpu, double heap, long[] nanos) {}

    Round run(ExecutorService callers, int connections, int seconds) throws Exception {
        double allocated = service.allocated();
        double cpu = service.cpu();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        List<Callable<long[]>> work = Collections.nCopies(connections, () -> call(end));
        List<long[]> nanos = new ArrayList<>();
        for (Future<long[]> caller : callers.invokeAll(work)) {
            nanos.add(caller.get());
        }
        long[] all = nanos.stream().flatMapToLong(Arrays::stream).toArray();
        double took = (System.nanoTime() - start) / 1e9;
        cpu = (service.cpu() - cpu) / all.length;
        return new Round(all.length / took, cpu, (service.allocated() - allocated) / all.length, all);
    }

    private long[] call(long end) throws IOException {
        long[] nanos = new long[1_000_000];
        int answers = 0;
        try (Connection connection = service.connect()) {
            for (long before = System.nanoTime(); before < end; answers++) {
                String answer = connection.ask(request);
                if (!answer.startsWith("HTTP/1.1 200")) {
                    throw new IllegalStateException(answer);
                }
                long after = System.nanoTime();
                nanos[answers] = after - before;
                before = after;
            }
        }
        return Arrays.copyOf(nanos, answers);
    }
}
