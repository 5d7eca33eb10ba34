package org.oisp.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reasons for which a database refuses: each is about the setting that has to be corrected. */
class DatabaseRefusalTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "28P01 | password authentication failed for user \"u\" | CREDENTIALS",
                "28000 | role \"u\" does not exist | CREDENTIALS",
                "28000 | no pg_hba.conf entry for host \"h\", user \"u\", database \"d\", no encryption | TLS_REQUIRED",
                "28000 | no pg_hba.conf entry for host \"h\", user \"u\", database \"d\", SSL off | TLS_REQUIRED",
                "28000 | pg_hba.conf rejects connection for host \"h\", user \"u\", database \"d\", no encryption | TLS_REQUIRED",
                "28000 | SSL connection is required. Please specify SSL options and retry. | TLS_REQUIRED",
                "28000 | connection is insecure (try using `sslmode=require`) | TLS_REQUIRED",
                "08P01 | SSL required | TLS_REQUIRED",
                "28000 | no pg_hba.conf entry for host \"h\", user \"u\", database \"d\", SSL encryption | ACCESS",
                "28000 | no pg_hba.conf entry for host \"h\", user \"u\", database \"d\", SSL on | ACCESS",
                "28000 | kein pg_hba.conf-Eintrag für Host »h« | ACCESS",
                "28000 | connection requires a valid client certificate | CLIENT_CERTIFICATE",
                "28000 | certificate authentication failed for user \"u\" | CLIENT_CERTIFICATE",
                "08P01 | unsupported startup parameter: extra_float_digits | POOLER",
                "08P01 | transaction blocks not allowed in statement pooling mode | POOLER_MODE",
                "3D000 | database \"d\" does not exist | DATABASE",
                "08006 | Server support for SSL connection is disabled, but client was configured with SSL mode require | TLS_UNSUPPORTED",
                "57P03 | the database system is starting up |",
                "08P01 | no such database |"
            })
    void classifiesWhatTheServerSays(String state, String said, DatabaseRefusal refusal) {
        assertThat(DatabaseRefusal.of(new R2dbcPermissionDeniedException(said, state)))
                .isEqualTo(refusal);
    }

    @Test
    void knowsWhatTheDriverSaysOfAPasswordThatIsNotBound() {
        assertThat(DatabaseRefusal.of(new R2dbcPermissionDeniedException(
                        "Channel binding is required (channelBinding=require) but the connection is not using SSL")))
                .isEqualTo(DatabaseRefusal.CHANNEL_BINDING);
        assertThat(DatabaseRefusal.of(new R2dbcPermissionDeniedException("something else")))
                .isNull();
    }

    @Test
    void classifiesWhatJavaSaysOfACertificate() {
        assertThat(refusal(new CertPathBuilderException("unable to find valid certification path")))
                .isEqualTo(DatabaseRefusal.AUTHORITY);
        assertThat(refusal(new CertPathValidatorException("signature check failed")))
                .isEqualTo(DatabaseRefusal.AUTHORITY);
        assertThat(refusal(new CertificateException("No subject alternative DNS name matching h found.")))
                .isEqualTo(DatabaseRefusal.SERVER_NAME);
        assertThat(refusal(new CertificateException("No name matching h found")))
                .isEqualTo(DatabaseRefusal.SERVER_NAME);
        // The server may get a new one at any time.
        assertThat(refusal(new CertPathValidatorException(
                        "validity check failed", new CertificateExpiredException("NotAfter: yesterday"))))
                .isNull();
        assertThat(DatabaseRefusal.of(new SSLHandshakeException("Received fatal alert: unknown_ca")))
                .isEqualTo(DatabaseRefusal.CLIENT_CERTIFICATE);
        assertThat(DatabaseRefusal.of(new SSLHandshakeException("Received fatal alert: handshake_failure")))
                .isNull();
    }

    private static DatabaseRefusal refusal(Exception cause) {
        SSLHandshakeException handshake = new SSLHandshakeException("PKIX path validation failed");
        handshake.initCause(cause);
        return DatabaseRefusal.of(new R2dbcNonTransientResourceException("Cannot connect to h:1", "08003", handshake));
    }
}
