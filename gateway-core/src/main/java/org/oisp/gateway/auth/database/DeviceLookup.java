package org.oisp.gateway.auth.database;

import io.r2dbc.spi.Connection;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks devices up in the dashboard's table, a batch in one statement. */
public final class DeviceLookup {

    /** $1 accounts, $2 device ids. */
    private static final String LOOK_UP = """
            WITH claim AS (
              SELECT generate_subscripts($1::uuid[], 1) AS n, unnest($1::uuid[]) AS account, unnest($2::varchar[]) AS id
            )
            SELECT c.n, d.uid
            FROM claim c JOIN dashboard.devices d ON d."accountId" = c.account AND d.id = c.id
            """;

    private DeviceLookup() {}

    /**
     * Looks devices up by account and id.
     *
     * @param connection the connection to use
     * @param accounts the account of each device
     * @param ids the id of each device
     * @return the key of each device in the same order, null for an unknown device
     */
    public static Mono<@Nullable UUID[]> find(Connection connection, UUID[] accounts, String[] ids) {
        return Flux.from(connection
                        .createStatement(LOOK_UP)
                        .bind("$1", accounts)
                        .bind("$2", ids)
                        .execute())
                .concatMap(result -> result.map((row, metadata) -> new DeviceRow(
                        Objects.requireNonNull(row.get("n", Integer.class)) - 1,
                        Objects.requireNonNull(row.get("uid", UUID.class)))))
                .collectList()
                .map(rows -> {
                    @Nullable UUID[] byClaim = new @Nullable UUID[ids.length];
                    rows.forEach(row -> byClaim[row.index] = row.device);
                    return byClaim;
                });
    }

    private record DeviceRow(int index, UUID device) {}
}
