package org.oisp.gateway.session;

import org.oisp.gateway.auth.RegistrationEvents;
import org.oisp.gateway.registry.ConnectionEvents;

/**
 * Receives the events of sessions.
 *
 * @param connections is told why connections end
 * @param registrations is told the outcome of each registration
 */
public record SessionEvents(ConnectionEvents connections, RegistrationEvents registrations) {}
