package org.oisp.gateway.server.cluster;

import org.oisp.gateway.routing.KeptActuations;
import org.oisp.gateway.routing.OwnerReceipts;

/**
 * How senders learn the outcome of actuations that other instances deliver, or that are kept.
 *
 * @param owners receives the outcomes
 * @param kept keeps actuations
 */
record ReceiptParts(OwnerReceipts owners, KeptActuations kept) {}
