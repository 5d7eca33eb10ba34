package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Target;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A log argument that becomes a field of its own in JSON lines. In text lines it appears as {@link UntrustedText}. Created for each
 * event, but formatted only for lines that are written.
 */
public final class LogField {

    /** Separates a peer's address from the address of the proxy that reported it. */
    private static final String VIA = " via=";

    /** The text of an unknown value. */
    private static final String NOTHING = "(none)";

    private final String name;
    private final @Nullable Object value;

    private LogField(String name, @Nullable Object value) {
        this.name = name;
        this.value = value;
    }

    /** Returns a field for the peer of a connection, by its {@code toString()}. */
    public static LogField peer(@Nullable Object peer) {
        return new LogField("peer", peer);
    }

    /** Returns a field for a device: an identity, an address, an actuation's target, or the id that a peer claims. */
    public static LogField device(@Nullable Object device) {
        return new LogField("device", device);
    }

    /** Returns a field for an address or a network. */
    public static LogField address(String address) {
        return new LogField("address", address);
    }

    /** Returns a field for an outcome. */
    public static LogField outcome(Tagged outcome) {
        return new LogField("outcome", outcome.tag());
    }

    /** Returns a field for another instance, by its name. */
    public static LogField instance(@Nullable Object name) {
        return new LogField("other", name);
    }

    /** Adds the JSON fields of this value to a line. */
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
