package org.oisp.gateway.telemetry.journal;

import org.jspecify.annotations.Nullable;

/**
 * Makes untrusted text safe to display: limits its length and replaces control, formatting (invisible, bidirectional) and line-separating
 * characters.
 */
public final class DisplayText {

    /** Longer than the longest account and device id together. */
    public static final int MAX_LENGTH = 300;

    private DisplayText() {}

    /**
     * Returns the displayable form of an object's text.
     *
     * @param text any object; its {@code toString()} is used
     * @return the text with a question mark for each unsafe character, cut at {@link #MAX_LENGTH}
     */
    public static String of(@Nullable Object text) {
        String all = String.valueOf(text);
        StringBuilder shown = new StringBuilder();
        int at = 0;
        while (at < all.length() && shown.length() < MAX_LENGTH) {
            int character = all.codePointAt(at);
            shown.appendCodePoint(isPlain(character) ? character : '?');
            at += Character.charCount(character);
        }
        return at < all.length() ? shown + "... (" + all.length() + " characters)" : shown.toString();
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
