package dev.videotoken.access;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.security.converter.RsaKeyConverters;

/** Where the one RSA public key is that bearer tokens are checked with. */
record KeyFile(String location) {

    /**
     * Null where the location is blank. Public for the binder of settings alone.
     *
     * @throws IllegalArgumentException if there is no such key
     */
    public static @Nullable KeyFile of(String location) {
        if (location.isBlank()) {
            return null;
        }
        try (InputStream pem = new DefaultResourceLoader().getResource(location).getInputStream()) {
            RsaKeyConverters.x509().convert(pem);
            return new KeyFile(location);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "must name a file that is there and can be read, with file: before its path, such as file:/run/keys/sign-in.pem");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must name a PEM file with an RSA public key (BEGIN PUBLIC KEY), such as file:/run/keys/sign-in.pem");
        }
    }
}
