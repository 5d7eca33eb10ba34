package org.oisp.gateway.server.socket.origin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * What addresses and connections may do only so often.
 *
 * @param perAddress how often a minute an address may do each; 0 for as often as it likes
 * @param perConnection how often a minute a connection may do each; 0 for as often as it likes
 * @param patience how long a connection may be read more slowly before it is closed
 * @param handshakesPerSecond how many handshakes of a limited address are answered a second
 * @param ban how long connections of an address are not accepted that goes on
 * @param addresses how many addresses are remembered
 * @param exempt who may do all of it
 */
public record StrangerSettings(
        Map<Misuse, Integer> perAddress,
        Map<Flood, Integer> perConnection,
        Duration patience,
        int handshakesPerSecond,
        Duration ban,
        int addresses,
        List<AddressRange> exempt) {

    /** Everybody may do everything. */
    public static final StrangerSettings NONE =
            new StrangerSettings(Map.of(), Map.of(), Duration.ofSeconds(10), 1, Duration.ofSeconds(1), 1, List.of());
}
