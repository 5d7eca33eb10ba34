package org.oisp.gateway.server.socket.tls;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says once of files that they cannot be used, and only when they were the same at the look before: certificate and key are replaced
 * one after the other, and in between they do not fit. For one thread at a time.
 */
final class RenewalLog {

    private final CertificateEvents events;
    private @Nullable Object suspected;
    private @Nullable Object told;

    RenewalLog(CertificateEvents events) {
        this.events = events;
    }

    void good() {
        suspected = null;
        told = null;
    }

    /**
     * The files cannot be used.
     *
     * @param found what they hold, or null if they cannot be read
     */
    void bad(TlsIdentity.@Nullable IdentityFiles found, String setting, String problem) {
        Object state = found == null ? problem : found;
        if (state.equals(suspected) && !Objects.equals(state, told)) {
            told = state;
            events.unusable(setting, problem);
        }
        suspected = state;
    }
}
