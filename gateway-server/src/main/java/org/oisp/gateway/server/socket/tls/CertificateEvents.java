package org.oisp.gateway.server.socket.tls;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.Tagged;
import org.oisp.gateway.telemetry.TaggedCounters;

/** Logs and counts changes of the device port's certificate. Thread-safe. */
public final class CertificateEvents {

    private final TaggedCounters<Renewal> renewals;
    private volatile long expires;

    /**
     * Registers the meters.
     *
     * @param meters the registry
     */
    public CertificateEvents(MeterRegistry meters) {
        renewals = new TaggedCounters<>(
                meters, Renewal.class, "gateway.tls.renewals", "outcome", "Reloads of the TLS files");
        Gauge.builder("gateway.tls.certificate.expiry.timestamp.seconds", () -> expires)
                .description("Expiry of the certificate in use, in seconds since 1970; 0 without TLS")
                .register(meters);
    }

    /** Logs the certificate that the gateway starts with, and its warnings. */
    public void loaded(String subject, Instant until, List<String> warnings) {
        tell("TLS with the certificate of {}, valid until {}", subject, until, warnings);
    }

    /** Counts and logs that a changed certificate is now used for new connections. */
    public void renewed(String subject, Instant until, List<String> warnings) {
        renewals.increment(Renewal.RENEWED);
        tell("TLS now uses the certificate of {}, valid until {}", subject, until, warnings);
    }

    /**
     * Counts and logs that the changed files are unusable; the previous certificate stays in use. Call once for each change.
     *
     * @param setting the setting that names the file
     * @param what the problem, and what to do
     */
    public void unusable(String setting, String what) {
        renewals.increment(Renewal.FAILED);
        LogLine.warn("tls_renewal_failed", "{}: {}; the previous certificate stays in use", setting, what);
    }

    private void tell(String format, String subject, Instant until, List<String> warnings) {
        expires = until.getEpochSecond();
        LogLine.info("tls_certificate", format, subject, until);
        warnings.forEach(warning -> LogLine.warn("tls_warning", "{}", warning));
    }

    /** The outcome of a file change. */
    private enum Renewal implements Tagged {
        RENEWED,
        FAILED
    }
}
