package dev.videotoken.access;

import dev.videotoken.access.Caller.SignIn;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells who the caller is, once Spring Security has checked the bearer token, if there is one. */
final class CallerFilter extends OncePerRequestFilter {

    private final String identityClaim;
    private final @Nullable String anyIdentity;
    private final @Nullable String roomsClaim;

    /**
     * @param identityClaim name of the claim that is the caller's identity
     * @param anyIdentity the authority that lets its caller name any identity; null where none does
     * @param roomsClaim name of the claim that lists the rooms of its caller; null where none does
     */
    CallerFilter(String identityClaim, @Nullable String anyIdentity, @Nullable String roomsClaim) {
        this.identityClaim = identityClaim;
        this.anyIdentity = anyIdentity;
        this.roomsClaim = roomsClaim;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Caller caller = request.getUserPrincipal() instanceof JwtAuthenticationToken bearer
                ? signedIn(bearer, request.getRemoteAddr())
                : Caller.at(request.getRemoteAddr());
        caller.attachTo(request);
        chain.doFilter(request, response);
    }

    private Caller signedIn(JwtAuthenticationToken bearer, @Nullable String remote) {
        SignIn signIn = signIn(bearer);
        if (StringUtils.hasText(signIn.identity())) {
            return Caller.signedIn("subject:" + signIn.identity(), signIn);
        }
        String subject = bearer.getToken().getSubject();
        return StringUtils.hasText(subject)
                ? Caller.signedIn("sub:" + subject, signIn)
                : Caller.signedInAt(remote, signIn);
    }

    private SignIn signIn(JwtAuthenticationToken bearer) {
        boolean any = bearer.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .anyMatch(authority -> authority.equals(anyIdentity));
        return new SignIn(identity(bearer.getToken()), any, rooms(bearer.getToken()));
    }

    /** Spring would make text of anything. A whole number is a usual key of a user (one in sub is text by now). */
    private @Nullable String identity(Jwt token) {
        Object claim = token.getClaim(identityClaim);
        return claim instanceof String || claim instanceof Long ? claim.toString() : null;
    }

    private @Nullable List<String> rooms(Jwt token) {
        return roomsClaim == null
                ? null
                : Objects.requireNonNullElse(token.getClaimAsStringList(roomsClaim), List.of());
    }
}
