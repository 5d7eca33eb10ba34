package org.oisp.gateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceId;

/**
 * The output of a session to its peer: replies, actuations and control frames. Immutable. {@link CloseFrame} is always the last. Sealed: that
 * is why this and the messages that have files of their own know each other.
 */
public sealed interface Outbound
        permits Reply,
                Outbound.Delivery,
                Outbound.OutcomeMessages,
                Outbound.RenewalNotice,
                Outbound.PingFrame,
                Outbound.PongFrame,
                CloseFrame {

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

        /** The outcome of an actuation, for its sender. */
        R outcomes(OutcomeMessages outcomes);

        /** The end of a device's token is near. */
        R renewal(RenewalNotice notice);

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

        /**
         * Returns the bytes before the body for a device that reports what it does.
         *
         * @param id the actuation's id on the device's connection
         * @return the begin of {@code {"code":1024,"id":…,"content":…}}, as UTF-8
         */
        public static ByteSlice headWith(String id) {
            return headWith(id, false);
        }

        /**
         * Returns the bytes before the body for a device that reports what it does.
         *
         * @param id the actuation's id on the device's connection
         * @param repeated whether the device may have received it before
         * @return the begin of {@code {"code":1024,"id":…,"repeated":true,"content":…}}, as UTF-8
         */
        public static ByteSlice headWith(String id, boolean repeated) {
            ByteArrayOutputStream head = new ByteArrayOutputStream(HEAD.length() + 32 + id.length());
            head.writeBytes(JsonText.ascii("{\"code\":1024,\"id\":"));
            JsonText.writeQuoted(head, id.getBytes(StandardCharsets.UTF_8));
            if (repeated) {
                head.writeBytes(JsonText.ascii(",\"repeated\":true"));
            }
            head.writeBytes(JsonText.ascii(",\"content\":"));
            return new ByteSlice(head.toByteArray(), 0, head.size());
        }

        /** Returns the length of the message in bytes: head, body and tail, without an id. */
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

    /**
     * The outcomes of actuations, for the sender that asked for them: {@code {"code":1025,"content":{…}}} each.
     *
     * @param json the whole messages as JSON in UTF-8; small, and one at least
     */
    record OutcomeMessages(List<ByteSlice> json) implements Outbound {
        @Override
        public <R> R accept(OutboundHandler<R> outboundHandler) {
            return outboundHandler.outcomes(this);
        }
    }

    /**
     * Tells a device that its token ends soon: {@code {"code":1026,"content":{"deviceId":…,"expiresAt":…}}}.
     *
     * @param json the whole message as JSON in UTF-8
     */
    record RenewalNotice(ByteSlice json) implements Outbound {

        /**
         * Creates a notice.
         *
         * @param device the device
         * @param expires when its token ends
         */
        public static RenewalNotice of(DeviceId device, Instant expires) {
            ByteArrayOutputStream json = new ByteArrayOutputStream(128);
            json.writeBytes(JsonText.ascii("{\"code\":1026,\"content\":{\"deviceId\":"));
            JsonText.writeQuoted(json, device.value().getBytes(StandardCharsets.UTF_8));
            json.writeBytes(JsonText.ascii(",\"expiresAt\":\"" + expires + "\"}}"));
            return new RenewalNotice(new ByteSlice(json.toByteArray(), 0, json.size()));
        }

        @Override
        public <R> R accept(OutboundHandler<R> outboundHandler) {
            return outboundHandler.renewal(this);
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
