package org.oisp.gateway.server.management;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.oisp.gateway.presence.PresenceDesk;
import reactor.core.publisher.Mono;

/**
 * What of the gateway operators are shown, and may use.
 *
 * @param databaseAnswers asks whether the database answers
 * @param degraded whether the other instances should be there and are not
 * @param drain what may be done about the sessions
 * @param presence who is connected where
 * @param logLevel what is logged
 */
public record ManagedParts(
        Supplier<Mono<Boolean>> databaseAnswers,
        BooleanSupplier degraded,
        DrainControl drain,
        PresenceDesk presence,
        LogLevelControl logLevel) {}
