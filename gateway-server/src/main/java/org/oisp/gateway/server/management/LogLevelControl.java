package org.oisp.gateway.server.management;

import org.jspecify.annotations.Nullable;

/** What an operator may do about the log. Thread-safe, never blocks. */
public interface LogLevelControl {

    /**
     * What is logged.
     *
     * @return the level, and how long it holds
     */
    Holding current();

    /**
     * Logs at another level.
     *
     * @param level its name
     * @param time for how long, as settings write times, and then what was before again; null for until it is changed
     * @return what holds now
     * @throws IllegalArgumentException if there is no such level or time; the message says so, and shows neither
     */
    Holding set(String level, @Nullable String time);

    /**
     * What is logged.
     *
     * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
     * @param untilMillis when the level before comes back, in milliseconds since 1970; null for not by itself
     */
    record Holding(String level, @Nullable Long untilMillis) {}
}
