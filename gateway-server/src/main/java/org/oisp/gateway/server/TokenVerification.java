package org.oisp.gateway.server;

import java.time.Duration;
import java.time.InstantSource;
import org.oisp.gateway.auth.keys.TokenKeyEvents;
import org.oisp.gateway.auth.token.TokenVerifier;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.TokenSettings;
import org.oisp.gateway.server.keycloak.TokenProvider;
import org.oisp.gateway.server.lifecycle.BackgroundTask;
import org.oisp.gateway.server.lifecycle.BackgroundWork;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The verification of device tokens: the provider's keys, the verifier and its threads. Registers their meters. */
final class TokenVerification {

    // Half of the cores, so that token verification leaves the rest to connected devices.
    private final Scheduler threads =
            Schedulers.newParallel("token", Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final TokenProvider provider;
    private final TokenVerifier verifier;

    TokenVerification(GatewaySettings settings, Telemetry telemetry) {
        TokenSettings tokens = settings.registration().tokens();
        provider = new TokenProvider(
                settings.neighbours().keycloak(),
                settings.registration().keyFetch(),
                new TokenKeyEvents(telemetry.meters(), InstantSource.system(), telemetry.health()));
        verifier = new TokenVerifier(
                tokens.key(), provider.keys(), tokens.remembered(), tokens.leeway(), InstantSource.system());
        telemetry.gauge("gateway.tokens.remembered", "Cached valid tokens", verifier::remembered);
    }

    TokenVerifier verifier() {
        return verifier;
    }

    /** Returns the threads that verify. */
    Scheduler threads() {
        return threads;
    }

    BackgroundWork work() {
        return BackgroundWork.endless(BackgroundTask.TOKEN_KEYS, provider::run);
    }

    /** Closes the connections to the provider. */
    Mono<Void> closeProvider() {
        return provider.close();
    }

    Mono<Void> closeThreads() {
        return threads.disposeGracefully().timeout(Duration.ofSeconds(1), Mono.empty());
    }
}
