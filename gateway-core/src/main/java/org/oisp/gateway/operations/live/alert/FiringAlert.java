package org.oisp.gateway.operations.live.alert;

import org.jspecify.annotations.Nullable;

/**
 * An alert that fires.
 *
 * @param alert which
 * @param sinceMillis since when its condition holds, in milliseconds since 1970
 * @param more what its sentence does not say, as another sentence; null for nothing
 */
public record FiringAlert(
        Alert alert, long sinceMillis, @Nullable String more) {}
