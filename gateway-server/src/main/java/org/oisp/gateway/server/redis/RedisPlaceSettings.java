package org.oisp.gateway.server.redis;

import java.util.List;
import java.util.stream.Collectors;
import org.oisp.gateway.server.secret.Password;

/** Where Redis is, or who knows it. */
public sealed interface RedisPlaceSettings {

    /**
     * Returns the place for tables and log lines.
     *
     * @return addresses, and how they are used
     */
    String where();

    /**
     * Returns how many servers are asked where Redis is, at most; there is a connection to each.
     *
     * @return 0 for one Redis
     */
    int asked();

    /**
     * The address of a server.
     *
     * @param host host name or address
     * @param port TCP port
     */
    record RedisAddress(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * One server.
     *
     * @param address its address; a name is resolved for each connection
     */
    record OneRedis(RedisAddress address) implements RedisPlaceSettings {
        @Override
        public String where() {
            return address.toString();
        }

        @Override
        public int asked() {
            return 0;
        }
    }

    /**
     * The master that Redis Sentinels name.
     *
     * @param sentinels their addresses
     * @param master the master's name at the Sentinels
     * @param username the ACL user at the Sentinels; empty for the default user
     * @param password the password there; empty for none
     * @param tls whether to connect to the Sentinels over TLS
     */
    record RedisSentinels(List<RedisAddress> sentinels, String master, String username, Password password, boolean tls)
            implements RedisPlaceSettings {
        @Override
        public String where() {
            return master + " by Sentinels " + list(sentinels);
        }

        @Override
        public int asked() {
            return sentinels.size();
        }
    }

    /**
     * The node of a Redis Cluster that has the slot of the gateways' channels.
     *
     * @param nodes any nodes of the cluster
     */
    record RedisClusterNodes(List<RedisAddress> nodes) implements RedisPlaceSettings {

        /** In a large cluster it is enough to ask some nodes; all that are configured are asked. */
        static final int MOST_ASKED = 12;

        @Override
        public String where() {
            return "cluster " + list(nodes);
        }

        @Override
        public int asked() {
            return Math.max(nodes.size(), MOST_ASKED);
        }
    }

    private static String list(List<RedisAddress> addresses) {
        return addresses.stream().map(RedisAddress::toString).collect(Collectors.joining(","));
    }
}
