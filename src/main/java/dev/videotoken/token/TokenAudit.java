package dev.videotoken.token;

import dev.videotoken.room.Room;
import dev.videotoken.room.RoomName;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What becomes known of one request while it is answered. Not safe for many threads: it belongs to the request. */
final class TokenAudit {

    private static final String ATTRIBUTE = TokenAudit.class.getName();

    private static final int FINGERPRINT_BYTES = 6;

    private @Nullable Identity identity;
    private @Nullable RoomName room;
    private @Nullable String roomSid;
    private boolean stale;
    private @Nullable String fingerprint;

    /** That of this request, which begins to be kept when it is first asked for. */
    static TokenAudit of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof TokenAudit audit) {
            return audit;
        }
        TokenAudit audit = new TokenAudit();
        request.setAttribute(ATTRIBUTE, audit);
        return audit;
    }

    void asked(@Nullable Identity identity, RoomName room) {
        this.identity = identity;
        this.room = room;
    }

    void issued(Room room, SignedToken token) {
        this.room = room.name();
        this.roomSid = room.sid();
        this.stale = room.stale();
        this.fingerprint = fingerprint(token.jwt());
    }

    /** Tells tokens apart, and nothing of them: the first 12 hexadecimal digits of the SHA-256. */
    private static String fingerprint(String jwt) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(jwt.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nullable
    String identity() {
        return identity == null ? null : identity.value();
    }

    @Nullable
    String room() {
        return room == null ? null : room.value();
    }

    @Nullable
    String roomSid() {
        return roomSid;
    }

    boolean stale() {
        return stale;
    }

    @Nullable
    String fingerprint() {
        return fingerprint;
    }
}
