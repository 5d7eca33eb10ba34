package org.oisp.gateway.server;

import java.util.function.BiFunction;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.routing.ActuationReceipts;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.session.Peer;
import org.oisp.gateway.session.Session;
import org.oisp.gateway.session.SessionActuations;
import org.oisp.gateway.session.SessionServices;
import reactor.core.publisher.Flux;

/**
 * Makes the functions that connect sockets, sessions and the router. Each is made in one place for devices and for the rehearsal: functions
 * made in one place have one class, and code that the JVM compiled for another class would be thrown away when the first device comes.
 */
final class SessionFunctions {

    private SessionFunctions() {}

    /** Maps what a peer sends to what it receives. */
    static BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation(SessionServices services) {
        return (peer, inbound) -> Session.converse(services, peer, inbound);
    }

    /** Routes actuations whose senders ask for no receipt. */
    static SessionActuations untracked(ActuationRouter router) {
        return (actuation, sender, listener) -> router.route(actuation, sender);
    }

    /** Routes actuations by whether their senders ask for a receipt. */
    static SessionActuations actuations(SessionActuations untracked, ActuationReceipts receipts) {
        return (actuation, sender, listener) -> listener == null
                ? untracked.route(actuation, sender, null)
                : receipts.route(actuation, sender, listener);
    }
}
