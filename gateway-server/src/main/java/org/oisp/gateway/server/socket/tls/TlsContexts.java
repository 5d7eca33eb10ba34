package org.oisp.gateway.server.socket.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientCertificate;

/** Builds the server's {@link SslContext}: TLS 1.3 and 1.2, with forward secrecy and authenticated encryption only (RFC 9325, 4.2). */
final class TlsContexts {

    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private TlsContexts() {}

    static SslContext make(TlsSettings settings, TlsIdentity tlsIdentity, SslProvider provider) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        tlsIdentity.key(), tlsIdentity.chain().toArray(X509Certificate[]::new))
                .sslProvider(provider)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
        if (!tlsIdentity.clientAuthorities().isEmpty()) {
            builder.trustManager(tlsIdentity.clientAuthorities().toArray(X509Certificate[]::new))
                    .clientAuth(
                            settings.clientCertificate() == ClientCertificate.REQUIRED
                                    ? ClientAuth.REQUIRE
                                    : ClientAuth.OPTIONAL);
        }
        return builder.build();
    }
}
