package org.oisp.gateway.server.cluster;

import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.QuestionListener;

/**
 * What connects this instance to the others.
 *
 * @param bus the link
 * @param questions answers what other instances ask
 * @param events receives the events of the link
 */
record BusParts(SignedBus bus, QuestionListener questions, BusEvents events) {}
