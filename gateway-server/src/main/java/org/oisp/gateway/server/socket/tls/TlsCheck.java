package org.oisp.gateway.server.socket.tls;

import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Checks the TLS files as the device port uses them, without opening a port. */
public final class TlsCheck {

    private TlsCheck() {}

    /**
     * Reads the files and creates a TLS context from them.
     *
     * @param settings the files
     * @param clock decides whether the certificate has expired
     * @return the certificate's subject, its expiry and its warnings; fails if TLS cannot be used with it, or if it has expired, since no
     *     device connects then
     */
    public static Mono<String> run(TlsSettings settings, InstantSource clock) {
        return Mono.fromCallable(() -> {
                    TlsIdentity tlsIdentity = TlsIdentity.of(TlsIdentity.IdentityFiles.read(settings.files()));
                    ReferenceCountUtil.release(TlsContexts.make(settings, tlsIdentity, DeviceTls.provider()));
                    Instant now = clock.instant();
                    Instant until = tlsIdentity.certificate().getNotAfter().toInstant();
                    List<String> warnings = tlsIdentity.warnings(now);
                    if (until.isBefore(now)) {
                        throw new IllegalStateException(String.join("; ", warnings));
                    }
                    String good = tlsIdentity + ", valid until " + until;
                    return warnings.isEmpty() ? good : good + "; " + String.join("; ", warnings);
                })
                .subscribeOn(Schedulers.boundedElastic());
    }
}
