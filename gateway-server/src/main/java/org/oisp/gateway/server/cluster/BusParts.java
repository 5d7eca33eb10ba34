package org.oisp.gateway.server.cluster;

import org.oisp.gateway.cluster.bus.QuestionListener;

/**
 * What connects this instance to the others.
 *
 * @param bus the link
 * @param questions answers what other instances ask
 * @param events receives the events between the instances
 */
record BusParts(SignedBus bus, QuestionListener questions, ClusterEvents events) {}
