package org.oisp.gateway.auth.store;

import io.r2dbc.spi.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceUid;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The result of clearing the rows that an earlier run of this instance left.
 *
 * @param rows the number of cleared rows
 * @param locked rows that another database session has locked, and that still have to be cleared
 */
public record SweepResult(long rows, List<Binding> locked) {

    static Mono<SweepResult> read(Statement statement) {
        return Mono.defer(() -> {
            AtomicLong cleared = new AtomicLong();
            List<Binding> locked = new ArrayList<>();
            return Flux.from(statement.execute())
                    .concatMap(result -> result.map((row, metadata) -> {
                        cleared.set(Objects.requireNonNull(row.get("cleared", Long.class)));
                        add(locked, row.get("device", UUID.class), row.get("at", OffsetDateTime.class));
                        return 0;
                    }))
                    .then(Mono.fromSupplier(() -> new SweepResult(cleared.get(), locked)));
        });
    }

    private static void add(List<Binding> locked, @Nullable UUID device, @Nullable OffsetDateTime at) {
        if (device != null && at != null) {
            locked.add(new Binding(new DeviceUid(device), Binding.micros(at)));
        }
    }
}
