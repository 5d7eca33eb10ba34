package org.oisp.gateway.auth.store;

import io.r2dbc.spi.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.oisp.gateway.device.DeviceUid;

/**
 * A binding row as this instance wrote it. Only an instance that knows its time may clear it, so a late close cannot affect a newer
 * connection, here or on another instance.
 *
 * @param device the row's device
 * @param connectedAtMicros the row's {@code lastConnectedAt} by the database's clock, in microseconds since 1970
 */
public record Binding(DeviceUid device, long connectedAtMicros) {

    /** Reads a row with the columns {@code device} and {@code at}. */
    public static Binding read(Row row) {
        return new Binding(
                new DeviceUid(Objects.requireNonNull(row.get("device", UUID.class))),
                micros(Objects.requireNonNull(row.get("at", OffsetDateTime.class))));
    }

    static long micros(OffsetDateTime time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
    }
}
