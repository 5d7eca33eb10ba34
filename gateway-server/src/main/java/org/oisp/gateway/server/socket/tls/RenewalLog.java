package org.oisp.gateway.server.socket.tls;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reports unusable files once, and only if two checks in a row found the same contents: certificate and key are replaced one after the
 * other, and do not match in between. Not thread-safe.
 */
final class RenewalLog {

    private final CertificateEvents events;
    private @Nullable Object suspected;
    private @Nullable Object reported;

    RenewalLog(CertificateEvents events) {
        this.events = events;
    }

    void good() {
        suspected = null;
        reported = null;
    }

    /**
     * Notes that the files cannot be used.
     *
     * @param found the contents, or null if the files cannot be read
     */
    void bad(TlsIdentity.@Nullable IdentityFiles found, String setting, String problem) {
        Object state = found == null ? problem : found;
        if (state.equals(suspected) && !Objects.equals(state, reported)) {
            reported = state;
            events.unusable(setting, problem);
        }
        suspected = state;
    }
}
