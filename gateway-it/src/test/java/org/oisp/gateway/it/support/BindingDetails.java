package org.oisp.gateway.it.support;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.oisp.gateway.device.DeviceIdentity;

/** The columns of a device's binding row that a registration must set or must leave alone. */
public record BindingDetails(UUID id, Instant created, Instant updated, Instant lastConnectedAt) {

    /** Returns the only binding row of the device; fails if the device has none or several. */
    public static BindingDetails of(TestDatabase database, DeviceIdentity device) {
        try (Connection connection = database.connect();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT id, created, updated, "lastConnectedAt"
                        FROM dashboard."connectionBindings" WHERE "deviceUID" = ?
                        """)) {
            select.setObject(1, device.uid().value());
            try (ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    throw new AssertionError("no row of " + device);
                }
                BindingDetails row = new BindingDetails(
                        found.getObject(1, UUID.class), time(found, 2), time(found, 3), time(found, 4));
                if (found.next()) {
                    throw new AssertionError("several rows of " + device);
                }
                return row;
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Instant time(ResultSet found, int column) throws SQLException {
        return found.getObject(column, OffsetDateTime.class).toInstant();
    }
}
