package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a session hears: the messages of its peer (PROTOCOL.md, "Messages to the server"), the WebSocket control frames, and
 * what the server has to tell it. Immutable.
 */
public sealed interface Inbound {

    /**
     * Calls the handler's method for this message.
     *
     * @param inboundHandler what to do for each kind
     * @param <R> what it returns
     * @return what the handler returned
     */
    <R> R accept(InboundHandler<R> inboundHandler);

    /**
     * What to do for each kind of message. A new kind does not compile until everybody has said what to do with it.
     *
     * @param <R> what it returns
     */
    interface InboundHandler<R> {
        /** The handshake is done; always the first, exactly once. */
        R opened();

        /** {@code {"type":"ping"}}: a message, not a ping frame. */
        R ping();

        /** A device wants to register. */
        R register(RegistrationRequest registrationRequest);

        /** Something is to be carried to a device. */
        R actuate(ActuationMessage actuation);

        /** JSON without a type that is known. */
        R unknown();

        /** No JSON, or a binary message, or {@code null}. */
        R malformed();

        /** A ping frame (RFC 6455, 5.5.2). */
        R pingFrame(PingReceived ping);

        /** A pong frame (RFC 6455, 5.5.3). */
        R pongFrame(PongReceived pong);

        /** A rule of RFC 6455 or a bound was broken, or the peer closes: the connection ends with the close frame given. */
        R ended(PeerClosed peerClosed);

        /** A message was not whole in time; nothing more is read. */
        R slow();

        /** The server stops. */
        R shutdown();
    }

    /** The messages that carry nothing. */
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
     * {@code {"type":"device","deviceId":…,"deviceToken":…}}. Its text form does not show the token.
     *
     * @param deviceId the id, or null if it is missing or not a text
     * @param token the token, or null if it is missing or not a text
     */
    record RegistrationRequest(
            @Nullable String deviceId, @Nullable String token) implements Inbound {
        @Override
        public <R> R accept(InboundHandler<R> inboundHandler) {
            return inboundHandler.register(this);
        }

        @Override
        public String toString() {
            return "Registration[" + deviceId + "]";
        }
    }

    /**
     * {@code {"type":"actuation","credentials":…,"body":…}}.
     *
     * @param credentials what the sender offers
     * @param body what to carry, or null if {@code body} or {@code body.content} is missing or null. The original looks at
     *     the credentials first, so a bad body behind wrong credentials is not answered.
     * @param message the whole message as the sender wrote it, credentials and all, for whoever has to pass it on
     */
    record ActuationMessage(
            Credentials credentials, @Nullable Body body, ByteSlice message) implements Inbound {
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
     * What an actuation carries, and to whom.
     *
     * @param target the device that {@code body.content} names
     * @param json the bytes of {@code body}, exactly as the sender wrote them
     * @param receivedNanos when it was read off the socket, as {@link System#nanoTime()}
     * @param traceparent what stands beside the body of the trace that it belongs to (W3C Trace Context), which nobody has
     *     looked at; null for nothing
     */
    record Body(
            Target target,
            ByteSlice json,
            long receivedNanos,
            @Nullable String traceparent) {

        /**
         * Something that belongs to no trace.
         *
         * @param target the device that {@code body.content} names
         * @param json the bytes of {@code body}
         * @param receivedNanos when it was received
         */
        public Body(Target target, ByteSlice json, long receivedNanos) {
            this(target, json, receivedNanos, null);
        }

        /**
         * The account and the id that stand beside a key. The body is read again for it: hardly anybody needs to know.
         *
         * @return null if it does not name both
         */
        public Target.@Nullable ByAccount named() {
            return BodyFields.named(json);
        }
    }

    /**
     * A ping frame.
     *
     * @param payload what the pong has to carry, at most 125 bytes
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
     * @param payload what it carries, at most 125 bytes
     */
    record PongReceived(ByteSlice payload) implements Inbound {
        @Override
        public <R> R accept(InboundHandler<R> inboundHandler) {
            return inboundHandler.pongFrame(this);
        }
    }

    /**
     * The end of the conversation, seen at the level of frames.
     *
     * @param closeFrame the close frame to answer with
     * @param peersCode the code of the peer's own close frame; {@link #NO_CODE} if it had none, or there was no such frame
     */
    record PeerClosed(CloseFrame closeFrame, int peersCode) implements Inbound {

        /** What an application is told where there is no code (RFC 6455, 7.4.1). */
        public static final int NO_CODE = 1005;

        /**
         * An end without a code of the peer.
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
