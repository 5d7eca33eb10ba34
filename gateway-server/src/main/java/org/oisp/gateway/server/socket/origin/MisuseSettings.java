package org.oisp.gateway.server.socket.origin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * Limits on what addresses and connections may do.
 *
 * @param perAddress times a minute that an address may do each; 0 or absent for no limit
 * @param perConnection times a minute that a connection may do each; 0 or absent for no limit
 * @param slowReadTime how long a connection is read slowly before it is closed
 * @param handshakesPerSecond handshakes of a limited address that are answered each second
 * @param ban how long the connections of an address that keeps misbehaving are not accepted
 * @param addresses how many addresses are remembered
 * @param exempt addresses without limits
 */
public record MisuseSettings(
        Map<Misuse, Integer> perAddress,
        Map<Flood, Integer> perConnection,
        Duration slowReadTime,
        int handshakesPerSecond,
        Duration ban,
        int addresses,
        List<AddressRange> exempt) {

    /** No limits. */
    public static final MisuseSettings NONE =
            new MisuseSettings(Map.of(), Map.of(), Duration.ofSeconds(10), 1, Duration.ofSeconds(1), 1, List.of());
}
