package org.oisp.gateway.server.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.ownership.OwnerSettings;
import org.oisp.gateway.cluster.trust.TrustSettings;
import org.oisp.gateway.routing.ForwarderSettings;
import org.oisp.gateway.server.secret.Password;

/**
 * Settings of the Redis bus between the instances.
 *
 * @param prefix prefix of the names of the gateways' own channels
 * @param link when the connections are checked and opened again
 * @param trust which messages of other instances are trusted
 * @param shared the secret that instances sign with; empty for the one shared in the database
 * @param owner limits for announcing local devices
 * @param forwarder limits for actuations to other instances
 * @param stream the stream of connects and disconnects; null if none is written
 */
public record BusSettings(
        String prefix,
        BusLinkSettings link,
        TrustSettings trust,
        Password shared,
        OwnerSettings owner,
        ForwarderSettings forwarder,
        @Nullable StreamSettings stream) {

    /**
     * When the connections to Redis are checked and opened again.
     *
     * @param pingInterval interval between two checks that Redis answers
     * @param pingGrace timeout of such a check; then the connections are closed
     * @param retry delay of the next attempt after a failure
     */
    public record BusLinkSettings(Duration pingInterval, Duration pingGrace, Duration retry) {}
}
