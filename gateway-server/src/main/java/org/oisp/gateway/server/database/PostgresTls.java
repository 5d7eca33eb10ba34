package org.oisp.gateway.server.database;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.TlsMaterial;
import org.oisp.gateway.server.certificate.UnusableFileException;
import org.oisp.gateway.server.database.PostgresTlsSettings.DatabaseTlsMode;
import org.oisp.gateway.telemetry.LogLine;

/**
 * The gateway's side of TLS to a PostgreSQL server. The files are read again for each connection, so that new ones are used without a
 * restart. Thread-safe.
 */
final class PostgresTls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private final PostgresTlsSettings settings;
    private @Nullable InUse inUse;
    /** The last problem of the files that was logged. */
    private @Nullable String reportedProblem;

    private record InUse(TlsMaterial files, SSLContext context) {}

    PostgresTls(PostgresTlsSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the context that the files make now. Blocks.
     *
     * @throws UnusableFileException if they cannot be used, and never could; otherwise the log says so, once, and the last good contents
     *     stay in use
     * @throws GeneralSecurityException if the JVM cannot use them
     */
    synchronized SSLContext context() throws UnusableFileException, GeneralSecurityException {
        try {
            TlsMaterial found = TlsMaterial.read(settings.authorities(), settings.certificate(), settings.key());
            if (inUse == null || !inUse.files.equals(found)) {
                boolean changed = inUse != null;
                inUse = new InUse(found, make(found));
                if (changed) {
                    LogLine.info("database_tls_renewed", "new connections to the database use the changed TLS files");
                }
            }
            reportedProblem = null;
        } catch (UnusableFileException unusable) {
            if (inUse == null) {
                throw unusable;
            }
            if (!unusable.problem().equals(reportedProblem)) {
                reportedProblem = unusable.problem();
                LogLine.warn(
                        "database_tls_renewal_failed",
                        "{}: {}; the previous files stay in use",
                        unusable.setting(),
                        unusable.problem());
            }
        }
        return inUse.context;
    }

    /** Returns an engine for a connection to this host. */
    SSLEngine engine(SSLContext context, String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        if (settings.mode() == DatabaseTlsMode.VERIFY_FULL) {
            // The driver's own check asks DNS for the name of an address, which blocks, and believes it.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLContext make(TlsMaterial files) throws UnusableFileException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = files.keys();
        TrustManagerFactory trust = settings.verifies() ? files.trust() : InsecureTrustManagerFactory.INSTANCE;
        context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
