package org.oisp.gateway.server.logging;

import org.slf4j.event.Level;

/**
 * Logging of the gateway.
 *
 * @param level the lowest level that is logged
 * @param json whether lines are JSON objects instead of text
 */
public record LogSettings(Level level, boolean json) {

    /** What a line of the log looks like. */
    public enum LogFormat {
        /** Text for people. */
        TEXT,
        /** A JSON object. */
        JSON
    }
}
