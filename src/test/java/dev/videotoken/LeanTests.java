package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pom.xml leaves out is not there, so that all other tests show that the service works without it. */
class LeanTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.auth0.jwt.JWT",
                "com.fasterxml.jackson.dataformat.xml.XmlMapper",
                "com.google.gson.Gson",
                "jakarta.websocket.server.ServerContainer",
                "org.apache.commons.io.IOUtils",
                "org.apache.logging.log4j.LogManager"
            })
    void isNotThere(String library) {
        assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName(library));
    }
}
