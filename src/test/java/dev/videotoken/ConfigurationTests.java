package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Starts with good and bad settings, as a container would give them. */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationTests {

    private static final String ACCOUNT = "AC" + TwilioStub.hex();
    private static final String KEY = "SK" + TwilioStub.hex();
    private static final String SECRET = TwilioStub.hex();

    @TempDir
    private Path files;

    @Test
    void takesTwilioSettingsByTheirFirstNames() {
        assertStartsWithCredentials(
                "TWILIO_ACCOUNT_SID=" + ACCOUNT, "TWILIO_API_KEY=" + KEY, "TWILIO_API_SECRET=" + SECRET);
    }

    @Test
    void takesTwilioSettingsByTheirSecondNames() {
        assertStartsWithCredentials(
                "TWILIO_ACCOUNT_SID=" + ACCOUNT, "TWILIO_API_KEY_SID=" + KEY, "TWILIO_API_KEY_SECRET=" + SECRET);
    }

    @Test
    void dropsWhiteSpaceAroundCredentials() {
        assertStartsWithCredentials(
                "TWILIO_ACCOUNT_SID= " + ACCOUNT + "\n",
                "TWILIO_API_KEY=" + KEY + " ",
                "TWILIO_API_SECRET=" + SECRET + "\n");
    }

    @Test
    void readsTheFileDotEnv() throws IOException {
        Path env = Files.writeString(
                files.resolve(".env"),
                "TWILIO_ACCOUNT_SID=%s\nTWILIO_API_KEY=%s\nTWILIO_API_SECRET=%s\n".formatted(ACCOUNT, KEY, SECRET));
        assertStartsWithCredentials("spring.config.import=" + importLine().replace("file:.env", "file:" + env));
    }

    @Test
    void readsSecretsFromFiles() throws IOException {
        Files.writeString(files.resolve("TWILIO_ACCOUNT_SID"), ACCOUNT + "\n");
        Files.writeString(files.resolve("TWILIO_API_KEY"), KEY + "\n");
        Files.writeString(files.resolve("TWILIO_API_SECRET"), SECRET + "\n");
        assertStartsWithCredentials("spring.config.import=" + importLine().replace("/run/secrets/", files + "/"));
    }

    @Test
    void environmentGoesBeforeSecretFilesAndTheseBeforeDotEnv() throws IOException {
        Path env = Files.writeString(
                files.resolve(".env"),
                "TWILIO_ACCOUNT_SID=overruled\nTWILIO_API_KEY=overruled\nTWILIO_API_SECRET=%s\n".formatted(SECRET));
        Path secrets = Files.createDirectory(files.resolve("secrets"));
        Files.writeString(secrets.resolve("TWILIO_ACCOUNT_SID"), "overruled");
        Files.writeString(secrets.resolve("TWILIO_API_KEY"), KEY);
        assertStartsWithCredentials(
                "spring.config.import="
                        + importLine().replace("file:.env", "file:" + env).replace("/run/secrets/", secrets + "/"),
                "TWILIO_ACCOUNT_SID=" + ACCOUNT);
    }

    @Test
    void environmentGoesBeforeFilesWhateverTheName() throws IOException {
        Path env = Files.writeString(
                files.resolve(".env"), "TWILIO_ACCOUNT_SID=overruled\nTWILIO_API_KEY=overruled\nTWILIO_API_SECRET=\n");
        assertStartsWithCredentials(
                "spring.config.import=" + importLine().replace("file:.env", "file:" + env),
                "TWILIO_ACCOUNT_SID=" + ACCOUNT,
                "TWILIO_API_KEY_SID=" + KEY,
                "TWILIO_API_KEY_SECRET=" + SECRET);
    }

    @Test
    void whatIsEmptyIsNotSet() {
        assertStartsWithCredentials(
                "TWILIO_ACCOUNT_SID=" + ACCOUNT,
                "TWILIO_API_KEY=",
                "TWILIO_API_KEY_SID=" + KEY,
                "TWILIO_API_SECRET= ",
                "TWILIO_API_KEY_SECRET=" + SECRET);
    }

    @Test
    void emptyKeyAndSecretHideNoFile() throws IOException {
        Files.writeString(files.resolve("TWILIO_API_KEY"), KEY);
        Files.writeString(files.resolve("TWILIO_API_SECRET"), SECRET);
        assertStartsWithCredentials(
                "spring.config.import=" + importLine().replace("/run/secrets/", files + "/"),
                "TWILIO_ACCOUNT_SID=" + ACCOUNT,
                "TWILIO_API_KEY=",
                "TWILIO_API_SECRET=");
    }

    @Test
    void durationWithoutAUnitCountsSeconds() {
        try (ConfigurableApplicationContext context =
                start("spring.profiles.active=sandbox", "TWILIO_READ_TIMEOUT=4", "TWILIO_BREAKER_OPEN_FOR=6")) {
            TwilioProperties twilio = context.getBean(TwilioProperties.class);
            assertThat(twilio.readTimeout()).isEqualTo(Duration.ofSeconds(4));
            assertThat(twilio.breaker().openFor()).isEqualTo(Duration.ofSeconds(6));
        }
    }

    @Test
    void timeOutsAreTheDocumentedOnes() {
        try (ConfigurableApplicationContext context = start("spring.profiles.active=sandbox")) {
            TwilioProperties twilio = context.getBean(TwilioProperties.class);
            assertThat(twilio.baseUrl()).hasToString("https://video.twilio.com");
            assertThat(twilio.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(twilio.readTimeout()).isEqualTo(Duration.ofSeconds(3));
            assertThat(context.getEnvironment().getProperty("server.tomcat.connection-timeout", Duration.class))
                    .isEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void sandboxNeverUsesRealCredentials() {
        try (ConfigurableApplicationContext context = start(
                        "spring.profiles.active=sandbox",
                        "TWILIO_ACCOUNT_SID=" + ACCOUNT,
                        "twilio.api-key=" + KEY,
                        "TWILIO_API_SECRET=" + SECRET);
                ConfigurableApplicationContext another = start("spring.profiles.active=sandbox")) {
            TwilioProperties twilio = context.getBean(TwilioProperties.class);
            assertThat(twilio.accountSid()).matches("AC[0-9a-f]{32}").isNotEqualTo(ACCOUNT);
            assertThat(twilio.apiKey()).matches("SK[0-9a-f]{32}").isNotEqualTo(KEY);
            assertThat(twilio.apiSecret().reveal()).hasSize(32).isNotEqualTo(SECRET);
            assertThat(another.getBean(TwilioProperties.class).accountSid()).isNotEqualTo(twilio.accountSid());
        }
    }

    /** Whoever has tried Twilio before may have it in the environment. */
    @Test
    void sandboxDoesNotMindAnAuthTokenWithoutACallback() {
        try (ConfigurableApplicationContext context =
                start("spring.profiles.active=sandbox", "TWILIO_AUTH_TOKEN=" + SECRET)) {
            assertThat(context.getBean(TwilioProperties.class).authToken()).isNull();
        }
    }

    @Test
    void sandboxSaysOnceWhatItIs(CapturedOutput output) {
        start("spring.profiles.active=sandbox").close();
        assertThat(output.getOut().lines().filter(line -> line.contains(" WARN ")))
                .singleElement()
                .asString()
                .contains("SANDBOX");
    }

    @Test
    void saysOnceThatNobodySignsIn(CapturedOutput output) {
        start("TWILIO_ACCOUNT_SID=" + ACCOUNT, "TWILIO_API_KEY=" + KEY, "TWILIO_API_SECRET=" + SECRET)
                .close();
        assertThat(output.getOut().lines().filter(line -> line.contains(" WARN ")))
                .singleElement()
                .asString()
                .contains("Callers are not asked to sign in");
    }

    @Test
    void warnsOfNothingWhereCallersSignIn(CapturedOutput output) {
        start(
                        "TWILIO_ACCOUNT_SID=" + ACCOUNT,
                        "TWILIO_API_KEY=" + KEY,
                        "TWILIO_API_SECRET=" + SECRET,
                        "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI=https://login.example.com/keys")
                .close();
        assertThat(output.getOut()).doesNotContain(" WARN ");
    }

    @Test
    void starAloneStandsForEveryOrigin() {
        try (ConfigurableApplicationContext context =
                start("spring.profiles.active=sandbox", "VIDEO_CORS_ALLOWED_ORIGINS=*")) {
            int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            assertThat(new HttpCaller(port)
                            .get("/video-token", "Origin", "https://any.example.com")
                            .headers()
                            .firstValue("Access-Control-Allow-Origin"))
                    .hasValue("https://any.example.com");
        }
    }

    @Test
    void withoutCredentialsTheStartIsRefusedAndShowsBothWaysOn(CapturedOutput output) {
        assertRefused();
        assertThat(output)
                .contains("TWILIO_ACCOUNT_SID (twilio.account-sid) is not set.")
                .contains("TWILIO_API_KEY or TWILIO_API_KEY_SID (twilio.api-key) is not set.")
                .contains("TWILIO_API_SECRET or TWILIO_API_KEY_SECRET (twilio.api-secret) is not set.")
                .contains("Correct it in the environment, in the file .env")
                .contains("--spring.profiles.active=sandbox")
                .doesNotContain("\tat org.springframework.boot.SpringApplication");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TWILIO_ACCOUNT_SID=AC123                 | must be AC and 32 hexadecimal digits",
                "TWILIO_API_KEY=SKzz                      | must be SK and 32 hexadecimal digits",
                "TWILIO_API_SECRET=tooshort               | must be at least 32 printable ASCII characters",
                "TWILIO_API_SECRET=s3cret${TWILIO_API_SECRET}s3cret | has a value of the wrong kind",
                "TWILIO_API_SECRET=${NOTHING_IN_THE_ENVIRONMENT_IS_CALLED_SO} | must be at least 32 printable ASCII characters",
                "TWILIO_BASE_URL=video.twilio.com         | must be http(s)://host or http(s)://host:port",
                "TWILIO_BASE_URL=http://localhost:99999   | must be http(s)://host or http(s)://host:port",
                "TWILIO_CONNECT_TIMEOUT=0s                | must be 100ms to 1m",
                "TWILIO_READ_TIMEOUT=3000                 | must be 100ms to 1m",
                "TWILIO_READ_TIMEOUT=soon                 | must be a duration such as 500ms, 5s or 4h",
                "VIDEO_ROOM_NAME=my room                  | must be 1 to 128 of A-Z a-z 0-9 _ -, and neither the word null nor a room's SID",
                "TWILIO_AUTH_TOKEN=tooshort               | must be at least 32 printable ASCII characters",
                "VIDEO_ROOM_ALLOWED=[                     | must be a regular expression, without look-around and back-references: missing closing ]",
                "VIDEO_ROOM_ALLOWED=(?=a)                 | must be a regular expression, without look-around",
                "VIDEO_ROOM_ALLOWED=\"team-.*\"          | must not be in quotes",
                "VIDEO_ROOM_STATUS_CALLBACK_URL=/rooms    | must be like https://video.example.com/twilio/room-status",
                "VIDEO_ROOM_STATUS_CALLBACK_URL=https://a/video-token | must not have the path of what callers ask for",
                "VIDEO_ROOM_STATUS_CALLBACK_URL=https://a/v3/api-docs | must not have the path of what callers ask for",
                "VIDEO_ROOM_STATUS_CALLBACK_URL=https://a/rooms | needs TWILIO_AUTH_TOKEN too",
                "TWILIO_AUTH_TOKEN=0123456789abcdef0123456789abcdef | is of no use without VIDEO_ROOM_STATUS_CALLBACK_URL",
                "VIDEO_CORS_ALLOWED_ORIGINS=https://a/    | must be origins such as https://app.example.com, without a path",
                "VIDEO_CORS_ALLOWED_ORIGINS=https://A.example.com | must be origins such as https://app.example.com, without a path, in lower case",
                "VIDEO_CORS_ALLOWED_ORIGINS=https://a:443 | must be origins such as https://app.example.com",
                "VIDEO_CORS_ALLOWED_ORIGINS=http://a:80   | must be origins such as https://app.example.com",
                "VIDEO_CORS_ALLOWED_ORIGINS=https://:8443 | must be origins such as https://app.example.com",
                "VIDEO_CORS_ALLOWED_ORIGINS=https://a:70000 | must be origins such as https://app.example.com",
                "VIDEO_CORS_ALLOWED_ORIGINS=https://*.*.*.a  | must be origins such as https://app.example.com, without a path, in lower case, without :443 or :80, with no more than two * in a host",
                "VIDEO_CORS_ALLOWED_ORIGINS=a,b           | must be origins such as https://app.example.com",
                "VIDEO_CORS_ALLOWED_ORIGINS=*,a.example.com | must be origins such as https://app.example.com",
                "VIDEO_ROOM_MAX_PARTICIPANTS=many         | must be a whole number",
                "VIDEO_LIMITS_TOKENS_PER_MINUTE=many      | must be a whole number",
                "VIDEO_LIMITS_TOKENS_PER_MINUTE=-1        | must be at least 0",
                "VIDEO_ACCESS_AUDIENCE=video              | needs sign-in: set SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT",
                "VIDEO_ACCESS_REQUIRED_SCOPE=join         | needs sign-in: set SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES=video | needs sign-in: set SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_OPAQUETOKEN_INTROSPECTION_URI=https://a | must not be set: bearer tokens are JWTs",
                "VIDEO_ACCESS_REQUIRED_SCOPE=join call    | must be one scope, without white space or quotes",
                "VIDEO_ACCESS_REQUIRED_SCOPE='join'       | must be one scope, without white space or quotes",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PRINCIPAL_CLAIM_NAME=\"email\" | must not be in quotes",
                "VIDEO_ACCESS_ANY_IDENTITY_SCOPE=a,\"b\"  | must be one scope, without white space or quotes",
                "VIDEO_ACCESS_AUDIENCE=\"video\"          | must not be in quotes",
                "VIDEO_ACCESS_ROOMS_CLAIM='rooms'         | must not be in quotes",
                "VIDEO_ACCESS_ROOMS_CLAIM=rooms           | needs sign-in: set SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI=issuer | must be an address such as https://login.example.com/realm",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI=https://[keys | must be an address such as https://login.example.com/realm",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION=file:/no/such/file | must name a file that is there and can be read, with file: before its path",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION=classpath:application.yaml | must name a PEM file with an RSA public key",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWS_ALGORITHMS=HS256 | must be RS256",
                "SERVER_FORWARD_HEADERS_STRATEGY=framework | must be one of none, native",
                "SERVER_FORWARD_HEADERS_STRATEGY=bogus    | must be one of none, native",
                "SERVER_FORWARD_HEADERS_STRATEGY=          | must be one of none, native",
                "SERVER_TOMCAT_REMOTEIP_REMOTEIPHEADER=Forwarded | needs SERVER_FORWARD_HEADERS_STRATEGY=native too",
                "SERVER_TOMCAT_REMOTEIP_PROTOCOLHEADER=X-Forwarded-Proto | needs SERVER_FORWARD_HEADERS_STRATEGY=native too",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PRINCIPAL_CLAIM_NAME= | must name a claim, such as sub",
                "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS=x | must be one of never, always",
                "MANAGEMENT_SERVER_PORT=http              | must be a whole number",
                "MANAGEMENT_SERVER_PORT=-1                | must be 0 to 65535",
                "MANAGEMENT_SERVER_PORT=99999             | must be 0 to 65535",
                "VIDEO_ROOM_TYPE=disco                    | must be one of go, group, peer-to-peer, group-small",
                "VIDEO_ROOM_FALLBACK_TYPE=disco           | must be one of go, group, peer-to-peer, group-small",
                "VIDEO_ROOM_MAX_PARTICIPANTS=51           | must be 1 to 50",
                "VIDEO_ROOM_MAX_PARTICIPANTS=3            | must be at most 2 for rooms of type go",
                "VIDEO_ROOM_MAX_PARTICIPANTS=two          | must be a whole number",
                "VIDEO_ROOM_MAX_PARTICIPANT_DURATION=599  | must be 10m to 24h",
                "VIDEO_ROOM_MAX_PARTICIPANT_DURATION=25h  | must be 10m to 24h",
                "VIDEO_ROOM_EMPTY_TIMEOUT=0               | must be 1 to 60 (minutes)",
                "VIDEO_ROOM_UNUSED_TIMEOUT=61             | must be 1 to 60 (minutes)",
                "TWILIO_MAX_CONCURRENT_CALLS=0            | must be 1 to 100",
                "TWILIO_BREAKER_WINDOW=1                  | must be 2 to 1000",
                "TWILIO_BREAKER_FAILURE_RATE=101          | must be 1 to 100",
                "TWILIO_BREAKER_OPEN_FOR=2m               | must be 100ms to 1m",
                "VIDEO_ROOM_RECHECK_AFTER=-1s             | must be 0s to 5m",
                "VIDEO_ROOM_STALE_FOR=2h                  | must be 0s to 1h",
                "VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE=0      | must be at least 1",
                "VIDEO_PAGE_ENABLED=maybe                 | must be true or false",
                "VIDEO_DOCS_ENABLED=maybe                 | must be true or false",
                "VIDEO_DRAIN_FOR=-1s                      | must be 0s to 15s",
                "VIDEO_DRAIN_FOR=1m                       | must be 0s to 15s",
                "VIDEO_ROOM_DEADLINE=1h                   | must be 100ms to 1m",
                "VIDEO_TOKEN_TTL=30s                      | must be 1m to 24h",
                "VIDEO_TOKEN_TTL=25h                      | must be 1m to 24h",
                "TWILIO_CONNECT_TIMEOUT=101               | must be 100ms to 1m",
                "TWILIO_BREAKER_OPEN_FOR=101              | must be 100ms to 1m",
                "VIDEO_ROOM_DEADLINE=101                  | must be 100ms to 1m",
                "VIDEO_ROOM_RECHECK_AFTER=301             | must be 0s to 5m",
                "VIDEO_ROOM_STALE_FOR=3601                | must be 0s to 1h",
                "VIDEO_DRAIN_FOR=16                       | must be 0s to 15s",
                "VIDEO_TOKEN_TTL=86401                    | must be 1m to 24h",
                "SPRING_APPLICATION_JSON={broken          | must be a JSON object",
                "PORT=http                                | must be a whole number",
                "PORT=99999                               | must be 0 to 65535",
                "PORT=-2                                  | must be 0 to 65535",
                "SERVER_SERVLET_CONTEXT_PATH=/video       | must not be set: the paths are fixed",
                "SPRING_MVC_SERVLET_PATH=/video           | must not be set: the paths are fixed",
                "MANAGEMENT_SERVER_BASE_PATH=/video       | must not be set: the paths are fixed",
                "MANAGEMENT_ENDPOINTS_WEB_BASE_PATH=/video | must not be set: the paths are fixed",
                "SPRINGDOC_API_DOCS_PATH=/docs            | must not be set: the paths are fixed",
                "MANAGEMENT_SERVER_ADDRESS=127.0.0.1      | needs MANAGEMENT_SERVER_PORT too"
            })
    void badValueStopsTheStartWithOneSentence(String setting, String reason, CapturedOutput output) {
        String variable = setting.substring(0, setting.indexOf('='));
        List<String> settings = new ArrayList<>(
                List.of("TWILIO_ACCOUNT_SID=" + ACCOUNT, "TWILIO_API_KEY=" + KEY, "TWILIO_API_SECRET=" + SECRET));
        settings.removeIf(other -> other.startsWith(variable + "="));
        settings.add(setting);
        settings.add("logging.level.root=debug");
        assertRefused(settings.toArray(String[]::new));
        String sentence = "(?m)^" + variable + "( or [A-Z0-9_]+)? \\([a-z0-9.-]+\\) ";
        assertThat(output).containsPattern(sentence + "\\Q" + reason);
        assertThat(output.getAll().lines().filter(Pattern.compile(sentence).asPredicate()))
                .hasSize(1);
        assertThat(output.getAll().lines().filter(line -> line.contains(" ERROR ")))
                .hasSize(1);
        assertThat(output).doesNotContain("tooshort", "s3cret", SECRET, "run the sandbox");
    }

    @Test
    void variableThatNothingReadsIsToldOf(CapturedOutput output) throws IOException {
        Path env = Files.writeString(
                files.resolve(".env"),
                "export TWILIO_AUTH_TOKEN=0\nOTHER=${VIDEO_HOST}\nVIDEO_HOST=a\nVIDEO_CORS_ALLOWED_ORIGINS_0=*\n");
        Files.writeString(files.resolve("VIDEO_PAGE"), "1");
        String imports = importLine().replace("file:.env", "file:" + env).replace("/run/secrets/", files + "/");
        start(
                        "spring.profiles.active=sandbox",
                        "spring.config.import=" + imports,
                        "VIDEO_ROOM_ALOWED=a",
                        "TWILIO_SID=a",
                        "VIDEO_ROOMNAME=a",
                        "VIDEO_ROOM_NAME2=a",
                        "VIDEO_PORT=9000",
                        "OTHER_VARIABLE=1")
                .close();
        assertThat(output.getAll().lines().filter(line -> line.contains(" is not read by anything")))
                .extracting(line -> line.replaceFirst(".* : (.*) is not read by anything.*", "$1"))
                .containsExactly(
                        "TWILIO_SID",
                        "VIDEO_CORS_ALLOWED_ORIGINS_0",
                        "VIDEO_PAGE",
                        "VIDEO_PORT",
                        "VIDEO_ROOMNAME",
                        "VIDEO_ROOM_ALOWED",
                        "VIDEO_ROOM_NAME2",
                        "A line in .env that begins with export");
    }

    /** A platform may put some beside our own that the service may not read. */
    @Test
    void filesThatNothingAsksForAreNotRead() throws IOException {
        Path file = Files.writeString(files.resolve("VIDEO_OTHER"), "1");
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addLast(new ConfigTreePropertySource("secrets", files));
        Files.delete(file);
        assertThatNoException().isThrownBy(() -> new UnreadVariables(environment));
    }

    @Test
    void variablesThatAreReadAreNotToldOf(CapturedOutput output) {
        start(
                        "spring.profiles.active=sandbox",
                        "TWILIO_API_KEY_SID=" + KEY,
                        "VIDEO_ROOM_ALLOWED=a",
                        "VIDEO_ROOM_RECHECKAFTER=6s",
                        "VIDEO_CORS_ALLOWED_ORIGINS_0=https://app.example.com")
                .close();
        assertThat(output).doesNotContain("is not read by anything");
    }

    @ParameterizedTest
    @ValueSource(strings = {"VIDEO_TOKEN", "VIDEO_TOKEN_SERVICE"})
    void variablesOfAServiceOfKubernetesAreNotToldOf(String service, CapturedOutput output) {
        start(
                        "spring.profiles.active=sandbox",
                        service + "_SERVICE_HOST=10.0.0.1",
                        service + "_SERVICE_PORT=80",
                        service + "_SERVICE_PORT_HTTP=80",
                        service + "_PORT=tcp://10.0.0.1:80",
                        service + "_PORT_80_TCP_ADDR=10.0.0.1")
                .close();
        assertThat(output).doesNotContain("is not read by anything");
    }

    @Test
    void misspeltVariableIsToldOfBesideThoseOfAServiceToo(CapturedOutput output) {
        start("spring.profiles.active=sandbox", "VIDEO_TOKEN_SERVICE_HOST=10.0.0.1", "VIDEO_TOKEN_TLL=1h")
                .close();
        assertThat(output.getOut().lines().filter(line -> line.contains("is not read by anything")))
                .singleElement()
                .asString()
                .contains("VIDEO_TOKEN_TLL");
    }

    @Test
    void strategyOfForwardedHeadersMayBeInCapitals() {
        start(
                        "spring.profiles.active=sandbox",
                        "SERVER_FORWARD_HEADERS_STRATEGY=NATIVE",
                        "SERVER_TOMCAT_REMOTEIP_REMOTEIPHEADER=Forwarded")
                .close();
    }

    @Test
    void pathsOfEndpointsAreFixed(CapturedOutput output) {
        assertRefused("spring.profiles.active=sandbox", "MANAGEMENT_ENDPOINTS_WEB_PATHMAPPING_HEALTH=healthz");
        assertThat(output)
                .contains("(management.endpoints.web.path-mapping) must not be set: the paths are fixed")
                .doesNotContain("\tat ");
    }

    @Test
    void pathsThatAreTheirDefaultsAreTaken() {
        start(
                        "spring.profiles.active=sandbox",
                        "SERVER_SERVLET_CONTEXT_PATH=/",
                        "SPRING_MVC_SERVLET_PATH=/",
                        "MANAGEMENT_ENDPOINTS_WEB_BASE_PATH=/actuator",
                        "MANAGEMENT_SERVER_BASE_PATH=")
                .close();
    }

    @Test
    void audiencesThatAreSetOneByOneNeedSignInToo(CapturedOutput output) {
        assertRefused("spring.profiles.active=sandbox", "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES_0=video");
        assertThat(output)
                .contains("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES"
                        + " (spring.security.oauth2.resourceserver.jwt.audiences) needs sign-in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://[2001:db8::1]:8443/keys", "https://login.example.com?keys", "http://keys_1:80"})
    void addressOfKeysMayBeAnyAndTheirAlgorithmsToo(String address) {
        start(
                        "spring.profiles.active=sandbox",
                        "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI=" + address,
                        "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWS_ALGORITHMS="
                                + "RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512")
                .close();
    }

    @ParameterizedTest
    @CsvSource({"ISSUER_URI, https://login.example.com/", "JWK_SET_URI, https://login.example.com/keys"})
    void publicKeyThatWouldNotBeUsedIsRefused(String setting, String address, CapturedOutput output)
            throws IOException {
        Path key = Files.writeString(files.resolve("key.pem"), new Issuer("key").publicKey());
        assertRefused(
                "spring.profiles.active=sandbox",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION=file:" + key,
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_" + setting + "=" + address);
        assertThat(output)
                .contains("must not be set beside an issuer or a JWK set, whose keys would be used in its place")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256,RS512", "ES256"})
    void publicKeyHasOneAlgorithm(String algorithms, CapturedOutput output) throws IOException {
        Path key = Files.writeString(files.resolve("key.pem"), new Issuer("key").publicKey());
        assertRefused(
                "spring.profiles.active=sandbox",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION=file:" + key,
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWS_ALGORITHMS=" + algorithms);
        assertThat(output)
                .contains("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWS_ALGORITHMS"
                        + " (spring.security.oauth2.resourceserver.jwt.jws-algorithms)"
                        + " must be the one algorithm of the public key, such as RS256.");
    }

    @Test
    void proxiesAreARegularExpression(CapturedOutput output) {
        assertRefused(
                "spring.profiles.active=sandbox",
                "SERVER_FORWARD_HEADERS_STRATEGY=native",
                "SERVER_TOMCAT_REMOTEIP_INTERNALPROXIES=(10");
        assertThat(output)
                .contains("SERVER_TOMCAT_REMOTEIP_INTERNALPROXIES or SERVER_TOMCAT_REMOTEIP_TRUSTEDPROXIES"
                        + " (server.tomcat.remoteip) must be a regular expression.")
                .doesNotContain("\tat ");
    }

    @Test
    void dotEnvWithABadEscapeIsToldInASentence(CapturedOutput output) throws IOException {
        Path env = Files.writeString(files.resolve(".env"), "TWILIO_API_SECRET=" + SECRET + "\\user\n");
        assertRefused("spring.config.import=" + importLine().replace("file:.env", "file:" + env));
        assertThat(output)
                .contains("The file .env has \\u without four hexadecimal digits after it.")
                .contains("Write each backslash in it twice.")
                .doesNotContain(SECRET, "\tat ");
    }

    @Test
    void secretFilesThatCannotBeReadAreToldInASentence(CapturedOutput output) throws IOException {
        Path loop = Files.createSymbolicLink(files.resolve("loop"), files);
        assertRefused("spring.config.import=" + importLine().replace("/run/secrets/", files + "/"));
        assertThat(output)
                .contains("A file cannot be read: " + loop)
                .contains("let the user that the service runs as read it")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "*", "!", "!x!", "\u0001"})
    void yamlThatIsNoneIsToldInASentence(String sign, CapturedOutput output) throws IOException {
        Path yaml = Files.writeString(files.resolve("mine.yaml"), "video:\n  room: " + sign + SECRET + "\n");
        assertRefused("spring.config.additional-location=file:" + yaml, "logging.level.root=debug");
        assertThat(output)
                .containsPattern("A settings file is not valid YAML(: see line [23], column \\d+)?\\.")
                .doesNotContain(SECRET, "\tat org.yaml");
    }

    @Test
    void portThatIsInUseIsToldInASentence(CapturedOutput output) throws IOException {
        int port;
        try (ServerSocket other = new ServerSocket(0)) {
            port = other.getLocalPort();
            assertRefused("spring.profiles.active=sandbox", "PORT=" + port);
        }
        assertThat(output)
                .contains(
                        "PORT (server.port) or MANAGEMENT_SERVER_PORT (management.server.port) cannot be listened on: "
                                + port + " is in use.")
                .contains("Stop what listens there already, or choose another port.")
                .doesNotContain("\tat ");
    }

    /** An address for documents, which no machine has. */
    @ParameterizedTest
    @CsvSource({"SERVER_ADDRESS=192.0.2.1, ''", "MANAGEMENT_SERVER_ADDRESS=192.0.2.1, MANAGEMENT_SERVER_PORT=0"})
    void portThatCannotBeListenedOnIsToldInASentence(String address, String port, CapturedOutput output) {
        List<String> settings = new ArrayList<>(List.of("spring.profiles.active=sandbox", address));
        if (!port.isEmpty()) {
            settings.add(port);
        }
        assertRefused(settings.toArray(String[]::new));
        assertThat(output)
                .contains(
                        "PORT (server.port) or MANAGEMENT_SERVER_PORT (management.server.port) cannot be listened on:",
                        "Choose port 1024 or higher")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "spring.profiles.active=sandbox, '',                        true",
        "spring.profiles.active=sandbox, VIDEO_PAGE_ENABLED=false,  false",
        "video.drain-for=0s,             '',                        false",
        "video.drain-for=0s,             VIDEO_PAGE_ENABLED=yes,    true"
    })
    void pageIsOnInTheSandboxOrWhereItIsAskedFor(String setting, String variable, boolean on) {
        List<String> settings = new ArrayList<>(List.of(
                setting, "TWILIO_ACCOUNT_SID=" + ACCOUNT, "TWILIO_API_KEY=" + KEY, "TWILIO_API_SECRET=" + SECRET));
        if (!variable.isEmpty()) {
            settings.add(variable);
        }
        try (ConfigurableApplicationContext context = start(settings.toArray(String[]::new))) {
            assertThat(context.containsBean("pageController")).isEqualTo(on);
            assertThat(context.containsBean("pageAssets")).isEqualTo(on);
        }
    }

    private static void assertStartsWithCredentials(String... settings) {
        try (ConfigurableApplicationContext context = start(settings)) {
            TwilioProperties twilio = context.getBean(TwilioProperties.class);
            assertThat(twilio.accountSid()).isEqualTo(ACCOUNT);
            assertThat(twilio.apiKey()).isEqualTo(KEY);
            assertThat(twilio.apiSecret().reveal()).isEqualTo(SECRET);
        }
    }

    private static void assertRefused(String... settings) {
        assertThat(catchThrowable(() -> start(settings))).isNotNull();
    }

    /** Capital names are set in the environment, others as arguments. */
    private static ConfigurableApplicationContext start(String... settings) {
        Map<String, Object> variables = new HashMap<>(Map.of("PORT", "0"));
        List<String> arguments = new ArrayList<>();
        for (String setting : settings) {
            if (setting.matches("[A-Z0-9_]+=(?s:.*)")) {
                variables.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
            } else {
                arguments.add("--" + setting);
            }
        }
        SpringApplication application = new SpringApplication(VideoTokenApplication.class);
        application.addListeners(new Environment(variables));
        return application.run(arguments.toArray(String[]::new));
    }

    /** Stands in for the environment of the process before anything reads it. */
    private record Environment(Map<String, Object> variables)
            implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
            event.getEnvironment()
                    .getPropertySources()
                    .replace(name, new SystemEnvironmentPropertySource(name, variables));
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }

    /** What application.yaml imports, so that the tests read it from elsewhere and not another list. */
    private static String importLine() throws IOException {
        try (var yaml = Objects.requireNonNull(ConfigurationTests.class.getResourceAsStream("/application.yaml"))) {
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.strip().startsWith("import: "))
                    .map(line -> line.strip().substring("import: ".length()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
