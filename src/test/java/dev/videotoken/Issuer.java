package dev.videotoken;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** An identity provider: signs bearer tokens with keys of its own, made up at each run. */
public final class Issuer {

    private static final int RSA_BITS = 2048;

    private final RSAKey rsa;
    private final ECKey ec;

    public Issuer(String keyIds) {
        try {
            rsa = new RSAKeyGenerator(RSA_BITS).keyID(keyIds + "-rsa").generate();
            ec = new ECKeyGenerator(Curve.P_256).keyID(keyIds + "-ec").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public keys, as JSON. */
    public String keySet() {
        return keySet(this);
    }

    static String keySet(Issuer... issuers) {
        return new JWKSet(Stream.of(issuers)
                        .flatMap(issuer -> Stream.<JWK>of(issuer.rsa, issuer.ec))
                        .toList())
                .toString();
    }

    /** The RSA key, as a PEM file holds it. */
    public String publicKey() {
        try {
            return pem("PUBLIC KEY", rsa.toRSAPublicKey().getEncoded());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String what, byte[] der) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines);
    }

    /** Valid for an hour, and changed as the test wants it. */
    public static JWTClaimsSet claims(String subject, UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(new JWTClaimsSet.Builder()
                        .subject(subject)
                        .issuer("https://issuer.example.com")
                        .audience("video")
                        .claim("scope", "join")
                        .claim("rooms", List.of("myroom"))
                        .expirationTime(in(Duration.ofHours(1))))
                .build();
    }

    public static Date in(Duration time) {
        return Date.from(Instant.now().plus(time));
    }

    public String rsa(JWTClaimsSet claims) {
        return sign(JWSAlgorithm.RS256, rsa, claims, signer(() -> new RSASSASigner(rsa)));
    }

    /** By the RSA key too, but in another way. */
    public String pss(JWTClaimsSet claims) {
        return sign(JWSAlgorithm.PS256, rsa, claims, signer(() -> new RSASSASigner(rsa)));
    }

    /** Typed as an access token, by RFC 9068. */
    public String typed(String type, JWTClaimsSet claims) {
        return sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType(type))
                        .keyID(rsa.getKeyID())
                        .build(),
                claims,
                signer(() -> new RSASSASigner(rsa)));
    }

    public String ec(JWTClaimsSet claims) {
        return sign(JWSAlgorithm.ES256, ec, claims, signer(() -> new ECDSASigner(ec)));
    }

    /** Signed with what everybody knows: the bytes of the public key, as the secret of an HMAC. */
    public String hmacWithPublicKey(JWTClaimsSet claims) {
        return sign(
                JWSAlgorithm.HS256,
                rsa,
                claims,
                signer(() -> new MACSigner(rsa.toRSAPublicKey().getEncoded())));
    }

    public static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private interface Maker {
        JWSSigner make() throws JOSEException;
    }

    private static JWSSigner signer(Maker maker) {
        try {
            return maker.make();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(JWSAlgorithm algorithm, JWK key, JWTClaimsSet claims, JWSSigner signer) {
        return sign(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims, signer);
    }

    private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
