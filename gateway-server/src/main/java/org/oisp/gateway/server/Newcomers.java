package org.oisp.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import org.oisp.gateway.auth.admission.AdmissionGate;
import org.oisp.gateway.events.AdmissionEvents;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.socket.arrival.Arrivals;
import org.oisp.gateway.server.socket.arrival.LoopLags;
import reactor.core.scheduler.Schedulers;

/** Where those wait who come while too many do: connections until they are read, registrations until they are worked on. */
final class Newcomers {

    private final AdmissionGate gate;
    private final Arrivals arrivals;
    private final AdmissionEvents events;

    Newcomers(GatewaySettings settings, MeterRegistry meters, Journal journal) {
        var registration = settings.registration();
        LoopLags lags = new LoopLags(registration.loopLag());
        gate = new AdmissionGate(registration.admission(), lags::isLate, Schedulers.parallel());
        arrivals = new Arrivals(registration.admission().patience(), lags, gate::isCrowded);
        events = new AdmissionEvents(
                meters,
                journal,
                new AdmissionEvents.Newcomers(
                        arrivals::waiting, gate::waiting, gate::admitted, gate::limit, lags::nanos));
    }

    AdmissionGate gate() {
        return gate;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    void summariseLogs() {
        events.summariseLogs();
    }
}
