package org.oisp.gateway.server.socket.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * TLS on the device port.
 *
 * @param certificate the file with our certificate and the chain above it
 * @param key the file with our private key; may be the same
 * @param clientCa the file with the authorities that sign clients' certificates; null if none are asked for
 * @param clientCertificate whether a client has to have one
 * @param clientName which names in it are device ids
 * @param plainPeers who may also speak without TLS
 * @param renewal how often the files are looked at
 */
public record TlsSettings(
        FileSettings certificate,
        FileSettings key,
        @Nullable FileSettings clientCa,
        ClientCertificate clientCertificate,
        ClientName clientName,
        List<AddressRange> plainPeers,
        Duration renewal) {

    /**
     * A file.
     *
     * @param setting the variable that names it
     * @param path where it is
     */
    public record FileSettings(String setting, Path path) {}

    /** Whether a client has to have a certificate. */
    public enum ClientCertificate {
        /** It may. */
        OPTIONAL,
        /** Without one there is no session. */
        REQUIRED
    }

    /** Which names in a client's certificate are device ids. */
    public enum ClientName {
        /** The common names of its subject. */
        CN,
        /** Its alternative names of the kind DNS. */
        DNS,
        /** Its alternative names of the kind URI. */
        URI,
        /** Its alternative names of the kind email. */
        EMAIL
    }

    /**
     * Reads the files as the server will.
     *
     * @param problem told everything that is wrong: the setting that names the file, and what is wrong with it
     */
    public void check(BiConsumer<String, String> problem) {
        for (UnusableFileException unusable : TlsIdentity.problems(this)) {
            problem.accept(unusable.setting(), unusable.problem());
        }
    }
}
