package org.oisp.gateway.server.logging;

import org.slf4j.event.Level;

/**
 * How the gateway logs.
 *
 * @param level what it says: this level and those above
 * @param json whether lines are JSON objects, instead of text
 */
public record LogSettings(Level level, boolean json) {}
