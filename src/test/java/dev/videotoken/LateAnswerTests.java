package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** A stop while an answer is made, but not yet sent. */
class LateAnswerTests {

    /** The pool that all share has one on a small machine, and the drain needs it. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private final CompletableFuture<Void> made = new CompletableFuture<>();
    private final CountDownLatch maySend = new CountDownLatch(1);

    @Test
    void answerIsSentBeforeTheEnd() throws Exception {
        var service = (ServletWebServerApplicationContext) new SpringApplicationBuilder(VideoTokenApplication.class)
                .initializers(context -> context.getBeanFactory().registerSingleton("slow", slowAnswers()))
                .profiles("sandbox")
                .run("--server.port=0", "--video.drain-for=0s");
        Connector connector =
                ((TomcatWebServer) service.getWebServer()).getTomcat().getConnector();
        var answer = CompletableFuture.supplyAsync(
                () -> new HttpCaller(connector.getLocalPort()).get("/video-token?identity=alice"), OWN_THREAD);
        var stop = made.thenRunAsync(service::close, OWN_THREAD);
        try {
            await().until(() -> waitsForAnswers() || connector.getState() != LifecycleState.STARTED);
        } finally {
            maySend.countDown();
            service.close();
        }
        stop.join();
        assertThat(answer.get().statusCode()).isEqualTo(200);
    }

    private WebServerFactoryCustomizer<TomcatServletWebServerFactory> slowAnswers() {
        return tomcat ->
                tomcat.addContextCustomizers(context -> context.getPipeline().addValve(new ValveBase(true) {
                    @Override
                    public void invoke(Request request, Response response) throws IOException, ServletException {
                        getNext().invoke(request, response);
                        made.complete(null);
                        try {
                            maySend.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }));
    }

    /** Boot looks again and again. */
    private static boolean waitsForAnswers() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        "tomcat-shutdown".equals(thread.getName()) && thread.getState() == Thread.State.TIMED_WAITING);
    }
}
