package org.oisp.gateway.server.cli.client;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.Ending;
import reactor.core.publisher.Flux;

/** A command whose first connection fails does not try for ever: most likely it was told a wrong address. */
public final class FirstTry {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private FirstTry() {}

    /**
     * Waits until a client is connected.
     *
     * @param url where to
     * @param states what it is doing; it has to have been started
     * @throws CommandException if the first attempt fails
     */
    public static void await(URI url, Flux<ClientState> states) throws CommandException {
        ClientState outcome = states.filter(state -> !(state instanceof ClientState.Connecting))
                .next()
                .block(PATIENCE);
        Ending why = failure(outcome);
        if (why != null) {
            throw new CommandException(describe(url, why), null);
        }
    }

    private static @Nullable Ending failure(@Nullable ClientState outcome) {
        if (outcome instanceof ClientState.Waiting waiting) {
            return waiting.why();
        }
        return outcome instanceof ClientState.Ended ended ? ended.why() : null;
    }

    /**
     * Says why a first attempt failed.
     *
     * @param url where to
     * @param why how it ended
     * @return a line
     */
    public static String describe(URI url, Ending why) {
        return switch (why.kind()) {
            case UNREACHABLE, REFUSED -> "cannot connect to " + url + ": " + why.describe();
            default -> "connection ended: " + why.describe();
        };
    }
}
