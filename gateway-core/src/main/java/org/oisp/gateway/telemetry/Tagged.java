package org.oisp.gateway.telemetry;

import java.util.Locale;

/** An enum constant that is the value of a meter tag. */
public interface Tagged {

    String name();

    default String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
