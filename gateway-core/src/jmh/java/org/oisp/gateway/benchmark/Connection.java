package org.oisp.gateway.benchmark;

import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.registry.Mailbox;
import reactor.core.publisher.BaseSubscriber;

/** A device that takes every message at once and counts it. Not thread-safe; called by one thread at a time, like any subscriber. */
final class Connection extends BaseSubscriber<Outbound> {

    private long received;

    private Connection() {}

    static Connection reading(Mailbox mailbox) {
        Connection connection = new Connection();
        mailbox.messages().subscribe(connection);
        return connection;
    }

    @Override
    protected void hookOnNext(Outbound message) {
        received++;
    }

    long received() {
        return received;
    }
}
