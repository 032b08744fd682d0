package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.core.io.support.SpringFactoriesLoader;

class TokenPreinitializerTests {

    @Test
    void isFoundByBoot() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(BackgroundPreinitializer.class))
                .hasAtLeastOneElementOfType(TokenPreinitializer.class);
    }

    @Test
    void doesNotFailWhichBootWouldHide() {
        assertThatNoException().isThrownBy(new TokenPreinitializer()::preinitialize);
    }
}
