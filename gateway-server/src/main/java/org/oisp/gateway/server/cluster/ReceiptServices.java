package org.oisp.gateway.server.cluster;

import org.oisp.gateway.receipt.Deadlines;
import org.oisp.gateway.routing.ReceiptEvents;
import org.oisp.gateway.routing.ReceiptSettings;

/**
 * What the receipts for actuations need.
 *
 * @param settings the limits
 * @param deadlines ends actuations when their timeout is over
 * @param events records the outcomes
 */
public record ReceiptServices(ReceiptSettings settings, Deadlines deadlines, ReceiptEvents events) {}
