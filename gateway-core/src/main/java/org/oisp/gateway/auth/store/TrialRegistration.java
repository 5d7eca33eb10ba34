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
 * What a registration does at the database, for a device that nobody has: it takes the same locks, needs the same rights and writes a
 * row. Whoever tries it rolls it back.
 */
public final class TrialRegistration {

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    /** Bound under a key of its own, which nobody has. */
    private static final List<DeviceClaim> NOBODY =
            List.of(new DeviceClaim(new AccountId(new UUID(0, 0)), new DeviceId("probe")));

    private TrialRegistration() {}

    /**
     * Binds nobody.
     *
     * @param connection in a transaction
     * @param server what the row says of where the device is
     * @return completes if a registration would be written; fails as it would
     */
    public static Mono<Void> bind(Connection connection, String server) {
        return Flux.from(BindingSql.trial(connection, NOBODY, server, UUID.randomUUID())
                        .execute())
                .concatMap(result -> result.map((row, metadata) -> 0))
                .then()
                // Where rows have to be of devices that there are, it was written before that was seen.
                .onErrorComplete(error ->
                        error instanceof R2dbcException refused && FOREIGN_KEY_VIOLATION.equals(refused.getSqlState()));
    }

    /**
     * Looks nobody up, which is all of a registration where there is no table for rows.
     *
     * @param connection where to ask
     * @return completes if a registration would succeed; fails as it would
     */
    public static Mono<Void> lookUp(Connection connection) {
        return DeviceLookup.find(connection, BindingSql.accounts(NOBODY), BindingSql.ids(NOBODY))
                .then();
    }
}
