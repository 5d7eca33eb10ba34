package org.oisp.gateway.server.socket.tls;

import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Makes of the files what the device port will make of them, without a port. */
public final class TlsCheck {

    private TlsCheck() {}

    /**
     * Reads the files and sets up TLS with them.
     *
     * @param settings the files
     * @param clock to know whether the certificate has expired
     * @return whose certificate it is, how long it is good, and what to know of it; fails if TLS cannot be spoken with it, or if it has
     *     expired, for then no device connects
     */
    public static Mono<String> run(TlsSettings settings, InstantSource clock) {
        return Mono.fromCallable(() -> {
                    TlsIdentity tlsIdentity = TlsIdentity.of(TlsIdentity.IdentityFiles.read(settings));
                    ReferenceCountUtil.release(TlsContexts.make(settings, tlsIdentity, DeviceTls.provider()));
                    Instant now = clock.instant();
                    Instant until = tlsIdentity.certificate().getNotAfter().toInstant();
                    List<String> warnings = tlsIdentity.warnings(now);
                    if (until.isBefore(now)) {
                        throw new IllegalStateException(String.join("; ", warnings));
                    }
                    String good = tlsIdentity + ", good until " + until;
                    return warnings.isEmpty() ? good : good + "; " + String.join("; ", warnings);
                })
                .subscribeOn(Schedulers.boundedElastic());
    }
}
