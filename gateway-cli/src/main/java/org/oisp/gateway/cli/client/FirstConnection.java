package org.oisp.gateway.cli.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.ConnectionEnd;
import org.oisp.gateway.server.command.CommandFailure;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Waits for a client's first connection. A failed first attempt ends the command: most likely the address is wrong. */
public final class FirstConnection {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private static final long POLL_MILLIS = 20;

    private FirstConnection() {}

    /**
     * Waits until a client is connected.
     *
     * @param url the gateway's address
     * @param states the states of a client that has been started
     * @throws CommandException if the first attempt fails
     */
    public static void await(URI url, Flux<ClientState> states) throws CommandException {
        refuse(url, outcome(states).block(TIMEOUT));
    }

    /**
     * Waits until a client is connected or the caller gives up.
     *
     * @param url the gateway's address
     * @param states the states of a client that has been started
     * @param givenUp whether to stop waiting; the client may not be connected then
     * @throws CommandException if the first attempt fails
     * @throws InterruptedException if the thread is interrupted
     */
    public static void await(URI url, Flux<ClientState> states, BooleanSupplier givenUp)
            throws CommandException, InterruptedException {
        CompletableFuture<ClientState> outcome = outcome(states).toFuture();
        while (!givenUp.getAsBoolean()) {
            try {
                refuse(url, outcome.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
                return;
            } catch (TimeoutException notYet) {
                // Checks again whether the caller has given up.
            } catch (ExecutionException failed) {
                throw new CommandException(CommandFailure.describe(failed), failed);
            }
        }
        outcome.cancel(false);
    }

    private static Mono<ClientState> outcome(Flux<ClientState> states) {
        return states.filter(state -> !(state instanceof ClientState.Connecting))
                .next();
    }

    private static void refuse(URI url, @Nullable ClientState outcome) throws CommandException {
        ConnectionEnd why = failure(outcome);
        if (why != null) {
            throw new CommandException(describe(url, why), null);
        }
    }

    private static @Nullable ConnectionEnd failure(@Nullable ClientState outcome) {
        if (outcome instanceof ClientState.Waiting waiting) {
            return waiting.why();
        }
        return outcome instanceof ClientState.Ended ended ? ended.why() : null;
    }

    /**
     * Describes why a first attempt failed.
     *
     * @param url the gateway's address
     * @param why how the attempt ended
     * @return one line
     */
    public static String describe(URI url, ConnectionEnd why) {
        return switch (why.endKind()) {
            case UNREACHABLE, REFUSED -> "cannot connect to " + url + ": " + why.describe();
            default -> "connection ended: " + why.describe();
        };
    }
}
