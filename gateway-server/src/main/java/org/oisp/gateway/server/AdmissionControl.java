package org.oisp.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import org.oisp.gateway.auth.admission.AdmissionEvents;
import org.oisp.gateway.auth.admission.AdmissionGate;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.socket.arrival.AcceptedSockets;
import org.oisp.gateway.server.socket.arrival.EventLoopLags;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.scheduler.Schedulers;

/** Queues arrivals under load: accepted connections until they are read, registrations until they are processed. */
final class AdmissionControl {

    private final AdmissionGate gate;
    private final AcceptedSockets acceptedSockets;
    private final AdmissionEvents events;

    AdmissionControl(GatewaySettings settings, MeterRegistry meters, Journal journal) {
        var registration = settings.registration();
        EventLoopLags lags = new EventLoopLags(registration.loopLag());
        gate = new AdmissionGate(registration.admission(), lags::isLate, Schedulers.parallel());
        acceptedSockets = new AcceptedSockets(registration.admission().maxWait(), lags, gate::isCrowded);
        events = new AdmissionEvents(
                meters,
                journal,
                new AdmissionEvents.AdmissionQueueState(
                        acceptedSockets::waiting, gate::waiting, gate::admitted, gate::limit, lags::nanos));
    }

    AdmissionGate gate() {
        return gate;
    }

    AcceptedSockets arrivals() {
        return acceptedSockets;
    }

    void summariseLogs() {
        events.summariseLogs();
    }
}
