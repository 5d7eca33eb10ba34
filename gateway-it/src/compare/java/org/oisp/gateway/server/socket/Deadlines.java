package org.oisp.gateway.server.socket;

import io.netty.channel.EventLoop;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * A deadline for each socket of an event loop, whose task runs on the loop. Each way has sockets of its own, with what it needs in them: a
 * deadline must end with its socket, so the library's handle is kept. Confined to the event loop.
 */
interface Deadlines<S> {

    /** Returns a new socket without a deadline. */
    S socket();

    void set(S socket, Runnable task, long delayNanos);

    void cancel(S socket);

    /** What every socket has. */
    class Plain {
        final Object channel = Plain.class;
    }

    /** The gateway's own. */
    final class OfWheel implements Deadlines<OfWheel.WheelSocket> {
        private final TimerWheel wheel;

        OfWheel(EventLoop loop) {
            this.wheel = new TimerWheel(loop);
        }

        @Override
        public WheelSocket socket() {
            return new WheelSocket();
        }

        @Override
        public void set(WheelSocket socket, Runnable task, long delayNanos) {
            long now = System.nanoTime();
            wheel.set(socket, task, now + delayNanos, now);
        }

        @Override
        public void cancel(WheelSocket socket) {
            wheel.cancel(socket);
        }

        static final class WheelSocket extends TimerWheel.Alarm {
            final Object channel = Plain.class;

            @Override
            void failed(DefectSite where, Throwable defect) {
                throw new IllegalStateException(defect);
            }
        }
    }

    /** A timer of the event loop for each socket. */
    final class OfLoop implements Deadlines<OfLoop.LoopSocket> {
        private final EventLoop loop;

        OfLoop(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public LoopSocket socket() {
            return new LoopSocket();
        }

        @Override
        public void set(LoopSocket socket, Runnable task, long delayNanos) {
            socket.handle = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void cancel(LoopSocket socket) {
            if (socket.handle != null) {
                socket.handle.cancel(false);
            }
        }

        static final class LoopSocket extends Plain {
            private Future<?> handle;
        }
    }

    /** Netty's wheel, which has a thread of its own: the task is handed to the loop. */
    final class OfHashedWheel implements Deadlines<OfHashedWheel.HashedSocket> {
        private final EventLoop loop;
        private final HashedWheelTimer timer = new HashedWheelTimer(100, TimeUnit.MILLISECONDS, 512);

        OfHashedWheel(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public HashedSocket socket() {
            return new HashedSocket(loop);
        }

        @Override
        public void set(HashedSocket socket, Runnable task, long delayNanos) {
            socket.task = task;
            socket.handle = timer.newTimeout(socket, delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void cancel(HashedSocket socket) {
            if (socket.handle != null) {
                socket.handle.cancel();
            }
        }

        static final class HashedSocket extends Plain implements TimerTask {
            private final EventLoop loop;
            private Timeout handle;
            private volatile Runnable task;

            HashedSocket(EventLoop loop) {
                this.loop = loop;
            }

            @Override
            public void run(Timeout due) {
                loop.execute(task);
            }
        }
    }
}
