package org.oisp.gateway.server.redis;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.certificate.TlsMaterial;

/**
 * TLS to Redis. The server's certificate must name the host. The files are read again for each connection.
 *
 * @param authorities the file with the trusted authorities; null for the JVM's trust store
 * @param certificate the file with the gateway's certificate and its chain; null for none
 * @param key the file with the key of that certificate; null for none
 */
public record RedisTlsSettings(
        @Nullable FileSettings authorities,
        @Nullable FileSettings certificate,
        @Nullable FileSettings key) {

    /**
     * Reads the files as the connections do and reports every problem. Blocks.
     *
     * @param problem receives the setting that names the file, and the problem
     */
    public void check(BiConsumer<String, String> problem) {
        TlsMaterial.check(authorities, certificate, key, problem);
    }
}
