package org.oisp.gateway.receipt;

/** Receives the final outcome of one actuation. */
@FunctionalInterface
public interface ReceiptListener {

    /**
     * Called exactly once, on any thread, possibly before the call that sent the actuation returns; must not block.
     *
     * @param receipt the outcome
     */
    void ended(Receipt receipt);

    /** Called when another instance has received it, possibly after the outcome is known; must not block. */
    default void forwarded() {}

    /** Returns how many actuations of the same connection wait for their outcome, this one included; 0 if that is not limited. */
    default int pendingOfConnection() {
        return 0;
    }

    /** Returns whether another instance counts the outcome: the one whose sender asked. */
    default boolean isCountedElsewhere() {
        return false;
    }

    /** Returns whether the sender's connection is about to be closed, or its instance is stopping, so that nothing more is accepted. */
    default boolean isStopping() {
        return false;
    }
}
