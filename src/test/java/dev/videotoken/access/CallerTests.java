package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videotoken.access.Caller.SignIn;
import org.junit.jupiter.api.Test;

class CallerTests {

    @Test
    void isKnownByTheAddressAndCountedByTheNetwork() {
        Caller caller = Caller.at("[2001:db8:1:2::1]:1001");
        assertThat(caller.name()).isEqualTo("address:2001:db8:1:2::1");
        assertThat(caller.countedAs()).isEqualTo("address:20010db800010002");
    }

    @Test
    void whoHasSignedInIsKnownAndCountedByTheIdentity() {
        Caller caller = Caller.signedIn("subject:2001:db8::1", new SignIn("2001:db8::1", false, null));
        assertThat(caller.name()).isEqualTo("subject:2001:db8::1");
        assertThat(caller.countedAs()).isEqualTo("subject:2001:db8::1");
    }

    @Test
    void whoHasSignedInAndNamesNobodyIsKnownByTheAddressAndCountedByTheNetworkToo() {
        SignIn signIn = new SignIn(null, true, null);
        Caller caller = Caller.signedInAt("[2001:db8:1:2::1]:1001", signIn);
        assertThat(caller).isEqualTo(new Caller("address:2001:db8:1:2::1", "address:20010db800010002", signIn));
    }

    @Test
    void whiteSpaceAroundSettingsIsDropped() {
        assertThat(new AccessProperties(" video\n", "join\n", "any ", "\trooms"))
                .isEqualTo(new AccessProperties("video", "join", "any", "rooms"));
    }

    @Test
    void scopeThatIsBlankIsNone() {
        assertThat(new AccessProperties(null, null, " ", null).anyIdentityScope())
                .isNull();
    }
}
