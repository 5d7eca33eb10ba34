package org.oisp.gateway.auth.admission;

import java.time.Duration;

/**
 * The bounds of an {@link AdmissionGate}.
 *
 * @param timeout how long a registration may take once it is let in
 * @param patience how long it may wait before that
 * @param most how many may be under way at most
 */
public record AdmissionSettings(Duration timeout, Duration patience, int most) {}
