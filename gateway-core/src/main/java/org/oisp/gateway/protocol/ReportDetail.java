package org.oisp.gateway.protocol;

/** The text that a device may add to its report on an actuation. */
public final class ReportDetail {

    /** The maximum length, in UTF-16 code units. */
    public static final int MAX_LENGTH = 1_024;

    private ReportDetail() {}

    /**
     * Returns a text within the maximum length.
     *
     * @param text any text
     * @return the text, or its beginning, which does not end with half a surrogate pair
     */
    public static String shortened(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
        return text.substring(0, splits ? MAX_LENGTH - 1 : MAX_LENGTH);
    }
}
