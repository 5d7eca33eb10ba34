package org.oisp.gateway.server.cli.check;

import io.r2dbc.spi.R2dbcException;
import java.util.function.Function;
import org.oisp.gateway.database.FailureReason;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;

/**
 * A server to try.
 *
 * @param what kind of server it is
 * @param where its address
 * @param setting what names it
 * @param attempt tries it; says what it is like in a few words, or fails
 * @param culprit which setting is to be changed after a failure
 */
record ServerCheck(
        String what, String where, Setting setting, Mono<String> attempt, Function<Throwable, Setting> culprit) {

    /** What became of it. */
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
