package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One attempt at a connection, and the connection that comes of it. It says whose event it is: what an attempt says after its end, its
 * client does not hear.
 */
final class Attempt implements Link.Peer {

    private final Upkeep client;
    private final Upkeep.Role role;
    private volatile Upkeep.@Nullable Greeting greeting;

    Attempt(Upkeep client, Upkeep.Role role) {
        this.client = client;
        this.role = role;
    }

    /** Asks what to say first, connects and says it; how it ended. */
    Mono<Ending> run(GatewayEndpoint endpoint) {
        return role.greeting().flatMap(first -> {
            greeting = first;
            return Link.run(endpoint, this);
        });
    }

    /** What it begins with; null until that is known. */
    Upkeep.@Nullable Greeting greeting() {
        return greeting;
    }

    @Override
    public void opened(Link link) {
        client.opened(this, link);
        Upkeep.Greeting first = greeting;
        if (first == null || first.text().isEmpty()) {
            registered(link);
        } else {
            link.send(Text.buffer(first.text())).addListener(sent -> {
                if (!sent.isSuccess()) {
                    link.cut(Failures.cut(sent.cause()));
                }
            });
        }
    }

    private void registered(Link link) {
        link.registered();
        client.connected(this);
    }

    @Override
    public Mono<Void> received(Link link, byte[] text) {
        Incoming message = Incoming.read(text);
        if (message == null) {
            return Mono.empty();
        }
        switch (message.code()) {
            case Incoming.ACTUATION, Incoming.PONG -> {
                return role.received(link, message);
            }
            case Incoming.REGISTERED -> registered(link);
            default -> link.refused(message.text() == null ? "code " + message.code() : message.text());
        }
        return Mono.empty();
    }
}
