package org.oisp.gateway.events;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.oisp.gateway.protocol.Inbound;

/** Why a device is no longer connected, as far as that is known. Immutable. */
public final class Departure {

    /** What a connection's end may be if the gateway did not end it. */
    private enum Way {
        CLOSED,
        CUT,
        TAKEN_ELSEWHERE
    }

    /** The connection was gone, and nobody had said why. */
    public static final Departure CUT = new Departure(
            Way.CUT,
            "The connection ended without a close frame: the device, its network or a proxy between has broken it off.");

    /** The device has connected to another instance. */
    public static final Departure TAKEN_ELSEWHERE =
            new Departure(Way.TAKEN_ELSEWHERE, "The device has connected to another instance, which has it now.");

    /** Another device of its connection has connected again, and so the connection was closed. */
    public static final Departure SHARED_CONNECTION = new Departure(
            DropReason.TAKEN_OVER,
            "Another device of the same connection has connected again, so that the connection was closed.");

    private static final Departure CLOSED = new Departure(Way.CLOSED, "The device closed the connection.");

    private static final Map<DropReason, Departure> DROPPED = dropped();

    private final Enum<?> outcome;
    private final String sentence;

    private Departure(Enum<?> outcome, String sentence) {
        this.outcome = outcome;
        this.sentence = sentence;
    }

    private static Map<DropReason, Departure> dropped() {
        Map<DropReason, Departure> departures = new EnumMap<>(DropReason.class);
        for (DropReason why : DropReason.values()) {
            departures.put(why, new Departure(why, why.sentence()));
        }
        return departures;
    }

    /**
     * The gateway has ended the connection.
     *
     * @param why the reason
     * @return that
     */
    public static Departure dropped(DropReason why) {
        return Objects.requireNonNull(DROPPED.get(why));
    }

    /**
     * The peer has closed the connection.
     *
     * @param code the code of its close frame; {@link Inbound.Ended#NO_CODE} if there was none in it
     * @return that
     */
    public static Departure closed(int code) {
        return code == Inbound.Ended.NO_CODE
                ? CLOSED
                : new Departure(Way.CLOSED, "The device closed the connection with code " + code + meaning(code) + ".");
    }

    private static String meaning(int code) {
        return switch (code) {
            case 1000 -> " (normal)";
            case 1001 -> " (it goes away)";
            case 1002 -> " (it takes something for a protocol error)";
            case 1003, 1007, 1008, 1009 -> " (it does not take what it was sent)";
            case 1011 -> " (it failed)";
            default -> "";
        };
    }

    /** Its constant, whose name is the outcome's tag. */
    Enum<?> outcome() {
        return outcome;
    }

    /** The same for a person. */
    String sentence() {
        return sentence;
    }
}
