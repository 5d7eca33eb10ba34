package org.oisp.gateway.server.socket.tls;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.oisp.gateway.server.certificate.UnusableFileException;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * TLS on the device port.
 *
 * @param files the files with certificate, key and authorities
 * @param clientCertificate whether a client must present one
 * @param clientName which names in it are device ids
 * @param plainPeers the peers that may also connect without TLS
 * @param renewal interval between checks of the files
 */
public record TlsSettings(
        TlsFileSettings files,
        ClientCertificate clientCertificate,
        ClientName clientName,
        List<AddressRange> plainPeers,
        Duration renewal) {

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
        for (UnusableFileException unusable : TlsIdentity.problems(files)) {
            problem.accept(unusable.setting(), unusable.problem());
        }
    }
}
