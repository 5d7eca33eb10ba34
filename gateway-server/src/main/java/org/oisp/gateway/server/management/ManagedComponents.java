package org.oisp.gateway.server.management;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.live.LiveFeed;
import org.oisp.gateway.operations.presence.PresenceService;
import org.oisp.gateway.routing.OperatorActuations;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Mono;

/**
 * The parts of the gateway that operators can see and use.
 *
 * @param deadTasks returns the names of background tasks that have failed
 * @param started returns whether devices can connect yet
 * @param databaseAnswers checks whether the database answers
 * @param degraded returns whether Redis is configured but not connected
 * @param probeFailure returns why the self-probe fails; null if it succeeds
 * @param drain starts and reports the drain
 * @param presence finds where devices are connected
 * @param logLevel shows and changes the log level
 * @param journal recent events of this instance
 * @param instance the name of this instance
 * @param actuations sends operators' actuations
 * @param live streams events to viewers
 */
public record ManagedComponents(
        Supplier<List<String>> deadTasks,
        BooleanSupplier started,
        Supplier<Mono<Boolean>> databaseAnswers,
        BooleanSupplier degraded,
        Supplier<@Nullable String> probeFailure,
        DrainControl drain,
        PresenceService presence,
        LogLevelControl logLevel,
        Journal journal,
        String instance,
        OperatorActuations actuations,
        LiveFeed live) {}
