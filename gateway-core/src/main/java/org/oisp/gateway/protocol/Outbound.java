package org.oisp.gateway.protocol;

/**
 * What a session says to its peer: replies, actuations and control frames. Immutable. {@link Close} is always the last.
 */
public sealed interface Outbound
        permits Reply, Outbound.Delivery, Outbound.Traced, Outbound.PingFrame, Outbound.PongFrame, Close {

    /**
     * Calls the handler's method for this message.
     *
     * @param handler what to do for each kind
     * @param <R> what it returns
     * @return what the handler returned
     */
    <R> R accept(Handler<R> handler);

    /**
     * What to do for each kind of message.
     *
     * @param <R> what it returns
     */
    interface Handler<R> {
        /** One of the fixed answers. */
        R reply(Reply reply);

        /** An actuation for the device. */
        R deliver(Delivery delivery);

        /** A ping frame. */
        R pingFrame();

        /** A pong frame. */
        R pongFrame(PongFrame pong);

        /** The close frame. */
        R close(Close close);
    }

    /**
     * An actuation on its way to the device: {@code {"code":1024,"content":<body>}}. Its text form does not show the body.
     *
     * @param body the bytes of the sender's {@code body}
     * @param receivedNanos when the actuation was read off the sender's socket, as {@link System#nanoTime()}
     */
    record Delivery(ByteSlice body, long receivedNanos) implements Outbound {

        /** What stands before the body. */
        public static final ByteSlice HEAD = ByteSlice.ofText("{\"code\":1024,\"content\":");

        /** What stands behind the body. */
        public static final ByteSlice TAIL = ByteSlice.ofText("}");

        /**
         * How long the message is.
         *
         * @return a number of bytes: head, body and tail
         */
        public int length() {
            return HEAD.length() + body.length() + TAIL.length();
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.deliver(this);
        }

        @Override
        public String toString() {
            return "Delivery[" + body.length() + " bytes]";
        }
    }

    /**
     * A delivery that somebody follows on its way: written as any other.
     *
     * @param delivery the actuation
     * @param writing told what becomes of it
     */
    record Traced(Delivery delivery, Writing writing) implements Outbound {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.deliver(delivery);
        }

        @Override
        public String toString() {
            return delivery.toString();
        }
    }

    /** Follows a delivery on its last piece. Called on any thread; must not block. */
    interface Writing {
        /** Its frame was handed to the device's socket. */
        void written();

        /** It never will be: the device's connection has ended. */
        void notWritten();
    }

    /** The ping that asks a silent peer for a sign of life. It carries nothing, as the original's. */
    enum PingFrame implements Outbound {
        /** The only one. */
        PING;

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.pingFrame();
        }
    }

    /**
     * The answer to a ping frame.
     *
     * @param payload what the ping carried
     */
    record PongFrame(ByteSlice payload) implements Outbound {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.pongFrame(this);
        }
    }
}
