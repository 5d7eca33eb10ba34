package org.oisp.gateway.server.redis;

import java.util.Set;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.telemetry.health.FailureDescription;

/**
 * The server that a link leads to.
 *
 * @param address its address
 * @param node its id in a Redis Cluster; empty outside of one
 * @param epoch the configuration epoch in which it became the master: of two places the one with the higher epoch is newer
 * @param reason why it is this server, for log lines; empty for the only one
 */
record RedisPlace(RedisAddress address, String node, long epoch, String reason) {

    /** How {@link FailureDescription} says that nothing answers at an address. */
    private static final Set<String> UNREACHABLE =
            Set.of("connection refused, or blocked by a firewall", "no answer in time", "unknown host");

    static RedisPlace only(RedisAddress address) {
        return new RedisPlace(address, "", 0, "");
    }

    /** Returns the address, and why it is this one. */
    String where() {
        return reason.isEmpty() ? address.toString() : address + " (" + reason + ")";
    }

    /** Adds to the reason why this server cannot be reached what to do if its address is only good elsewhere, as behind NAT. */
    Throwable inWords(Throwable error) {
        String words = FailureDescription.of(error);
        return reason.isEmpty() || !UNREACHABLE.contains(words)
                ? error
                : new BrokenLinkException(
                        words + "; if its address is not one for the gateway, have Redis announce another ("
                                + (node.isEmpty()
                                        ? "replica-announce-ip, replica-announce-port"
                                        : "cluster-announce-ip, cluster-announce-port, cluster-announce-hostname")
                                + ")");
    }

    /** Returns whether both are one server. A node of a cluster may be known by several addresses. */
    boolean isSame(RedisPlace other) {
        return node.isEmpty() ? address.equals(other.address) : node.equals(other.node);
    }

    /** Returns whether another server has become the master since. */
    boolean isReplacedBy(RedisPlace other) {
        return !isSame(other) && other.epoch > epoch;
    }

    /**
     * Returns the prefix of the channels between instances. In a cluster it names the node: a cluster carries a message to the subscribers
     * at other nodes too, late and in any order, and those must not take it for one of their own node.
     */
    String channelPrefix(String prefix) {
        return node.isEmpty() ? prefix : prefix + "/" + node;
    }
}
