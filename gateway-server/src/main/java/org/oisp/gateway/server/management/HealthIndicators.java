package org.oisp.gateway.server.management;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What liveness and readiness are told by. Each is asked at each request; all are thread-safe and none blocks.
 *
 * @param deadTasks returns the names of background tasks that have failed
 * @param started returns whether devices can connect yet
 * @param warmingUp returns whether the gateway still rehearses
 * @param databaseAnswers checks whether the database answers
 * @param degraded returns whether Redis is configured but not connected
 * @param unheard returns the names of the other instances that have a lease and are not heard over Redis
 * @param probeFailure returns why the self-probe fails; null if it succeeds
 */
public record HealthIndicators(
        Supplier<List<String>> deadTasks,
        BooleanSupplier started,
        BooleanSupplier warmingUp,
        Supplier<Mono<Boolean>> databaseAnswers,
        BooleanSupplier degraded,
        Supplier<List<String>> unheard,
        Supplier<@Nullable String> probeFailure) {}
