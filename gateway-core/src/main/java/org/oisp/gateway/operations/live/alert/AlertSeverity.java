package org.oisp.gateway.operations.live.alert;

import java.util.Locale;

/** How urgent an alert is. */
public enum AlertSeverity {
    /** Requires action now. */
    CRITICAL,
    /** Requires action today. */
    WARNING,
    /** For information. */
    INFO;

    /** Returns the label in JSON and in the rules: the constant's name in lower case. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
