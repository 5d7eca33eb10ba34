package org.oisp.gateway.events;

import java.util.Locale;

/** A constant that is the value of a meter's tag. */
interface Tagged {

    String name();

    default String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
