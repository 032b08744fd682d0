package dev.videotoken.token;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Who a participant is in a room, by <a href="https://www.twilio.com/docs/api/errors/53200">Twilio's rules</a>: 1 to
 * 128 units, where a character outside ASCII counts as two; no control characters.
 */
record Identity(String value) {

    private static final int MOST_UNITS = 128;

    /**
     * Longest text that is normalized, in chars, since that takes time that grows with the square of its length; twice
     * the longest text that NFC can bring down to {@link #MOST_UNITS}.
     */
    private static final int MOST_CHARS = 4 * MOST_UNITS;

    private static final String TOO_LONG =
            "must be at most " + MOST_UNITS + " units long, where a character outside ASCII counts as two";

    /** Nothing that can be seen: white space, and format characters such as the zero-width space. */
    private static final Pattern BLANK = Pattern.compile("[\\p{IsWhite_Space}\\p{Cf}]*");

    /**
     * Drops white space around the name and normalizes it to NFC, so that one name is one participant however it was
     * typed.
     *
     * @throws IllegalArgumentException if it breaks a rule; the message completes a sentence that begins with the
     *     parameter's name
     */
    Identity {
        value = strip(value);
        if (value.length() > MOST_CHARS) {
            throw new IllegalArgumentException(TOO_LONG);
        }
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
        if (BLANK.matcher(value).matches()) {
            throw new IllegalArgumentException("must not be blank");
        }
        int units = units(value);
        if (units > MOST_UNITS) {
            throw new IllegalArgumentException(TOO_LONG + ", but has " + units);
        }
    }

    /** White space as Unicode has it (its property White_Space), which is more than {@link String#strip()} drops. */
    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isWhiteSpace(char c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\u0085';
    }

    private static int units(String value) {
        int units = 0;
        int c;
        for (int i = 0; i < value.length(); i += Character.charCount(c)) {
            c = value.codePointAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("must be valid Unicode, without unpaired surrogates");
            }
            if (Character.isISOControl(c)) {
                throw new IllegalArgumentException("must not contain control characters");
            }
            units += c < 128 ? 1 : 2;
        }
        return units;
    }
}
