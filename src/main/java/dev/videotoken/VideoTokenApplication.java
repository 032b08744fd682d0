package dev.videotoken;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Starts the service. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class VideoTokenApplication {

    public static void main(String[] args) {
        writePlainly();
        SpringApplication.run(VideoTokenApplication.class, args);
    }

    /**
     * Has lines go to standard output with nothing around them. For each that a virtual thread writes to the JDK's own
     * {@link System#out}, the JDK sets another carrier thread going (in 25: {@code System.Out.write}), to queue for the
     * log. This way nothing goes on in its place: while standard output is blocked, the carrier of whoever writes is
     * too.
     */
    static void writePlainly() {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out)));
    }

    @Bean
    InstantSource clock() {
        return new SteadyClock(InstantSource.system(), System::nanoTime);
    }

    /** Only for who asks for it by its name: it goes with the machine's where that is set. */
    @Bean(defaultCandidate = false)
    InstantSource wallClock() {
        return InstantSource.system();
    }
}
