package org.oisp.gateway.server.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The contents of the files that a TLS client uses; equal contents are equal.
 *
 * @param authorities the trusted authorities; null for the JVM's trust store
 * @param certificate the client's certificate and its chain; null for none
 * @param key the key of that certificate; null for none
 */
public record TlsMaterial(
        @Nullable PemFile authorities,
        @Nullable PemFile certificate,
        @Nullable PemFile key) {

    private static final char[] NO_PASSWORD = {};

    /**
     * Reads the files as a connection does and reports every problem. Blocks.
     *
     * @param authorities the file with the trusted authorities; null for none
     * @param certificate the file with the client's certificate; null for none
     * @param key the file with its key; null for none
     * @param problem receives the setting that names the file, and the problem
     */
    public static void check(
            @Nullable FileSettings authorities,
            @Nullable FileSettings certificate,
            @Nullable FileSettings key,
            BiConsumer<String, String> problem) {
        List<UnusableFileException> problems = new ArrayList<>();
        if (authorities != null) {
            problems.addAll(Certificates.problems(authorities));
        }
        if (certificate != null && key != null) {
            problems.addAll(CertifiedKey.problems(certificate, key));
        }
        problems.forEach(unusable -> problem.accept(unusable.setting(), unusable.problem()));
    }

    /**
     * Reads the files. Blocks.
     *
     * @param authorities the file with the trusted authorities; null for the JVM's trust store
     * @param certificate the file with the client's certificate; null for none
     * @param key the file with its key; null for none
     * @return their contents
     * @throws UnusableFileException if one cannot be read
     */
    public static TlsMaterial read(
            @Nullable FileSettings authorities, @Nullable FileSettings certificate, @Nullable FileSettings key)
            throws UnusableFileException {
        return new TlsMaterial(contents(authorities), contents(certificate), contents(key));
    }

    private static @Nullable PemFile contents(@Nullable FileSettings file) throws UnusableFileException {
        return file == null ? null : PemFile.read(file);
    }

    /**
     * Returns what checks the server's certificate.
     *
     * @return trusts the authorities
     * @throws UnusableFileException if the file holds none
     * @throws GeneralSecurityException if the JVM cannot use them
     */
    public TrustManagerFactory trust() throws UnusableFileException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities == null ? null : store(Certificates.read(authorities)));
        return trust;
    }

    /**
     * Returns the client's key.
     *
     * @return null if there is none
     * @throws UnusableFileException if the files hold none, or do not fit together
     * @throws GeneralSecurityException if the JVM cannot use it
     */
    public @Nullable KeyManagerFactory keys() throws UnusableFileException, GeneralSecurityException {
        if (certificate == null || key == null) {
            return null;
        }
        CertifiedKey certifiedKey = CertifiedKey.of(certificate, key);
        KeyStore store = store(List.of());
        store.setKeyEntry(
                "own", certifiedKey.key(), NO_PASSWORD, certifiedKey.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys;
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
