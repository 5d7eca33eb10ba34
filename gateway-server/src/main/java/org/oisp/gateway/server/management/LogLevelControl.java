package org.oisp.gateway.server.management;

import org.jspecify.annotations.Nullable;

/** Shows and changes the log level. Thread-safe; does not block. */
public interface LogLevelControl {

    /**
     * Returns the current level.
     *
     * @return the level, and until when it applies
     */
    Holding current();

    /**
     * Changes the level.
     *
     * @param level its name
     * @param time how long it applies, in the form of settings such as {@code 10m}, before the previous level returns; null for until
     *     it is changed
     * @return the new state
     * @throws IllegalArgumentException if level or time is invalid; the message says which, without the value
     */
    Holding set(String level, @Nullable String time);

    /**
     * The level in use.
     *
     * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
     * @param untilMillis when the previous level returns, in milliseconds since 1970; null for never
     */
    record Holding(String level, @Nullable Long untilMillis) {}
}
