package org.oisp.gateway.registry;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound;

/** Why a device is no longer connected, as far as known. Immutable. */
public final class DisconnectReason {

    /** How a connection can end if the gateway did not end it. */
    private enum DisconnectKind {
        CLOSED,
        CUT,
        TAKEN_ELSEWHERE
    }

    /** The connection ended, and no reason is known. */
    public static final DisconnectReason CUT = new DisconnectReason(
            DisconnectKind.CUT,
            "The connection ended without a close frame: the device, its network or a proxy broke it.");

    /** The device has connected to another instance. */
    public static final DisconnectReason TAKEN_ELSEWHERE =
            new DisconnectReason(DisconnectKind.TAKEN_ELSEWHERE, "The device has connected to another instance.");

    /** Another device of the same connection has connected again, so the connection was closed. */
    public static final DisconnectReason SHARED_CONNECTION = new DisconnectReason(
            DropReason.TAKEN_OVER, "Another device of the same connection reconnected, so this connection was closed.");

    private static final DisconnectReason CLOSED =
            new DisconnectReason(DisconnectKind.CLOSED, "The device closed the connection.");

    private static final Map<DropReason, DisconnectReason> DROPPED = dropped();

    private final Enum<?> outcome;
    private final String sentence;

    private DisconnectReason(Enum<?> outcome, String sentence) {
        this.outcome = outcome;
        this.sentence = sentence;
    }

    private static Map<DropReason, DisconnectReason> dropped() {
        Map<DropReason, DisconnectReason> departures = new EnumMap<>(DropReason.class);
        for (DropReason why : DropReason.values()) {
            departures.put(why, new DisconnectReason(why, why.sentence()));
        }
        return departures;
    }

    /** Returns the reason for a connection that the gateway ended. */
    public static DisconnectReason dropped(DropReason why) {
        return Objects.requireNonNull(DROPPED.get(why));
    }

    /**
     * Returns the reason for a connection that the peer closed.
     *
     * @param code the code of its close frame; {@link Inbound.PeerClosed#NO_CODE} if it had none
     */
    public static DisconnectReason closed(int code) {
        return code == Inbound.PeerClosed.NO_CODE
                ? CLOSED
                : new DisconnectReason(
                        DisconnectKind.CLOSED,
                        "The device closed the connection with code " + code + meaning(code) + ".");
    }

    /** Returns the first of these reasons that is known; {@link #CUT} if none is. */
    public static DisconnectReason first(@Nullable DisconnectReason one, @Nullable DisconnectReason other) {
        return one != null ? one : other != null ? other : CUT;
    }

    private static String meaning(int code) {
        return switch (code) {
            case 1000 -> " (normal)";
            case 1001 -> " (going away)";
            case 1002 -> " (protocol error)";
            case 1003, 1007, 1008, 1009 -> " (unacceptable data)";
            case 1011 -> " (internal error)";
            default -> "";
        };
    }

    /** Returns the enum constant whose name is the outcome's tag. */
    public Enum<?> outcome() {
        return outcome;
    }

    /** Returns the reason as a sentence for operators. */
    public String sentence() {
        return sentence;
    }
}
