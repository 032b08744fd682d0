package dev.videotoken.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;

/** An answer of Twilio's that is an error: its JSON, and the HTTP status it comes with. */
final class SandboxError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    private SandboxError(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static SandboxError authenticate() {
        return new SandboxError(401, 20003, "Authenticate");
    }

    static SandboxError notFound(String path) {
        return new SandboxError(404, 20404, "The requested resource " + path + " was not found");
    }

    static SandboxError invalidParameter(String message) {
        return invalid(20001, message);
    }

    /** A parameter that the Video API has a code of its own for. */
    static SandboxError invalid(int code, String message) {
        return new SandboxError(400, code, message);
    }

    int status() {
        return status;
    }

    Json json() {
        return new Json(code, String.valueOf(getMessage()), "https://www.twilio.com/docs/errors/" + code, status);
    }

    record Json(
            int code,
            String message,
            @JsonProperty("more_info") String moreInfo,
            int status) {}
}
