package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.receipt.TrackedActuation;

/** An actuation in transit to another instance. Thread-safe. */
final class ForwardedActuation {

    private final Inbound.ActuationMessage actuation;
    private final Inbound.Body body;
    private final Object sender;
    private final @Nullable ActuationObserver actuationObserver;
    /** Whether it was held for a device that was about to reconnect: that happens once. */
    private final boolean held;

    private boolean ended;

    ForwardedActuation(
            Inbound.ActuationMessage actuation,
            Inbound.Body body,
            Object sender,
            @Nullable ActuationObserver actuationObserver) {
        this(actuation, body, sender, actuationObserver, false);
    }

    private ForwardedActuation(
            Inbound.ActuationMessage actuation,
            Inbound.Body body,
            Object sender,
            @Nullable ActuationObserver actuationObserver,
            boolean held) {
        this.held = held;
        this.actuation = actuation;
        this.body = body;
        this.sender = sender;
        this.actuationObserver = actuationObserver;
    }

    /** Returns the same actuation after it was held, on its way again. */
    ForwardedActuation again() {
        return new ForwardedActuation(actuation, body, sender, actuationObserver, true);
    }

    boolean wasHeld() {
        return held;
    }

    Inbound.Body body() {
        return body;
    }

    Target target() {
        return body.target();
    }

    Object sender() {
        return sender;
    }

    @Nullable
    ActuationObserver observer() {
        return actuationObserver;
    }

    /** Returns its length in bytes. */
    int length() {
        return actuation.message().length();
    }

    /** Returns true on the first call only, so that its share of the {@link ForwardingBudget} is given back once. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Records that it leaves this instance; returns false if its sender has been told an outcome already. */
    boolean leaves() {
        TrackedActuation tracked = actuationObserver == null ? null : actuationObserver.tracked();
        return tracked == null || tracked.forward();
    }

    /** Records that no instance has received it; returns false if its sender has been told an outcome already. */
    boolean returns() {
        TrackedActuation tracked = actuationObserver == null ? null : actuationObserver.tracked();
        return tracked == null || tracked.returns();
    }

    /** Returns the message to publish. */
    ByteSlice publishing() {
        return actuationObserver == null ? actuation.message() : actuationObserver.publishing(actuation.message());
    }

    /** Tells its observer the number of receivers; negative if Redis did not answer. */
    void published(long heard) {
        if (actuationObserver != null) {
            actuationObserver.published(heard);
        }
    }
}
