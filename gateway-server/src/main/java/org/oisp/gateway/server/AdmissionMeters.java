package org.oisp.gateway.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.auth.admission.AdmissionGate;
import org.oisp.gateway.server.socket.arrival.Arrivals;
import org.oisp.gateway.server.socket.arrival.LoopLags;

/** What a storm of newcomers looks like: who waits, how many are worked on at once, and whether connected devices feel it. */
final class AdmissionMeters {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private AdmissionMeters() {}

    /** Shows them. */
    static void register(MeterRegistry meters, AdmissionGate gate, Arrivals arrivals, LoopLags lags) {
        Gauge.builder("gateway.admission.connections.waiting", arrivals, Arrivals::waiting)
                .description("Accepted connections that have not been read yet, since too many come at once")
                .register(meters);
        Gauge.builder("gateway.admission.registrations.waiting", gate, AdmissionGate::waiting)
                .description("Registrations that nothing has been done for yet, since too many come at once")
                .register(meters);
        Gauge.builder("gateway.admission.registrations.admitted", gate, AdmissionGate::admitted)
                .description("Registrations that are worked on")
                .register(meters);
        Gauge.builder("gateway.admission.limit", gate, AdmissionGate::limit)
                .description("How many registrations may be worked on at once at the moment")
                .register(meters);
        Gauge.builder("gateway.loop.lag", lags, loops -> loops.nanos() / SECOND)
                .description("How late the latest event loop of the device port was, at the worst, within the last moments")
                .baseUnit("seconds")
                .register(meters);
    }
}
