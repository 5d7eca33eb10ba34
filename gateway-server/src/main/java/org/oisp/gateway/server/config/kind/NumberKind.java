package org.oisp.gateway.server.config.kind;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.HostAndPort;

/**
 * A whole number.
 *
 * @param min the minimum, which is allowed
 * @param max the maximum, which is allowed
 * @param unit what is counted, such as {@code bytes} or {@code handshakes a second}; empty for the number of a port
 */
public record NumberKind(int min, int max, String unit) implements SettingKind<Integer> {

    /**
     * Returns a number with a unit.
     *
     * @param min the minimum, which is allowed
     * @param max the maximum, which is allowed
     * @param unit what is counted
     * @return the kind
     */
    public static NumberKind number(int min, int max, String unit) {
        return new NumberKind(min, max, unit);
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
        return new NumberKind(min, Math.min(max, other), unit);
    }

    @Override
    public @Nullable Integer parse(String text) {
        try {
            int value = Integer.parseInt(text);
            return value >= min && value <= max ? value : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    @Override
    public String wrong(String text) {
        return "is not a number from " + min + " to " + max + hint(text);
    }

    @Override
    public String allowed() {
        return min + " to " + max + (unit.isEmpty() ? "" : " " + unit);
    }

    private static String hint(String text) {
        return text.startsWith("tcp://")
                ? "; Kubernetes sets it for a service called \"gateway\": set enableServiceLinks: false in the pod"
                : "";
    }
}
