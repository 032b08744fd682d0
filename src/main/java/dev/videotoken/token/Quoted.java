package dev.videotoken.token;

import org.jspecify.annotations.Nullable;

/** Others' text as a log may show it: in quotes, with nothing in it that ends a quote or a line or cannot be seen. */
record Quoted(@Nullable String text) {

    /** Where a line has no such text. */
    static final String NONE = "-";

    @Override
    public String toString() {
        if (text == null) {
            return NONE;
        }
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (isSeen(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
