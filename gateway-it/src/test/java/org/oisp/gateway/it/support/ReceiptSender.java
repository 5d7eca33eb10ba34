package org.oisp.gateway.it.support;

import org.oisp.gateway.it.support.ReceiptBook.Entry;

/** Sends actuations to a gateway over one protocol, and receives their outcomes. */
abstract class ReceiptSender implements AutoCloseable {

    /** Why an actuation may be without an outcome. */
    enum Excuse {
        /** It may not. */
        NONE,
        /** It may if no device has it. */
        IF_ABSENT,
        /** It may in any case. */
        ANY
    }

    /** The instance that it is connected to; -1 for none in particular. */
    final int instance;
    /** Whether the test has killed or frozen the server that it is connected to. */
    volatile boolean disturbed;

    ReceiptSender(int instance) {
        this.instance = instance;
    }

    /** Returns whether it can send now. */
    abstract boolean isReady();

    /** Returns whether it can never send again. */
    abstract boolean hasEnded();

    /** Sends an actuation. */
    abstract void send(Entry entry);

    /** Returns whether no further outcome will come for an actuation. */
    abstract boolean isOver(Entry entry);

    /** Returns why an actuation may be without an outcome. */
    abstract Excuse excuse(Entry entry);

    /** Returns whether its actuations to one device arrive in order. */
    abstract boolean keepsOrder();

    /** Records that the server that it is connected to is killed or frozen. */
    void disturb() {
        disturbed = true;
    }

    @Override
    public abstract void close();
}
