package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED;
import static org.springframework.http.MediaType.APPLICATION_JSON;
import static org.springframework.http.MediaType.TEXT_PLAIN;

import dev.videotoken.access.KnownCaller;
import dev.videotoken.room.Room;
import dev.videotoken.room.RoomName;
import dev.videotoken.room.RoomService;
import dev.videotoken.room.RoomType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What callers send, and what they get, with the room and the signing left to others. */
@WebMvcTest(VideoTokenController.class)
@Import(KnownCaller.class)
class VideoTokenControllerTests {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

    @Autowired
    private MockMvcTester mvc;

    @TestBean
    private MeterRegistry meters;

    static MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    @MockitoBean
    private RoomService rooms;

    @MockitoBean
    private TokenService tokens;

    @BeforeEach
    void haveRoomAndToken() {
        given(rooms.meant(any())).willAnswer(call -> {
            RoomName asked = call.getArgument(0);
            return asked == null ? new RoomName("myroom") : asked;
        });
        given(rooms.findOrCreate(any())).willAnswer(call -> new Room(call.getArgument(0), "RM1", RoomType.GO));
        given(tokens.mint(any(), any()))
                .willReturn(new SignedToken("header.claims.signature", Instant.parse("2026-11-24T12:00:00Z")));
    }

    @Test
    void answersTokenAndRoomFirst() {
        assertThat(get("?identity=alice").getResponse().getContentAsByteArray())
                .asString()
                .isEqualTo("{\"token\":\"header.claims.signature\",\"room\":\"myroom\",\"identity\":\"alice\","
                        + "\"roomSid\":\"RM1\",\"roomType\":\"go\",\"expiresAt\":\"2026-11-24T12:00:00Z\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/*", BROWSER})
    void answersJsonThatNobodyStores(String accept) {
        assertThat(mvc.get().uri("/video-token?identity=alice").header("Accept", accept))
                .hasStatusOk()
                .hasContentType(APPLICATION_JSON)
                .hasHeader("Cache-Control", "no-store");
    }

    @Test
    void leavesOutATypeThatIsNotKnown() {
        given(rooms.findOrCreate(any())).willReturn(new Room(new RoomName("myroom"), "RM1", null));
        assertThat(get("?identity=alice")).hasStatusOk().bodyJson().doesNotHavePath("$.roomType");
    }

    static Stream<Arguments> waysToSend() {
        return Stream.of(
                Arguments.of("?identity=Zo%C3%AB&room=team-7", null, ""),
                Arguments.of("", APPLICATION_FORM_URLENCODED, "identity=Zo%C3%AB&room=team-7"),
                Arguments.of("?room=team-7", APPLICATION_FORM_URLENCODED, "identity=Zo%C3%AB"),
                Arguments.of("?room=team-7", APPLICATION_FORM_URLENCODED, "identity=Zo%C3%AB&room=team-7"),
                Arguments.of("?r%6Fom=team-7", APPLICATION_FORM_URLENCODED, "identity=Zo%C3%AB&room=team-7"),
                Arguments.of("", APPLICATION_JSON, "{\"identity\": \"Zoë\", \"room\": \"team-7\"}"),
                Arguments.of("?room=team-7", APPLICATION_JSON, "{\"identity\": \" Zoe\u0308 \", \"room\": null}"),
                Arguments.of("?identity=Zo%C3%AB", APPLICATION_JSON, "{\"room\": \"team-7\", \"other\": [1]}"),
                Arguments.of("?identity=Zo%C3%AB&room=team-7", APPLICATION_JSON, ""));
    }

    @ParameterizedTest
    @MethodSource("waysToSend")
    void takesQueryFormAndJson(String query, org.springframework.http.MediaType type, String body) {
        MvcTestResult result = type == null && body.isEmpty() ? get(query) : post(query, type, body);
        assertThat(result).hasStatusOk().bodyJson().extractingPath("$.identity").isEqualTo("Zoë");
        assertThat(result).bodyJson().extractingPath("$.room").isEqualTo("team-7");
    }

    @Test
    void takesAPostWhoseQueryHasItAll() {
        assertThat(mvc.post().uri("/video-token?identity=alice")).hasStatusOk();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                           | identity | is missing",
                "?identity=                   | identity | must not be blank",
                "?identity=%20                | identity | must not be blank",
                "?identity=a%0Ab              | identity | must not contain control characters",
                "?identity=a&identity=b       | identity | must be given once",
                "?identity=a&identity=a       | identity | must be given once",
                "?identity=a&room=x&room=y    | room     | must be given once",
                "?identity=a&room=            | room     | must be 1 to 128 of A-Z a-z 0-9 _ -, and neither the word null nor a room's SID",
                "?identity=a&room=a%2Fb       | room     | must be 1 to 128 of A-Z a-z 0-9 _ -, and neither the word null nor a room's SID",
                "?identity=a&room=null        | room     | must be 1 to 128 of A-Z a-z 0-9 _ -, and neither the word null nor a room's SID"
            })
    void refusesQueries(String query, String field, String message) {
        assertRefused(get(query), field, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''           | identity=a&identity=b | must be given once",
                "?identity=a  | identity=b            | must not differ between the query and the body",
                "?identity=a  | identity=             | must not differ between the query and the body"
            })
    void refusesForms(String query, String body, String message) {
        assertRefused(post(query, APPLICATION_FORM_URLENCODED, body), "identity", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''           | {}                        | is missing",
                "''           | null                      | is missing",
                "''           | {\"identity\": null}      | is missing",
                "''           | {\"identity\": [\"a\"]}   | must be text",
                "''           | {\"identity\": 5}         | must be text",
                "''           | {\"identity\": {\"a\":1}} | must be text",
                "''           | {\"identity\": \"\\ud83c\"} | must be valid Unicode, without unpaired surrogates",
                "?identity=a  | {\"identity\": \"b\"}     | must not differ between the query and the body"
            })
    void refusesJson(String query, String body, String message) {
        assertRefused(post(query, APPLICATION_JSON, body), "identity", message);
    }

    /** RFC 8259, section 8.1. Taken as what they name, the bytes would be another identity. */
    @ParameterizedTest
    @ValueSource(strings = {"iso-8859-1", "us-ascii", "utf-16"})
    void jsonIsUtf8WhateverItsTypeNames(String charset) {
        assertThat(mvc.post()
                        .uri("/video-token")
                        .header("Content-Type", "application/json;charset=" + charset)
                        .content("{\"identity\": \"Zoë\"}".getBytes(StandardCharsets.UTF_8)))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.identity")
                .isEqualTo("Zoë");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"a\"",
                "5",
                "{\"identity\": \"a\"} x",
                "{\"identity\": \"a\", \"identity\": \"b\"}",
                "<a/>",
                "{identity: 'a'}"
            })
    void refusesWhatIsNoJsonObject(String body) {
        assertThat(post("", APPLICATION_JSON, body))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo(
                        "The body must be a JSON object like {\"identity\": \"alice\"}, in UTF-8, with each name once, of at most 8 KiB.");
        verifyNoInteractions(rooms, tokens);
    }

    /** Jackson would take it, and a gateway that takes it for UTF-8 sees another text. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void refusesOtherUnicodeThanUtf8(String charset) {
        assertThat(mvc.post()
                        .uri("/video-token")
                        .contentType(APPLICATION_JSON)
                        .content("{\"identity\": \"alice\"}".getBytes(Charset.forName(charset))))
                .hasStatus(400);
        verifyNoInteractions(rooms, tokens);
    }

    @Test
    void namesEveryParameterThatIsWrong() {
        MvcTestResult answer = get("?room=");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.errors[*].field")
                .asArray()
                .containsExactly("room", "identity");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.detail")
                .asString()
                .startsWith("room must be ")
                .endsWith("; identity is missing.");
    }

    @Test
    void refusesOtherContentTypes() {
        assertThat(post("", TEXT_PLAIN, "identity=alice"))
                .hasStatus(415)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("urn:video-token:unsupported-media-type");
    }

    @Test
    void refusesABodyOfWhichNobodySaysWhatItIs() {
        assertThat(mvc.post().uri("/video-token").content("identity=alice"))
                .hasStatus(415)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("A body needs a Content-Type.");
    }

    private void assertRefused(MvcTestResult result, String field, String message) {
        assertThat(result)
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("urn:video-token:invalid-request");
        assertThat(result)
                .bodyJson()
                .extractingPath("$.errors[*].field")
                .asArray()
                .containsExactly(field);
        assertThat(result)
                .bodyJson()
                .extractingPath("$.errors[*].message")
                .asArray()
                .containsExactly(message);
        verifyNoInteractions(rooms, tokens);
    }

    private MvcTestResult get(String query) {
        return mvc.get().uri(URI.create("/video-token" + query)).exchange();
    }

    private MvcTestResult post(String query, org.springframework.http.MediaType type, String body) {
        return mvc.post()
                .uri(URI.create("/video-token" + query))
                .contentType(type)
                .content(body)
                .exchange();
    }
}
