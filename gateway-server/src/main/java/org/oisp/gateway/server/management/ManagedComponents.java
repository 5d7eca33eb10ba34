package org.oisp.gateway.server.management;

import org.oisp.gateway.operations.actuations.ApiActuations;
import org.oisp.gateway.operations.live.LiveFeed;
import org.oisp.gateway.operations.presence.PresenceService;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * The parts of the gateway that operators can see and use.
 *
 * @param health tells whether this instance is alive and ready
 * @param controls what operators can change
 * @param presence finds where devices are connected
 * @param journal recent events of this instance
 * @param instance the name of this instance
 * @param actuations sends what is posted to the API
 * @param live streams events to viewers
 */
public record ManagedComponents(
        HealthIndicators health,
        InstanceControls controls,
        PresenceService presence,
        Journal journal,
        String instance,
        ApiActuations actuations,
        LiveFeed live) {}
