package org.oisp.gateway.server.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.ownership.OwnerSettings;
import org.oisp.gateway.cluster.trust.TrustSettings;
import org.oisp.gateway.routing.ForwarderSettings;
import org.oisp.gateway.server.secret.Password;

/**
 * How Redis connects the instances.
 *
 * @param prefix what the names of the gateways' own channels begin with
 * @param pingInterval how often it is looked whether Redis still answers
 * @param pingGrace how long the answer may take; then the connections are given up
 * @param retry how soon after a failure it is tried again
 * @param trust what of other instances is believed
 * @param shared what instances sign with; empty for what they share at the database
 * @param owner the bounds of telling others what is here
 * @param forwarder the bounds of actuations to other instances
 * @param stream where connects and disconnects are written; null for nowhere
 */
public record BusSettings(
        String prefix,
        Duration pingInterval,
        Duration pingGrace,
        Duration retry,
        TrustSettings trust,
        Password shared,
        OwnerSettings owner,
        ForwarderSettings forwarder,
        @Nullable StreamSettings stream) {}
