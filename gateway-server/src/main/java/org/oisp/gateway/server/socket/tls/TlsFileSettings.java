package org.oisp.gateway.server.socket.tls;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.FileSettings;

/**
 * The files of TLS on the device port.
 *
 * @param certificate the file with the gateway's certificate and its chain
 * @param key the file with the private key; may be the same file
 * @param clientCa the file with the authorities that sign clients' certificates; null if none are requested
 */
public record TlsFileSettings(
        FileSettings certificate,
        FileSettings key,
        @Nullable FileSettings clientCa) {}
