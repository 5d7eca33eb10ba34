package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a session says to its peer: replies, actuations and control frames. Immutable. {@link CloseFrame} is always the last.
 */
public sealed interface Outbound permits Reply, Outbound.Delivery, Outbound.PingFrame, Outbound.PongFrame, CloseFrame {

    /**
     * Calls the handler's method for this message.
     *
     * @param outboundHandler what to do for each kind
     * @param <R> what it returns
     * @return what the handler returned
     */
    <R> R accept(OutboundHandler<R> outboundHandler);

    /**
     * What to do for each kind of message.
     *
     * @param <R> what it returns
     */
    interface OutboundHandler<R> {
        /** One of the fixed answers. */
        R reply(Reply reply);

        /** An actuation for the device. */
        R deliver(Delivery delivery);

        /** A ping frame. */
        R pingFrame();

        /** A pong frame. */
        R pongFrame(PongFrame pong);

        /** The close frame. */
        R close(CloseFrame closeFrame);
    }

    /**
     * An actuation on its way to the device: {@code {"code":1024,"content":<body>}}. Its text form does not show the body.
     *
     * @param body the bytes of the sender's {@code body}
     * @param receivedNanos when the actuation was read off the sender's socket, as {@link System#nanoTime()}
     * @param deliveryObserver told when it is written
     * @param sender whose share of the mailbox it takes; null if that is not known, which is one sender, too
     */
    record Delivery(
            ByteSlice body,
            long receivedNanos,
            DeliveryObserver deliveryObserver,
            @Nullable Sender sender) implements Outbound {

        /**
         * An actuation of which nobody wants to know whether it is written.
         *
         * @param body see above
         * @param receivedNanos see above
         */
        public Delivery(ByteSlice body, long receivedNanos) {
            this(body, receivedNanos, DeliveryObserver.UNWANTED, null);
        }

        /**
         * An actuation of an unknown sender.
         *
         * @param body see above
         * @param receivedNanos see above
         * @param deliveryObserver see above
         */
        public Delivery(ByteSlice body, long receivedNanos, DeliveryObserver deliveryObserver) {
            this(body, receivedNanos, deliveryObserver, null);
        }

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
        public <R> R accept(OutboundHandler<R> outboundHandler) {
            return outboundHandler.deliver(this);
        }

        @Override
        public String toString() {
            return "Delivery[" + body.length() + " bytes]";
        }
    }

    /** The ping that asks a silent peer for a sign of life. It carries nothing, as the original's. */
    enum PingFrame implements Outbound {
        /** The only one. */
        PING;

        @Override
        public <R> R accept(OutboundHandler<R> outboundHandler) {
            return outboundHandler.pingFrame();
        }
    }

    /**
     * The answer to a ping frame.
     *
     * @param payload what the ping carried
     */
    record PongFrame(ByteSlice payload) implements Outbound {
        @Override
        public <R> R accept(OutboundHandler<R> outboundHandler) {
            return outboundHandler.pongFrame(this);
        }
    }
}
