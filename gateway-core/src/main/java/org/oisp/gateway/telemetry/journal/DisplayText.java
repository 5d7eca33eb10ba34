package org.oisp.gateway.telemetry.journal;

import org.jspecify.annotations.Nullable;

/** How a text that others chose may be shown: not long, and without characters that would end the line, or hide or turn what stands in it. */
public final class DisplayText {

    /** More than the longest account and device id together. */
    public static final int MAX_LENGTH = 300;

    private DisplayText() {}

    /**
     * Makes a text fit to be shown.
     *
     * @param text anything; its text form counts
     * @return that text, a question mark for each character that is not plain, cut at {@link #MAX_LENGTH}
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
