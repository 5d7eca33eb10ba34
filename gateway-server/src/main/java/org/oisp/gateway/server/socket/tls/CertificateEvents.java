package org.oisp.gateway.server.socket.tls;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.Tagged;
import org.oisp.gateway.telemetry.TaggedCounters;

/** What happened to the certificate of the device port. Thread-safe. */
public final class CertificateEvents {

    private final TaggedCounters<Renewal> renewals;
    private volatile long expires;

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     */
    public CertificateEvents(MeterRegistry meters) {
        renewals = new TaggedCounters<>(
                meters, Renewal.class, "gateway.tls.renewals", "outcome", "Changes of the certificate's files");
        Gauge.builder("gateway.tls.certificate.expiry.timestamp.seconds", () -> expires)
                .description("When the certificate in force ends, in seconds since 1970; 0 without TLS")
                .register(meters);
    }

    /** The gateway starts with this certificate. */
    public void loaded(String subject, Instant until, List<String> warnings) {
        tell("TLS with the certificate of {}, good until {}", subject, until, warnings);
    }

    /** The files have changed: this certificate is in force for new connections. */
    public void renewed(String subject, Instant until, List<String> warnings) {
        renewals.increment(Renewal.RENEWED);
        tell("TLS from now on with the certificate of {}, good until {}", subject, until, warnings);
    }

    /**
     * The files have changed and cannot be used: the certificate before stays in force. To be called once a change.
     *
     * @param setting what names the file
     * @param what what is wrong with it, and what to do
     */
    public void unusable(String setting, String what) {
        renewals.increment(Renewal.FAILED);
        LogLine.warn("tls_renewal_failed", "{}: {}; the certificate before stays in force", setting, what);
    }

    private void tell(String format, String subject, Instant until, List<String> warnings) {
        expires = until.getEpochSecond();
        LogLine.info("tls_certificate", format, subject, until);
        warnings.forEach(warning -> LogLine.warn("tls_warning", "{}", warning));
    }

    /** What became of new files. */
    private enum Renewal implements Tagged {
        RENEWED,
        FAILED
    }
}
