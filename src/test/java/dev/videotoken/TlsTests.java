package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The service ends TLS itself, with a certificate and a key that the JDK's keytool made. */
@ExtendWith(OutputCaptureExtension.class)
class TlsTests {

    private static final char[] PASSWORD = "only for this file".toCharArray();

    @TempDir
    static Path files;

    private static KeyStore made;

    private static KeyStore other;

    @BeforeAll
    static void makeCertificateAndKey() throws IOException, InterruptedException, GeneralSecurityException {
        made = keyStore("made");
        write(made, "certificate", "key");
        other = keyStore("other");
        write(other, "other-certificate", "other-key");
        Files.writeString(files.resolve("garbage"), "garbage\n");
    }

    private static void write(KeyStore store, String certificate, String key)
            throws IOException, GeneralSecurityException {
        Files.writeString(
                files.resolve(certificate),
                Issuer.pem("CERTIFICATE", store.getCertificate("web").getEncoded()));
        Files.writeString(
                files.resolve(key),
                Issuer.pem("PRIVATE KEY", store.getKey("web", PASSWORD).getEncoded()));
    }

    private static KeyStore keyStore(String name) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = files.resolve(name);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "web",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, PASSWORD);
        }
        return made;
    }

    @Test
    void callersAskOverTls() throws IOException, InterruptedException, GeneralSecurityException {
        try (ConfigurableApplicationContext service = start("certificate", "key")) {
            HttpResponse<String> answer = ask(service, made);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).startsWith("{\"token\":\"");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
        }
    }

    @Test
    void renewedCertificateIsTakenWithoutARestart() throws Exception {
        write(made, "renewed-certificate", "renewed-key");
        try (ConfigurableApplicationContext service = start(
                "renewed-certificate",
                "renewed-key",
                "pem.web.reload-on-update=true",
                "watch.file.quiet-period=100ms")) {
            assertThat(ask(service, made).statusCode()).isEqualTo(200);
            write(other, "renewed-certificate", "renewed-key");
            await().ignoreException(SSLHandshakeException.class)
                    .untilAsserted(
                            () -> assertThat(ask(service, other).statusCode()).isEqualTo(200));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "garbage,      key,          'cannot be used: Missing certificates or unrecognized format.'",
        "certificate,  garbage,      'cannot be used: Missing private key or unrecognized format.'",
        "certificate,  '',           'cannot be used: \'\'privateKey\'\' must not be null.'",
        "certificate,  other-key,    'cannot be used: Private key in keystore matches none of the certificates'",
    })
    void badCertificateOrKeyStopsTheStartWithASentence(
            String certificate, String key, String reason, CapturedOutput output) {
        assertThat(catchThrowable(() -> start(certificate, key))).isNotNull();
        assertThat(output)
                .contains(reason)
                .contains("KEYSTORE_CERTIFICATE and KEYSTORE_PRIVATEKEY must name PEM files")
                .doesNotContain("\tat ");
    }

    @Test
    void bundleThatIsNotThereStopsTheStartWithASentence(CapturedOutput output) {
        assertThat(catchThrowable(() -> SpringApplication.run(
                        VideoTokenApplication.class,
                        "--spring.profiles.active=sandbox",
                        "--server.port=0",
                        "--server.ssl.bundle=web")))
                .isNotNull();
        assertThat(output)
                .contains("SERVER_SSL_BUNDLE (server.ssl.bundle) names a certificate or key that cannot be used: SSL")
                .doesNotContain("\tat ");
    }

    @Test
    void missingCertificateStopsTheStartWithASentence(CapturedOutput output) {
        assertThat(catchThrowable(() -> start("no-such-file", "key"))).isNotNull();
        assertThat(output)
                .contains("A file cannot be read: " + files.resolve("no-such-file"))
                .contains("Name a file that is there")
                .doesNotContain("\tat ");
    }

    private static HttpResponse<String> ask(ConfigurableApplicationContext service, KeyStore trusted)
            throws IOException, InterruptedException, GeneralSecurityException {
        String port = service.getEnvironment().getProperty("local.server.port");
        URI address = URI.create("https://localhost:%s/video-token?identity=alice".formatted(port));
        return HttpClient.newBuilder()
                .sslContext(trusting(trusted))
                .build()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static ConfigurableApplicationContext start(String certificate, String key, String... settings) {
        String keyStore = "--spring.ssl.bundle.pem.web.keystore.";
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.profiles.active=sandbox",
                "--server.port=0",
                "--server.ssl.bundle=web",
                keyStore + "verify-keys=true",
                keyStore + "certificate=file:" + files.resolve(certificate)));
        if (!key.isEmpty()) {
            arguments.add(keyStore + "private-key=file:" + files.resolve(key));
        }
        for (String setting : settings) {
            arguments.add("--spring.ssl.bundle." + setting);
        }
        return SpringApplication.run(VideoTokenApplication.class, arguments.toArray(String[]::new));
    }

    private static SSLContext trusting(KeyStore certificates) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }
}
