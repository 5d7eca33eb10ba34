package org.oisp.gateway.server.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.protocol.ProtocolVersion;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import org.oisp.gateway.server.certificate.TlsMaterial;
import org.oisp.gateway.server.certificate.UnusableFileException;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;
import org.oisp.gateway.server.secret.Password;

/** Lettuce connection options, shared by the bus and the check. */
final class RedisAccess {

    private static final Duration KEEPALIVE_IDLE = Duration.ofSeconds(10);
    private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(5);
    private static final int KEEPALIVE_PROBES = 3;

    private RedisAccess() {}

    static RedisURI uri(RedisSettings settings, RedisAddress address) {
        return uri(settings, address, settings.tls() != null, settings.username(), settings.password());
    }

    /** The files of TLS are the same for the Sentinels. */
    static RedisURI uri(RedisSettings settings, RedisAddress sentinel, RedisSentinels sentinels) {
        return uri(settings, sentinel, sentinels.tls(), sentinels.username(), sentinels.password());
    }

    private static RedisURI uri(
            RedisSettings settings, RedisAddress address, boolean tls, String username, Password secret) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(address.host())
                .withPort(address.port())
                .withTimeout(settings.timeout());
        if (tls) {
            uri.withSsl(true).withVerifyPeer(SslVerifyMode.FULL);
        }
        String password = secret.value();
        if (!username.isEmpty()) {
            uri.withAuthentication(username, password.toCharArray());
        } else if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }

    /**
     * Returns the options. A broken connection is not reopened: its commands fail at once, and the caller opens a new one. Blocks if there
     * are files to read.
     */
    static ClientOptions options(RedisSettings settings) throws UnusableFileException, GeneralSecurityException {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // Every Redis version since 5 supports RESP2.
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.timeout())
                        .tcpNoDelay(true)
                        .keepAlive(KeepAliveOptions.builder()
                                .enable()
                                .idle(KEEPALIVE_IDLE)
                                .interval(KEEPALIVE_INTERVAL)
                                .count(KEEPALIVE_PROBES)
                                .build())
                        .build());
        RedisTlsSettings tls = settings.tls();
        if (tls != null) {
            TlsMaterial files = TlsMaterial.read(tls.authorities(), tls.certificate(), tls.key());
            SslOptions.Builder security = SslOptions.builder()
                    .jdkSslProvider()
                    .handshakeTimeout(settings.timeout())
                    .trustManager(files.trust());
            KeyManagerFactory keys = files.keys();
            if (keys != null) {
                security.keyManager(keys);
            }
            options.sslOptions(security.build());
        }
        return options.build();
    }
}
