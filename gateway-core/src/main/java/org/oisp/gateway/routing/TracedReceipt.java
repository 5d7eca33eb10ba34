package org.oisp.gateway.routing;

import org.oisp.gateway.protocol.Receipt;

/** Tells a mailbox and whoever follows the actuation that it is written. */
record TracedReceipt(Receipt mailbox, Trail trail) implements Receipt {

    @Override
    public void written(long sinceReceivedNanos) {
        mailbox.written(sinceReceivedNanos);
        trail.written(sinceReceivedNanos);
    }

    @Override
    public void written(DeliveryTimer timer, long sinceReceivedNanos) {
        trail.record(timer, sinceReceivedNanos);
        written(sinceReceivedNanos);
    }
}
