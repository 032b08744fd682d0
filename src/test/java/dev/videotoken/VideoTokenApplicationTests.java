package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** From Java 24 on a JVM tells how many carrier threads its virtual threads have. */
@EnabledForJreRange(min = JRE.JAVA_24)
class VideoTokenApplicationTests {

    @Test
    void aLineSetsNoFurtherCarrierGoing() throws Exception {
        assertThat(carriersOfOneThatWrites("plainly")).isEqualTo(1);
        assertThat(carriersOfOneThatWrites("as the JDK does")).isGreaterThan(1);
    }

    /** In a JVM with one carrier thread to begin with. */
    private static int carriersOfOneThatWrites(String how) throws Exception {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Lines.class.getName(),
                        how)
                .redirectOutput(Redirect.DISCARD)
                .start();
        return Integer.parseInt(new String(java.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII));
    }

    static final class Lines {

        public static void main(String[] how) throws Exception {
            if (how[0].equals("plainly")) {
                VideoTokenApplication.writePlainly();
            }
            CountDownLatch written = new CountDownLatch(1);
            new VirtualThreadTaskExecutor().execute(() -> {
                for (int i = 0; i < 1000; i++) {
                    System.out.println("A line");
                }
                written.countDown();
            });
            written.await();
            System.err.print(ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("jdk.management:type=VirtualThreadScheduler"), "PoolSize"));
        }
    }
}
