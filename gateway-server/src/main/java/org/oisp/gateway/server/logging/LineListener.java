package org.oisp.gateway.server.logging;

import org.jspecify.annotations.Nullable;

/** Receives the log lines of a library. */
@FunctionalInterface
public interface LineListener {
    /**
     * Receives a log line.
     *
     * @param logger the name of the logger
     * @param line the formatted message
     * @param why the exception of the line; null if there is none
     */
    void said(String logger, String line, @Nullable Throwable why);
}
