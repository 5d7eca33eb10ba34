package org.oisp.gateway.session;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.Sender;

/**
 * The other end of a session, as far as it is not messages. Its text form is its address, for log lines. The socket implements it;
 * tests own its clock.
 */
public interface Peer extends Sender {

    /**
     * The time.
     *
     * @return a monotonic time in nanoseconds, as {@link System#nanoTime()}
     */
    long nanos();

    /**
     * When anything was last received from the peer: a byte is a sign of life.
     *
     * @return a time in the sense of {@link #nanos()}
     */
    long lastHeardNanos();

    /**
     * Has a task run once, on the peer's thread, at the time given or up to a tenth of a second later, unless the peer is gone by
     * then. Called on the peer's thread, and not again before the task runs.
     *
     * @param task what to run; must not block
     * @param atNanos when, in the sense of {@link #nanos()}; may have passed
     */
    void wake(Runnable task, long atNanos);

    /** Closes the connection at once, whatever is still to be said. Called on any thread. */
    void cut();

    /**
     * The peer has done something that it may do only so often. Called on the peer's thread, but for what is known only once a token was
     * checked: that on any.
     *
     * @param what what it did
     * @return false if that was too often, and the connection is to be closed for it unless it is closed anyway
     */
    default boolean tolerates(Misuse what) {
        return true;
    }

    /** The peer has shown that it is no stranger: a device of its is registered, or its credentials are good. Called on any thread. */
    default void proved() {}

    /**
     * Whether the connection itself leaves it open that the peer is this device. One that came with a certificate does not: only
     * the devices that the certificate names may register on it.
     *
     * @param deviceId the id that the peer gave, which nobody has checked
     * @return false if the peer has proven to be another
     */
    default boolean mayBe(@Nullable String deviceId) {
        return true;
    }

    /**
     * What the connection makes the process hold.
     *
     * @return its account, which takes everything if nobody counts
     */
    default HeldMemory memory() {
        return HeldMemory.uncounted();
    }

    /**
     * Says whom to tell that the connection is cut since it makes the process hold too much. It is cut all the same.
     *
     * @param told told once at most, on the peer's thread
     */
    default void onEviction(Consumer<Eviction> told) {}
}
