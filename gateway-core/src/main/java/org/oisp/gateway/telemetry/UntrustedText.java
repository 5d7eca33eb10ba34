package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.journal.DisplayText;

/**
 * A text that others chose, as it may stand in a log line: not long, and without characters that would end the line, or hide or
 * turn what stands in it. Made for each event, but worked out only for the lines that are written.
 *
 * @param text anything; its text form counts
 */
public record UntrustedText(@Nullable Object text) {

    /** More than the longest account and device id together. */
    static final int MAX_LENGTH = DisplayText.MAX_LENGTH;

    @Override
    public String toString() {
        return DisplayText.of(text);
    }
}
