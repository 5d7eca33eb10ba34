package org.oisp.gateway.server.database;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.Certificates;
import org.oisp.gateway.server.certificate.CertifiedKey;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.certificate.PemFile;
import org.oisp.gateway.server.certificate.UnusableFileException;
import org.oisp.gateway.server.database.PostgresTlsSettings.DatabaseTlsMode;
import org.oisp.gateway.telemetry.LogLine;

/**
 * The gateway's side of TLS to a PostgreSQL server. The files are read again for each connection, so that new ones are used without a
 * restart. Thread-safe.
 */
final class PostgresTls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final char[] NO_PASSWORD = {};

    private final PostgresTlsSettings settings;
    private @Nullable InUse inUse;
    /** The last problem of the files that was logged. */
    private @Nullable String told;

    /** The contents of the files; equal contents make equal contexts. */
    private record TlsFiles(
            @Nullable PemFile authorities,
            @Nullable PemFile certificate,
            @Nullable PemFile key) {}

    private record InUse(TlsFiles files, SSLContext context) {}

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
            TlsFiles found =
                    new TlsFiles(read(settings.authorities()), read(settings.certificate()), read(settings.key()));
            if (inUse == null || !inUse.files.equals(found)) {
                boolean changed = inUse != null;
                inUse = new InUse(found, make(found));
                if (changed) {
                    LogLine.info("database_tls_renewed", "new connections to the database use the changed TLS files");
                }
            }
            told = null;
        } catch (UnusableFileException unusable) {
            if (inUse == null) {
                throw unusable;
            }
            if (!unusable.problem().equals(told)) {
                told = unusable.problem();
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

    private static @Nullable PemFile read(@Nullable FileSettings file) throws UnusableFileException {
        return file == null ? null : PemFile.read(file);
    }

    private SSLContext make(TlsFiles files) throws UnusableFileException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(files), trust(files).getTrustManagers(), null);
        return context;
    }

    private TrustManagerFactory trust(TlsFiles files) throws UnusableFileException, GeneralSecurityException {
        if (!settings.verifies()) {
            return InsecureTrustManagerFactory.INSTANCE;
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(files.authorities == null ? null : store(Certificates.read(files.authorities)));
        return trust;
    }

    private static KeyManager @Nullable [] keys(TlsFiles files) throws UnusableFileException, GeneralSecurityException {
        if (files.certificate == null || files.key == null) {
            return null;
        }
        CertifiedKey own = CertifiedKey.of(files.certificate, files.key);
        KeyStore store = store(List.of());
        store.setKeyEntry("own", own.key(), NO_PASSWORD, own.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore store(List<X509Certificate> trusted) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("authority" + i, trusted.get(i));
        }
        return store;
    }
}
