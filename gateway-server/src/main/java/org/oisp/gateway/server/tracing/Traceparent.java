package org.oisp.gateway.server.tracing;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a message belongs to, as W3C Trace Context, 3.2 encodes it.
 *
 * @param text the well-formed value of the header
 */
record Traceparent(String text) {

    /** Ignores what later versions append. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    private static final int FLAGS_END = 55;
    private static final int SAMPLED = 1;

    /** Parses a header; returns null if it is malformed, which counts as absent (3.2.4). */
    static @Nullable Traceparent parse(String text) {
        boolean whole = FORM.matcher(text).matches() && (text.length() == FLAGS_END || !text.startsWith("00"));
        return whole ? new Traceparent(text) : null;
    }

    boolean isSampled() {
        return (Character.digit(text.charAt(FLAGS_END - 1), 16) & SAMPLED) != 0;
    }
}
