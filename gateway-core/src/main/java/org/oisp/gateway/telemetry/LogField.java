package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Target;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A value in a log line that is a field of its own where lines are JSON. Its text form, {@link UntrustedText}, is what the line shows of
 * it. Made for each event, but worked out only for the lines that are written.
 */
public final class LogField {

    /** What stands between a peer's address and the proxy that vouches for it. */
    private static final String VIA = " via=";

    /** What is written where a value is not known. */
    private static final String NOTHING = "(none)";

    private final String name;
    private final @Nullable Object value;

    private LogField(String name, @Nullable Object value) {
        this.name = name;
        this.value = value;
    }

    /** The other end of a connection, by its text form. */
    public static LogField peer(@Nullable Object peer) {
        return new LogField("peer", peer);
    }

    /** A device, as far as it is known which: an identity, an address, what an actuation names, or what a peer claims. */
    public static LogField device(@Nullable Object device) {
        return new LogField("device", device);
    }

    /** An address, or a network of them. */
    public static LogField address(String address) {
        return new LogField("address", address);
    }

    /** What became of something. */
    public static LogField outcome(Tagged outcome) {
        return new LogField("outcome", outcome.tag());
    }

    /** Another instance, by its name. */
    public static LogField instance(@Nullable Object name) {
        return new LogField("other", name);
    }

    /** Adds what a machine is to read of it. */
    LoggingEventBuilder addTo(LoggingEventBuilder line) {
        if (value == null || value == Target.Nobody.NOBODY) {
            return line;
        }
        if (value instanceof DeviceIdentity device) {
            return address(line, device.account(), device.id()).addKeyValue("uid", text(device.uid()));
        }
        if (value instanceof DeviceAddress address) {
            return address(line, address.account(), address.id());
        }
        if (value instanceof Target.ByAccount target) {
            return address(line, target.account(), target.id());
        }
        if (value instanceof Target.ByUid target) {
            return line.addKeyValue("uid", text(target.uid()));
        }
        if (value instanceof Target.ById target) {
            return line.addKeyValue("device", text(target.id().value()));
        }
        return name.equals("peer") ? peer(line, toString()) : line.addKeyValue(name, toString());
    }

    private static LoggingEventBuilder address(LoggingEventBuilder line, Object account, DeviceId id) {
        return line.addKeyValue("account", text(account)).addKeyValue("device", text(id.value()));
    }

    private static LoggingEventBuilder peer(LoggingEventBuilder line, String text) {
        int via = text.indexOf(VIA);
        return via < 0
                ? line.addKeyValue("peer", text)
                : line.addKeyValue("peer", text.substring(0, via))
                        .addKeyValue("via", text.substring(via + VIA.length()));
    }

    private static String text(Object value) {
        return new UntrustedText(value).toString();
    }

    @Override
    public String toString() {
        return value == null ? NOTHING : text(value);
    }
}
