package org.oisp.gateway.events;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.journal.ShownText;

/**
 * A text that others chose, as it may stand in a log line: not long, and without characters that would end the line, or hide or
 * turn what stands in it. Made for each event, but worked out only for the lines that are written.
 *
 * @param text anything; its text form counts
 */
record ForeignText(@Nullable Object text) {

    /** More than the longest account and device id together. */
    static final int MAX_LENGTH = ShownText.MAX_LENGTH;

    @Override
    public String toString() {
        return ShownText.of(text);
    }
}
