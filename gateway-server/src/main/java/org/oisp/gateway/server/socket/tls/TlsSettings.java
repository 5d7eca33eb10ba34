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
 * @param certificate the file with the gateway's certificate and its chain
 * @param key the file with the private key; may be the same file
 * @param clientCa the file with the authorities that sign clients' certificates; null if none are requested
 * @param clientCertificate whether a client must present one
 * @param clientName which names in it are device ids
 * @param plainPeers the peers that may also connect without TLS
 * @param renewal interval between checks of the files
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
     * A configured file.
     *
     * @param setting the environment variable that names it
     * @param path its path
     */
    public record FileSettings(String setting, Path path) {}

    /** Whether a client must present a certificate. */
    public enum ClientCertificate {
        /** A client may present one. */
        OPTIONAL,
        /** The handshake fails without one. */
        REQUIRED
    }

    /** Which names in a client's certificate are device ids. */
    public enum ClientName {
        /** The common names (CN) of the subject. */
        CN,
        /** The subject alternative names of type DNS. */
        DNS,
        /** The subject alternative names of type URI. */
        URI,
        /** The subject alternative names of type email. */
        EMAIL
    }

    /**
     * Reads the files as the server does and reports every problem.
     *
     * @param problem receives the setting that names the file, and the problem
     */
    public void check(BiConsumer<String, String> problem) {
        for (UnusableFileException unusable : TlsIdentity.problems(this)) {
            problem.accept(unusable.setting(), unusable.problem());
        }
    }
}
