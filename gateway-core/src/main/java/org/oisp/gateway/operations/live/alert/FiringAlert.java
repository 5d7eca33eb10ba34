package org.oisp.gateway.operations.live.alert;

import org.jspecify.annotations.Nullable;

/**
 * An alert that fires.
 *
 * @param alert the alert
 * @param sinceMillis since when its condition holds, in milliseconds since 1970
 * @param more a further sentence for its message; null if there is none
 */
public record FiringAlert(
        Alert alert, long sinceMillis, @Nullable String more) {}
