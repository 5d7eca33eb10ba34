package org.oisp.gateway.routing;

import org.oisp.gateway.protocol.DeliveryObserver;

/**
 * Tells both a mailbox and an actuation's observer that it is written. The default of {@link ActuationObserver#combineWith}: that is why the
 * two know each other.
 */
record TracedDeliveryObserver(DeliveryObserver mailbox, ActuationObserver actuationObserver)
        implements DeliveryObserver {

    @Override
    public void written(long sinceReceivedNanos) {
        mailbox.written(sinceReceivedNanos);
        actuationObserver.written(sinceReceivedNanos);
    }

    @Override
    public void written(DeliveryTimer timer, long sinceReceivedNanos) {
        actuationObserver.record(timer, sinceReceivedNanos);
        written(sinceReceivedNanos);
    }
}
