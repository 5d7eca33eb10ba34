package org.oisp.gateway.protocol;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The input of a session: the messages of its peer (PROTOCOL.md, "Messages to the server"), WebSocket control frames, and signals from the
 * server. Immutable.
 */
public sealed interface Inbound {

    /**
     * Calls the handler's method for this message.
     *
     * @param inboundHandler handles each kind of message
     * @param <R> the handler's result type
     * @return the handler's result
     */
    <R> R accept(InboundHandler<R> inboundHandler);

    /**
     * Handles each kind of message. A new kind does not compile until every handler implements it.
     *
     * @param <R> the result type
     */
    interface InboundHandler<R> {
        /** The handshake is complete. Always the first message, exactly once. */
        R opened();

        /** {@code {"type":"ping"}}: a message, not a ping frame. */
        R ping();

        /** A device asks to be registered. */
        R register(RegistrationRequest registrationRequest);

        /** A sender sends an actuation. */
        R actuate(ActuationMessage actuation);

        /** A device reports what it did with an actuation. */
        R report(DeviceReport report);

        /** JSON without a known type. */
        R unknown();

        /** Not JSON, a binary message, or {@code null}. */
        R malformed();

        /** A ping frame (RFC 6455, 5.5.2). */
        R pingFrame(PingReceived ping);

        /** A pong frame (RFC 6455, 5.5.3). */
        R pongFrame(PongReceived pong);

        /** The peer broke a rule of RFC 6455, exceeded a limit or closed the connection, which ends with the given close frame. */
        R ended(PeerClosed peerClosed);

        /** A message was not complete in time; the connection is no longer read. */
        R slow();

        /** The server is stopping. */
        R shutdown();
    }

    /** Messages without data. */
    enum Signal implements Inbound {
        /** See {@link InboundHandler#opened()}. */
        OPENED {
            @Override
            public <R> R accept(InboundHandler<R> inboundHandler) {
                return inboundHandler.opened();
            }
        },
        /** See {@link InboundHandler#ping()}. */
        PING {
            @Override
            public <R> R accept(InboundHandler<R> inboundHandler) {
                return inboundHandler.ping();
            }
        },
        /** See {@link InboundHandler#unknown()}. */
        UNKNOWN {
            @Override
            public <R> R accept(InboundHandler<R> inboundHandler) {
                return inboundHandler.unknown();
            }
        },
        /** See {@link InboundHandler#malformed()}. */
        MALFORMED {
            @Override
            public <R> R accept(InboundHandler<R> inboundHandler) {
                return inboundHandler.malformed();
            }
        },
        /** See {@link InboundHandler#slow()}. */
        SLOW {
            @Override
            public <R> R accept(InboundHandler<R> inboundHandler) {
                return inboundHandler.slow();
            }
        },
        /** See {@link InboundHandler#shutdown()}. */
        SHUTDOWN {
            @Override
            public <R> R accept(InboundHandler<R> inboundHandler) {
                return inboundHandler.shutdown();
            }
        }
    }

    /**
     * {@code {"type":"device","deviceId":…,"deviceToken":…}}. {@code toString} does not show the token.
     *
     * @param deviceId the id, or null if it is missing or not a string
     * @param token the token, or null if it is missing or not a string
     * @param features what the device asks for; empty if it asks for nothing that is known
     */
    record RegistrationRequest(
            @Nullable String deviceId, @Nullable String token, Set<DeviceFeature> features) implements Inbound {

        /**
         * Creates a registration as the original gateway knows it.
         *
         * @param deviceId see above
         * @param token see above
         */
        public RegistrationRequest(@Nullable String deviceId, @Nullable String token) {
            this(deviceId, token, Set.of());
        }

        @Override
        public <R> R accept(InboundHandler<R> inboundHandler) {
            return inboundHandler.register(this);
        }

        @Override
        public String toString() {
            return "Registration[" + deviceId + "]";
        }
    }

    /** What a device says that it did. */
    enum ReportStatus {
        /** {@code "succeeded"}. */
        SUCCEEDED,
        /** {@code "failed"}. */
        FAILED
    }

    /**
     * {@code {"type":"ack","id":…,"status":…,"detail":…}}.
     *
     * @param id the actuation's id on this connection; null if it is missing, not a string, empty or too long
     * @param status what the device did; null if that is missing or not known
     * @param detail the device's own words, shortened to {@link ReportDetail#MAX_LENGTH}; null for none
     */
    record DeviceReport(
            @Nullable String id,
            @Nullable ReportStatus status,
            @Nullable String detail) implements Inbound {

        /** The maximum length of an id, in UTF-16 code units: a sender's id and the number that the gateway adds. */
        public static final int MAX_ID_LENGTH = 160;

        @Override
        public <R> R accept(InboundHandler<R> inboundHandler) {
            return inboundHandler.report(this);
        }
    }

    /**
     * {@code {"type":"actuation","credentials":…,"body":…}}.
     *
     * @param credentials what the sender offers
     * @param body what to carry, or null if {@code body} or {@code body.content} is missing or null. As in the original gateway, the
     *     credentials are checked first, so a bad body with wrong credentials gets no answer.
     * @param message the whole message as the sender wrote it, credentials included, for forwarding
     * @param receipt the request to be told the outcome; null if the sender does not ask
     */
    record ActuationMessage(
            Credentials credentials,
            @Nullable Body body,
            ByteSlice message,
            @Nullable ReceiptRequest receipt) implements Inbound {

        /**
         * Creates an actuation whose sender does not ask for the outcome.
         *
         * @param credentials see above
         * @param body see above
         * @param message see above
         */
        public ActuationMessage(Credentials credentials, @Nullable Body body, ByteSlice message) {
            this(credentials, body, message, null);
        }

        @Override
        public <R> R accept(InboundHandler<R> inboundHandler) {
            return inboundHandler.actuate(this);
        }

        @Override
        public String toString() {
            return "Actuation[" + (body == null ? "no body" : body.target()) + ", " + message.length() + " bytes]";
        }
    }

    /**
     * The payload of an actuation, and its target.
     *
     * @param target the device that {@code body.content} names
     * @param json the bytes of {@code body}, exactly as the sender wrote them
     * @param receivedNanos when it was read from the socket, as {@link System#nanoTime()}
     * @param traceparent the {@code traceparent} beside the body (W3C Trace Context), not validated; null for none
     */
    record Body(
            Target target,
            ByteSlice json,
            long receivedNanos,
            @Nullable String traceparent) {

        /**
         * Creates a body that belongs to no trace.
         *
         * @param target the device that {@code body.content} names
         * @param json the bytes of {@code body}
         * @param receivedNanos when it was received, as {@link System#nanoTime()}
         */
        public Body(Target target, ByteSlice json, long receivedNanos) {
            this(target, json, receivedNanos, null);
        }
    }

    /**
     * A ping frame.
     *
     * @param payload the payload to echo in the pong, at most 125 bytes
     */
    record PingReceived(ByteSlice payload) implements Inbound {
        @Override
        public <R> R accept(InboundHandler<R> inboundHandler) {
            return inboundHandler.pingFrame(this);
        }
    }

    /**
     * A pong frame.
     *
     * @param payload its payload, at most 125 bytes
     */
    record PongReceived(ByteSlice payload) implements Inbound {
        @Override
        public <R> R accept(InboundHandler<R> inboundHandler) {
            return inboundHandler.pongFrame(this);
        }
    }

    /**
     * The end of the conversation at the frame level.
     *
     * @param closeFrame the close frame to answer with
     * @param peersCode the code of the peer's own close frame; {@link #NO_CODE} if it had none, or the peer sent no close frame
     */
    record PeerClosed(CloseFrame closeFrame, int peersCode) implements Inbound {

        /** The code reported to applications when a close frame has none (RFC 6455, 7.4.1). */
        public static final int NO_CODE = 1005;

        /**
         * Creates an end without a code from the peer.
         *
         * @param closeFrame the close frame to answer with
         */
        public PeerClosed(CloseFrame closeFrame) {
            this(closeFrame, NO_CODE);
        }

        @Override
        public <R> R accept(InboundHandler<R> inboundHandler) {
            return inboundHandler.ended(this);
        }
    }
}
