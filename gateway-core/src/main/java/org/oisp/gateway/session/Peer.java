package org.oisp.gateway.session;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.Sender;

/**
 * The other end of a session, apart from its messages. {@code toString} returns its address, for log lines. Implemented by the socket;
 * tests control the clock.
 */
public interface Peer extends Sender {

    /**
     * Returns the current time.
     *
     * @return a monotonic time in nanoseconds, as {@link System#nanoTime()}
     */
    long nanos();

    /**
     * Returns when the last byte was received from the peer.
     *
     * @return a time as {@link #nanos()}
     */
    long lastHeardNanos();

    /**
     * Runs a task once on the peer's thread, at the given time or up to 100 ms later, unless the peer is gone by then. Called on the
     * peer's thread, and not again before the task runs.
     *
     * @param task must not block
     * @param atNanos a time as {@link #nanos()}; may be in the past
     */
    void wake(Runnable task, long atNanos);

    /**
     * Runs a task soon on the peer's thread, unless its thread has ended. Thread-safe.
     *
     * @param task must not block
     */
    void execute(Runnable task);

    /**
     * Runs a task once on the peer's thread after a time, unless it is cancelled or the thread has ended. Costs more than {@link #wake}.
     * Thread-safe.
     *
     * @param task must not block
     * @param millis the time in milliseconds
     * @return cancels the task; does nothing if it has run
     */
    Runnable schedule(Runnable task, long millis);

    /** Closes the connection at once and discards unsent messages. Thread-safe. */
    void cut();

    /**
     * Counts an action whose rate is limited. Called on the peer's thread, except for outcomes of a token check, which come on any thread.
     *
     * @param what the action
     * @return false if it exceeds the limit, and the connection is to be closed for it unless it is closed anyway
     */
    default boolean tolerates(Misuse what) {
        return true;
    }

    /** Notes that the peer is not a stranger: it has registered a device, or sent valid credentials. Thread-safe. */
    default void authenticated() {}

    /**
     * Returns whether the connection allows the peer to be this device. A connection with a client certificate allows only the devices
     * that the certificate names.
     *
     * @param deviceId the id that the peer sent, unverified
     * @return false if the certificate names other devices only
     */
    default boolean mayBe(@Nullable String deviceId) {
        return true;
    }

    /** Returns the account of the memory that the connection uses. The default is unlimited and does not count. */
    default HeldMemory memory() {
        return HeldMemory.uncounted();
    }

    /**
     * Sets the listener for the eviction of this connection because it uses too much memory. The connection is cut in any case.
     *
     * @param listener called at most once, on the peer's thread
     */
    default void onEviction(Consumer<Eviction> listener) {}
}
