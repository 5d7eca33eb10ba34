package org.oisp.gateway.server;

import org.oisp.gateway.server.cluster.ClusterNode;

/**
 * The parts that serve devices and senders, as operators look at them.
 *
 * @param devices the devices connected to this instance
 * @param persistence what is in the database
 * @param cluster the other instances
 * @param sessions the device port
 */
record ServingParts(LocalDevices devices, Persistence persistence, ClusterNode cluster, DeviceSessions sessions) {}
