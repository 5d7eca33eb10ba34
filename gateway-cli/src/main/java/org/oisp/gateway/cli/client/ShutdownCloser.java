package org.oisp.gateway.cli.client;

import java.time.Duration;
import org.oisp.gateway.client.ConnectionEnd;
import reactor.core.publisher.Mono;

/** Closes a client when the command ends, also on Ctrl-C. */
public final class ShutdownCloser {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Runnable goodbye;
    private final Thread hook;

    /**
     * Registers a shutdown hook that closes the client.
     *
     * @param close closes the client, without waiting
     * @param ended completes when the client has ended
     */
    public ShutdownCloser(Runnable close, Mono<ConnectionEnd> ended) {
        goodbye = () -> {
            close.run();
            ended.timeout(TIMEOUT).onErrorComplete().then().block();
        };
        hook = new Thread(goodbye, "goodbye");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Closes the client now, and waits up to 3 s for its end. */
    public void leave() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The shutdown hook closes the client.
            return;
        }
        goodbye.run();
    }
}
