package org.oisp.gateway.cli.client;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/** Reads the certificates that a command trusts instead of the system's. */
final class TrustFile {

    private TrustFile() {}

    static SslContext read(Path file) throws CommandException {
        InputFiles.refuseDirectory(file);
        try {
            return SslContextBuilder.forClient()
                    .trustManager(certificates(file).toArray(X509Certificate[]::new))
                    .build();
        } catch (NoSuchFileException missing) {
            throw new CommandException("--ca " + file + ": no such file", missing);
        } catch (SSLException bad) {
            throw new CommandException("--ca " + file + ": holds no usable certificate", bad);
        } catch (IOException unreadable) {
            throw new CommandException("--ca " + file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (GeneralSecurityException bad) {
            throw new CommandException("--ca " + file + ": holds no usable certificate", bad);
        }
    }

    private static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException, CommandException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new CommandException("--ca " + file + ": holds no certificate", null);
            }
            return certificates;
        }
    }
}
