package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;

/** The output of a session to its peer: replies, actuations and control frames. Immutable. {@link CloseFrame} is always the last. */
public sealed interface Outbound permits Reply, Outbound.Delivery, Outbound.PingFrame, Outbound.PongFrame, CloseFrame {

    /**
     * Calls the handler's method for this message.
     *
     * @param outboundHandler handles each kind of message
     * @param <R> the handler's result type
     * @return the handler's result
     */
    <R> R accept(OutboundHandler<R> outboundHandler);

    /**
     * Handles each kind of message.
     *
     * @param <R> the result type
     */
    interface OutboundHandler<R> {
        /** A fixed reply. */
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
     * An actuation for the device: {@code {"code":1024,"content":<body>}}. {@code toString} does not show the body.
     *
     * @param body the bytes of the sender's {@code body}
     * @param receivedNanos when the actuation was read from the sender's socket, as {@link System#nanoTime()}
     * @param deliveryObserver told when it is written
     * @param sender the sender whose share of the mailbox it uses; null if unknown; all unknown senders share one share
     */
    record Delivery(
            ByteSlice body,
            long receivedNanos,
            DeliveryObserver deliveryObserver,
            @Nullable Sender sender) implements Outbound {

        /**
         * Creates an actuation of an unknown sender, without an observer.
         *
         * @param body see above
         * @param receivedNanos see above
         */
        public Delivery(ByteSlice body, long receivedNanos) {
            this(body, receivedNanos, DeliveryObserver.NONE, null);
        }

        /**
         * Creates an actuation of an unknown sender.
         *
         * @param body see above
         * @param receivedNanos see above
         * @param deliveryObserver see above
         */
        public Delivery(ByteSlice body, long receivedNanos, DeliveryObserver deliveryObserver) {
            this(body, receivedNanos, deliveryObserver, null);
        }

        /** The bytes before the body. */
        public static final ByteSlice HEAD = ByteSlice.ofText("{\"code\":1024,\"content\":");

        /** The bytes after the body. */
        public static final ByteSlice TAIL = ByteSlice.ofText("}");

        /** Returns the length of the message in bytes: head, body and tail. */
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

    /** The ping frame for a silent peer. Has no payload, as in the original gateway. */
    enum PingFrame implements Outbound {
        /** The only instance. */
        PING;

        @Override
        public <R> R accept(OutboundHandler<R> outboundHandler) {
            return outboundHandler.pingFrame();
        }
    }

    /**
     * The answer to a ping frame.
     *
     * @param payload the ping's payload
     */
    record PongFrame(ByteSlice payload) implements Outbound {
        @Override
        public <R> R accept(OutboundHandler<R> outboundHandler) {
            return outboundHandler.pongFrame(this);
        }
    }
}
