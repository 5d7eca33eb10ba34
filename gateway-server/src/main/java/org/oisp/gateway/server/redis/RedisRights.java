package org.oisp.gateway.server.redis;

/** The least rights of the gateway's users; docs/clustering.md lists the same. */
final class RedisRights {

    /** For a link to a Redis. */
    static final String OF_A_LINK = "resetkeys allchannels -@all +publish +subscribe +unsubscribe +pubsub|numsub";

    /** For a link to a node of a Redis Cluster. */
    static final String OF_A_LINK_TO_A_NODE = OF_A_LINK + " +cluster|nodes +cluster|slots";

    /** For the questions to a Sentinel. */
    static final String AT_A_SENTINEL = "-@all +sentinel|master +sentinel|get-master-addr-by-name";

    private RedisRights() {}
}
