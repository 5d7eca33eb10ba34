package org.oisp.gateway.server.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificates that a command believes, and no others. */
final class TrustFile {

    private TrustFile() {}

    static SSLContext read(Path file) throws CommandException {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate : certificates(file)) {
                trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (NoSuchFileException missing) {
            throw new CommandException("--ca " + file + ": there is no such file", missing);
        } catch (IOException unreadable) {
            throw new CommandException("--ca " + file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (GeneralSecurityException bad) {
            throw new CommandException("--ca " + file + ": holds no usable certificate", bad);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException, CommandException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new CommandException("--ca " + file + ": holds no certificate", null);
            }
            return found;
        }
    }
}
