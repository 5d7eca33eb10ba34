package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.Statement;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The result of writing rows again.
 *
 * @param rows the number of rows that said something else, or were missing
 * @param locked the devices whose rows another database session has locked, and which may still say something else
 */
record ReassertionResult(long rows, Set<UUID> locked) {

    static final ReassertionResult NONE = new ReassertionResult(0, Set.of());

    static Mono<ReassertionResult> read(Statement statement) {
        return Mono.defer(() -> {
            AtomicLong asserted = new AtomicLong();
            Set<UUID> locked = new HashSet<>();
            return Flux.from(statement.execute())
                    .concatMap(result -> result.map((row, metadata) -> {
                        asserted.set(Objects.requireNonNull(row.get("asserted", Long.class)));
                        UUID device = row.get("device", UUID.class);
                        return device == null || locked.add(device);
                    }))
                    .then(Mono.fromSupplier(() -> new ReassertionResult(asserted.get(), locked)));
        });
    }
}
