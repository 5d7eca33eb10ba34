package org.oisp.gateway.session;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.Mailbox;

/**
 * Tells a device that its token ends soon, and ends its connection when it has ended, if either is wanted. Exists only for such devices.
 * The end is a time of the wall clock, which may be set: what is due is looked at again when the time has passed. Thread-safe.
 */
final class TokenTimer implements Runnable {

    /** How long before its end a device is told, in milliseconds; if its time is shorter than twice that, half of it. */
    private static final long NOTICE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    /** The longest time between two looks at the clock, in milliseconds. */
    private static final long LOOK_MILLIS = TimeUnit.HOURS.toMillis(1);

    /** Time for the close frame to be written, in milliseconds. */
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final Consumer<DropReason> dropped;
    private final Peer peer;
    private final Mailbox mailbox;
    private final boolean closes;
    private final long noticeAt;
    private boolean notifies;
    private boolean cancelled;
    private @Nullable Runnable scheduled;

    private TokenTimer(Consumer<DropReason> dropped, Peer peer, Mailbox mailbox, boolean notifies, boolean closes) {
        this.dropped = dropped;
        this.peer = peer;
        this.mailbox = mailbox;
        this.closes = closes;
        this.notifies = notifies;
        long left = Math.max(0, mailbox.tokenEndsMillis() - System.currentTimeMillis());
        // Half of it: a device that gets a new token of as short a time each time must not register in a circle.
        this.noticeAt = mailbox.tokenEndsMillis() - Math.min(NOTICE_MILLIS, left / 2);
    }

    /**
     * Returns a timer that does not run yet.
     *
     * @param dropped told why the connection ends
     * @param peer the device
     * @param mailbox the device's mailbox
     * @param notifies whether the device is told before the end
     * @param closes whether its connection is closed at the end
     * @return null if there is nothing to do
     */
    static @Nullable TokenTimer of(
            Consumer<DropReason> dropped, Peer peer, Mailbox mailbox, boolean notifies, boolean closes) {
        return mailbox.tokenEndsMillis() == Mailbox.NEVER || !(notifies || closes)
                ? null
                : new TokenTimer(dropped, peer, mailbox, notifies, closes);
    }

    /** Begins to watch, unless it was cancelled. */
    synchronized void start() {
        long due = notifies ? noticeAt : mailbox.tokenEndsMillis();
        if (!cancelled && (notifies || closes)) {
            long left = Math.max(0, due - System.currentTimeMillis());
            scheduled = peer.schedule(this, Math.min(left, LOOK_MILLIS));
        }
    }

    /** Stops watching: the device has left, or has registered again. */
    synchronized void cancel() {
        cancelled = true;
        Runnable pending = scheduled;
        if (pending != null) {
            scheduled = null;
            pending.run();
        }
    }

    @Override
    public void run() {
        boolean notifiesNow;
        boolean ends;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            long now = System.currentTimeMillis();
            notifiesNow = notifies && now >= noticeAt;
            notifies = notifies && !notifiesNow;
            ends = closes && now >= mailbox.tokenEndsMillis();
        }
        // Without the lock: both may call the session.
        if (ends) {
            mailbox.expire(this::expired);
            return;
        }
        if (notifiesNow) {
            mailbox.announceExpiry();
        }
        start();
    }

    private void expired() {
        dropped.accept(DropReason.TOKEN_EXPIRED);
        // A device that does not read would keep the close frame from being written.
        Runnable unused = peer.schedule(peer::cut, CLOSE_MILLIS);
    }
}
