package org.oisp.gateway.server;

import java.util.function.BooleanSupplier;
import org.oisp.gateway.auth.ProbeRegistrar;
import org.oisp.gateway.registry.DeviceListeners;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.socket.SocketEvents;
import org.oisp.gateway.server.socket.probe.OwnConnections;
import org.oisp.gateway.server.socket.probe.SelfProbe;
import org.oisp.gateway.server.socket.probe.SelfProbeEvents;
import org.oisp.gateway.session.SessionServices;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Wires the self-probe. A registry and a router of its own hold only the probe device, so it appears in no count, list or announcement
 * and cannot clash with a real device. It shares port, event loops, TLS, handshake, frames, sessions and token threads with all devices.
 */
final class ProbeDevice {

    private final Scheduler thread = Schedulers.newSingle("self-probe", true);
    private final SelfProbe probe;
    private final OwnConnections.Entrance entrance;

    ProbeDevice(
            GatewaySettings settings,
            SessionServices others,
            Scheduler verifiers,
            OwnConnections connections,
            SelfProbeEvents events) {
        probe = new SelfProbe(
                settings.operations().selfProbe(),
                Runtime.getRuntime().availableProcessors(),
                settings.sockets().tls() != null,
                events,
                thread);
        SocketEvents silent = SocketEvents.silent(connections.log());
        DeviceRegistry registry = new DeviceRegistry(settings.peers().mailboxes(), silent.connections());
        ActuationRouter router = new ActuationRouter(probe.sender(), registry, silent.actuations());
        SessionServices services = new SessionServices(
                new ProbeRegistrar(probe.device(), probe.secret(), verifiers),
                others.ledger(),
                registry,
                DeviceListeners.NONE,
                SessionFunctions.untracked(router),
                settings.peers().sessions(),
                silent.sessions());
        entrance = connections.entrance(SessionFunctions.conversation(services));
    }

    /** Runs the self-probe. Never completes; runs until cancelled. */
    Mono<Void> run(int port, BooleanSupplier draining) {
        return probe.run(port, entrance, draining);
    }

    void close() {
        thread.dispose();
    }
}
