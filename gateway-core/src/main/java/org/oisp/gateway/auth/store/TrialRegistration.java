package org.oisp.gateway.auth.store;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import java.util.UUID;
import org.oisp.gateway.auth.database.DeviceLookup;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs the statements of a registration for a device that does not exist: takes the same locks, needs the same rights and writes a row. The
 * caller must roll it back.
 */
public final class TrialRegistration {

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    /** Bound under a random key. */
    private static final List<DeviceClaim> NOBODY =
            List.of(new DeviceClaim(new AccountId(new UUID(0, 0)), new DeviceId("probe")));

    private TrialRegistration() {}

    /**
     * Binds the non-existent device.
     *
     * @param connection a connection in a transaction
     * @param server the address to write into the row
     * @return completes if a registration would be written; fails as a registration would
     */
    public static Mono<Void> bind(Connection connection, String server) {
        return Flux.from(BindingSql.trial(connection, NOBODY, server, UUID.randomUUID())
                        .execute())
                .concatMap(result -> result.map((row, metadata) -> 0))
                .then()
                // A foreign key rejects the unknown device only after the row was written, so that counts as success.
                .onErrorComplete(error ->
                        error instanceof R2dbcException refused && FOREIGN_KEY_VIOLATION.equals(refused.getSqlState()));
    }

    /**
     * Looks the non-existent device up, which is a whole registration where there is no table for binding rows.
     *
     * @param connection the connection to use
     * @return completes if a registration would succeed; fails as a registration would
     */
    public static Mono<Void> lookUp(Connection connection) {
        return DeviceLookup.find(connection, BindingSql.accounts(NOBODY), BindingSql.ids(NOBODY))
                .then();
    }
}
