package org.oisp.gateway.server.command.check;

import io.r2dbc.spi.R2dbcException;
import java.util.function.Function;
import org.oisp.gateway.database.FailureReason;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;

/**
 * A check of one server.
 *
 * @param what the kind of server
 * @param where its address
 * @param setting the setting that names it
 * @param attempt tries it; emits a description in a few words, or fails
 * @param culprit returns the setting to change after a failure
 */
record ServerCheck(
        String what, String where, Setting setting, Mono<String> attempt, Function<Throwable, Setting> culprit) {

    /** The result of a check; {@code nanos} is its duration. */
    record Result(ServerCheck check, boolean good, Setting setting, String words, long nanos) {}

    Mono<Result> run() {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return attempt.map(words -> new Result(this, true, setting, words, System.nanoTime() - begun))
                    .onErrorResume(error -> Mono.fromSupplier(() ->
                            new Result(this, false, culprit.apply(error), words(error), System.nanoTime() - begun)));
        });
    }

    private static String words(Throwable error) {
        return error instanceof R2dbcException ? FailureReason.of(error) : FailureDescription.of(error);
    }
}
