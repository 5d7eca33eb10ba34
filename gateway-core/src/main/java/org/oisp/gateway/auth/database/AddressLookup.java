package org.oisp.gateway.auth.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks up the addresses of devices in the dashboard's table, a batch in one statement. */
public final class AddressLookup {

    /** $1 device keys. */
    private static final String BY_UID = """
            SELECT d.uid, d."accountId" AS account, d.id FROM dashboard.devices d WHERE d.uid = ANY($1::uuid[])
            """;

    /** $1 device ids, $2 the maximum number of rows for each id. */
    private static final String BY_ID = """
            SELECT d."accountId" AS account, d.id
            FROM unnest($1::varchar[]) AS wanted(id)
            CROSS JOIN LATERAL (SELECT x."accountId", x.id FROM dashboard.devices x WHERE x.id = wanted.id LIMIT $2) d
            """;

    private AddressLookup() {}

    /**
     * Looks devices up by their keys.
     *
     * @return the addresses by key, without the unknown devices
     */
    public static Mono<Map<DeviceUid, DeviceAddress>> byUid(Connection connection, List<DeviceUid> devices) {
        if (devices.isEmpty()) {
            return Mono.just(Map.of());
        }
        return Flux.from(connection
                        .createStatement(BY_UID)
                        .bind("$1", devices.stream().map(DeviceUid::value).toArray(UUID[]::new))
                        .execute())
                .concatMap(result -> result.map((row, metadata) ->
                        Map.entry(new DeviceUid(Objects.requireNonNull(row.get("uid", UUID.class))), address(row))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /**
     * Looks up the devices that have an id, in any account.
     *
     * @return the addresses by id, at most {@link DeviceAddress#MAX_NAMESAKES} + 1 for each; an id that no device has is missing
     */
    public static Mono<Map<DeviceId, List<DeviceAddress>>> byId(Connection connection, List<DeviceId> ids) {
        if (ids.isEmpty()) {
            return Mono.just(Map.of());
        }
        return Flux.from(connection
                        .createStatement(BY_ID)
                        .bind("$1", ids.stream().map(DeviceId::value).toArray(String[]::new))
                        .bind("$2", DeviceAddress.MAX_NAMESAKES + 1)
                        .execute())
                .concatMap(result -> result.map((row, metadata) -> address(row)))
                .collect(Collectors.groupingBy(DeviceAddress::id));
    }

    private static DeviceAddress address(Row row) {
        return new DeviceAddress(
                new AccountId(Objects.requireNonNull(row.get("account", UUID.class))),
                new DeviceId(Objects.requireNonNull(row.get("id", String.class))));
    }
}
