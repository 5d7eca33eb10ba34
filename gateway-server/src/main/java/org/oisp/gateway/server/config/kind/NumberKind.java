package org.oisp.gateway.server.config.kind;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.HostAndPort;

/**
 * A whole number.
 *
 * @param least the minimum, which is allowed
 * @param most the maximum, which is allowed
 * @param unit what is counted, such as {@code bytes} or {@code handshakes a second}; empty for the number of a port
 */
public record NumberKind(int least, int most, String unit) implements SettingKind<Integer> {

    /**
     * Returns a number with a unit.
     *
     * @param least the minimum, which is allowed
     * @param most the maximum, which is allowed
     * @param unit what is counted
     * @return the kind
     */
    public static NumberKind number(int least, int most, String unit) {
        return new NumberKind(least, most, unit);
    }

    /**
     * Returns the port of a server.
     *
     * @return the kind
     */
    public static NumberKind port() {
        return new NumberKind(1, HostAndPort.MAX_PORT, "");
    }

    /**
     * Returns a port to listen on, 0 for any free one.
     *
     * @return the kind
     */
    public static NumberKind listeningPort() {
        return new NumberKind(0, HostAndPort.MAX_PORT, "");
    }

    /**
     * Returns the same kind with another maximum, if that is lower.
     *
     * @param other the maximum, which is allowed
     * @return the kind
     */
    public NumberKind upTo(int other) {
        return new NumberKind(least, Math.min(most, other), unit);
    }

    @Override
    public @Nullable Integer parse(String text) {
        try {
            int value = Integer.parseInt(text);
            return value >= least && value <= most ? value : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    @Override
    public String wrong(String text) {
        return "is not a number from " + least + " to " + most + hint(text);
    }

    @Override
    public String allowed() {
        return least + " to " + most + (unit.isEmpty() ? "" : " " + unit);
    }

    private static String hint(String text) {
        return text.startsWith("tcp://")
                ? "; Kubernetes sets it for a service called \"gateway\": set enableServiceLinks: false in the pod"
                : "";
    }
}
