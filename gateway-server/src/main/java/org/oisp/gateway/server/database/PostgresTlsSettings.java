package org.oisp.gateway.server.database;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.certificate.TlsMaterial;

/**
 * TLS to a PostgreSQL server.
 *
 * @param mode whether to use TLS, and what to check
 * @param authorities the file with the trusted authorities; null for the JVM's trust store
 * @param certificate the file with the gateway's certificate and its chain; null for none
 * @param key the file with the key of that certificate; null for none
 * @param binding whether the password is bound to the TLS connection
 */
public record PostgresTlsSettings(
        DatabaseTlsMode mode,
        @Nullable FileSettings authorities,
        @Nullable FileSettings certificate,
        @Nullable FileSettings key,
        ChannelBinding binding) {

    /** The modes of libpq's {@code channel_binding}: SCRAM-SHA-256-PLUS, with which no server in between can use the password. */
    public enum ChannelBinding {
        /** No binding. */
        DISABLE,
        /** If the connection has TLS and the server offers it. */
        PREFER,
        /** A server that authenticates the gateway in any other way is refused. */
        REQUIRE
    }

    /** The modes of libpq's {@code sslmode}. */
    public enum DatabaseTlsMode {
        /** No TLS. */
        DISABLE,
        /** TLS only if the server refuses a connection without it. */
        ALLOW,
        /** TLS if the server offers it; nothing is checked. */
        PREFER,
        /** TLS; the server's certificate is checked only if authorities are given, as in libpq. */
        REQUIRE,
        /** TLS, with a certificate that a trusted authority has signed. */
        VERIFY_CA,
        /** TLS, with such a certificate that names the host. */
        VERIFY_FULL;

        /**
         * Returns whether a connection without TLS is refused.
         *
         * @return false if nothing can rely on TLS
         */
        public boolean required() {
            return compareTo(REQUIRE) >= 0;
        }
    }

    /**
     * Returns whether the server's certificate has to be signed by a trusted authority.
     *
     * @return whether it is checked
     */
    boolean verifies() {
        return mode.compareTo(DatabaseTlsMode.VERIFY_CA) >= 0
                || (mode == DatabaseTlsMode.REQUIRE && authorities != null);
    }

    /**
     * Reads the files as the connections do and reports every problem. Blocks.
     *
     * @param problem receives the setting that names the file, and the problem
     */
    public void check(BiConsumer<String, String> problem) {
        TlsMaterial.check(authorities, certificate, key, problem);
    }
}
