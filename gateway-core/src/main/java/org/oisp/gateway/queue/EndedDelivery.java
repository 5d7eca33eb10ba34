package org.oisp.gateway.queue;

import org.oisp.gateway.receipt.Receipt;

/**
 * A delivery that has ended: confirmed, or to be counted as not confirmed.
 *
 * @param queued the actuation
 * @param receipt its outcome
 * @param confirmed whether it is to be deleted
 */
record EndedDelivery(QueuedActuation queued, Receipt receipt, boolean confirmed) {}
