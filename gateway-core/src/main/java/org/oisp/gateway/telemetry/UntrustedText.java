package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.journal.DisplayText;

/**
 * Text from a peer or another server, made safe for a log line: see {@link DisplayText}. Created for each event, but formatted only for
 * lines that are written.
 *
 * @param text any object; its {@code toString()} is used
 */
public record UntrustedText(@Nullable Object text) {

    /** Longer than the longest account and device id together. */
    static final int MAX_LENGTH = DisplayText.MAX_LENGTH;

    @Override
    public String toString() {
        return DisplayText.of(text);
    }
}
