package org.oisp.gateway.telemetry;

import java.util.Locale;

/** A constant that is the value of a meter's tag. */
public interface Tagged {

    String name();

    default String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
