package org.oisp.gateway.events;

import org.jspecify.annotations.Nullable;

/**
 * A text that others chose, as it may stand in a log line: not long, and without characters that would end the line, or hide or
 * turn what stands in it. Made for each event, but worked out only for the lines that are written.
 *
 * @param text anything; its text form counts
 */
record ForeignText(@Nullable Object text) {

    /** More than the longest account and device id together. */
    static final int MAX_LENGTH = 300;

    @Override
    public String toString() {
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
