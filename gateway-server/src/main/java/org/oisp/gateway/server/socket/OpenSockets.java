package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.DefectSite;

/** The open sockets of an event loop, the newest first. Not thread-safe; confined to the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
final class OpenSockets {

    private @Nullable OpenSocket first;

    void add(OpenSocket socket) {
        OpenSocket next = first;
        socket.next = next;
        if (next != null) {
            next.previous = socket;
        }
        first = socket;
    }

    /** Removes a socket if it is in the list. */
    void remove(OpenSocket socket) {
        OpenSocket next = socket.next;
        OpenSocket previous = socket.previous;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else if (first == socket) {
            first = next;
        }
        socket.next = null;
        socket.previous = null;
    }

    /** Applies an action, which may close the socket, to each socket; closes a socket for which it fails. */
    void forEach(Consumer<OpenSocket> action) {
        OpenSocket socket = first;
        while (socket != null) {
            OpenSocket next = socket.next;
            apart(socket, action);
            socket = next;
        }
    }

    /** Applies an action to a socket; closes the socket if it fails. */
    static void apart(OpenSocket socket, Consumer<OpenSocket> action) {
        try {
            action.accept(socket);
        } catch (RuntimeException | Error defect) {
            socket.failed(DefectSite.CLOSE, defect);
        }
    }

    /**
     * A socket as its event loop and a stopping server see it, with its place in the list. It is its place in the timer wheel as well: Java
     * allows one superclass, and objects for these places would be two for each device. Confined to the event loop, except for
     * {@link #cut}, {@link #schedule} and {@link #execute}.
     */
    abstract static class OpenSocket extends TimerWheel.Alarm {

        private final Channel channel;
        private @Nullable OpenSocket next;
        private @Nullable OpenSocket previous;

        OpenSocket(Channel channel) {
            this.channel = channel;
        }

        final Channel channel() {
            return channel;
        }

        /** Returns whether the handshake is done and the socket has a session. */
        abstract boolean hasSession();

        /** Tells the session, if there is one, that the server stops; otherwise closes the channel. A second call does nothing. */
        abstract void shutdown();

        /** Closes the connection after a failure while serving it; other connections are not affected. */
        @Override
        abstract void failed(DefectSite where, Throwable defect);

        /** Closes the channel, and discards all unsent bytes. Called on any thread. */
        public final void cut() {
            SocketReset.close(channel);
        }

        /** Closes the channel without sending anything to the peer, not even a TLS close_notify. */
        final void close() {
            channel.unsafe().close(channel.voidPromise());
        }

        /** Returns {@link System#nanoTime()}. */
        public final long nanos() {
            return System.nanoTime();
        }

        /** Runs a task on the socket's event loop after a time; returns what cancels it. Called on any thread. */
        public final Runnable schedule(Runnable task, long millis) {
            try {
                Future<?> scheduled = channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
                return () -> scheduled.cancel(false);
            } catch (RejectedExecutionException ended) {
                // The socket is closed.
                return () -> {};
            }
        }

        /** Runs a task on the socket's event loop, unless the loop has ended. Called on any thread. */
        public final void execute(Runnable task) {
            try {
                channel.eventLoop().execute(task);
            } catch (RejectedExecutionException ended) {
                // The socket is closed.
            }
        }
    }
}
