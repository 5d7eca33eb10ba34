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
 * What of the gateway operators are shown, and may use.
 *
 * @param deadTasks the names of background tasks that are down
 * @param started whether devices can connect by now
 * @param databaseAnswers asks whether the database answers
 * @param degraded whether the other instances should be there and are not
 * @param probeFailure why the gateway's actuations to itself do not arrive; null if they do
 * @param drain what may be done about the sessions
 * @param presence who is connected where
 * @param logLevel what is logged
 * @param journal what happened here
 * @param instance what this instance is called
 * @param actuations sends what operators want to be sent
 * @param live what happens, as it happens
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
