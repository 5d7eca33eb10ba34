package org.oisp.gateway.auth.admission;

import java.time.Duration;

/**
 * The limits of an {@link AdmissionGate}.
 *
 * @param timeout how long a registration may take after its admission
 * @param maxWait how long it may wait for admission
 * @param max the maximum number of registrations in progress
 */
public record AdmissionSettings(Duration timeout, Duration maxWait, int max) {}
