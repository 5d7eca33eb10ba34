package org.oisp.gateway.server.cli.client;

import java.time.Duration;
import org.oisp.gateway.client.ConnectionEnd;
import reactor.core.publisher.Mono;

/** A client that says goodbye when the command ends, by Ctrl-C too. */
public final class ShutdownCloser {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Runnable goodbye;
    private final Thread hook;

    /**
     * Begins to look after a client.
     *
     * @param close closes it, without waiting
     * @param ended tells that it has ended
     */
    public ShutdownCloser(Runnable close, Mono<ConnectionEnd> ended) {
        goodbye = () -> {
            close.run();
            ended.timeout(PATIENCE).onErrorComplete().then().block();
        };
        hook = new Thread(goodbye, "goodbye");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Says it now, and waits for the end. */
    public void leave() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook is at it.
            return;
        }
        goodbye.run();
    }
}
