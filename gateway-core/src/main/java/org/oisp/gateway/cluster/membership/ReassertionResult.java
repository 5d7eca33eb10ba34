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
 * What became of rows that were to say again that their devices are connected here.
 *
 * @param rows how many did not say so, and do now
 * @param locked the devices whose rows somebody else has locked, and that may not say so yet
 */
record ReassertionResult(long rows, Set<UUID> locked) {

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
