package org.oisp.gateway.it.support;

import org.oisp.gateway.it.support.ReceiptBook.Entry;

/** A way by which a sender gives actuations to a gateway and is told what became of them. */
abstract class SenderDoor implements AutoCloseable {

    /** Why an actuation may be without an outcome. */
    enum Excuse {
        /** It may not. */
        NONE,
        /** It may if no device has it. */
        IF_ABSENT,
        /** It may in any case. */
        ANY
    }

    /** The instance behind it; -1 for none in particular. */
    final int instance;
    /** Whether the test has killed or frozen what is behind it. */
    volatile boolean disturbed;

    SenderDoor(int instance) {
        this.instance = instance;
    }

    /** Returns whether it can be used now. */
    abstract boolean isReady();

    /** Returns whether it can never be used again. */
    abstract boolean hasEnded();

    /** Sends an actuation. */
    abstract void send(Entry entry);

    /** Returns whether nothing more will be told of an actuation. */
    abstract boolean isOver(Entry entry);

    /** Returns why an actuation may be without an outcome. */
    abstract Excuse excuse(Entry entry);

    /** Returns whether what goes through it to one device arrives in order. */
    abstract boolean keepsOrder();

    /** Records that what is behind it is killed or frozen. */
    void disturb() {
        disturbed = true;
    }

    @Override
    public abstract void close();
}
