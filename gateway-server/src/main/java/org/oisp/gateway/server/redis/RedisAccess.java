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
import java.time.Duration;
import org.oisp.gateway.server.redis.RedisSettings.RedisTlsSettings;

/** Lettuce connection options, shared by the bus and the check. */
final class RedisAccess {

    private static final Duration KEEPALIVE_IDLE = Duration.ofSeconds(10);
    private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(5);
    private static final int KEEPALIVE_PROBES = 3;

    private RedisAccess() {}

    static RedisURI uri(RedisSettings settings) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withTimeout(settings.timeout());
        if (settings.tls() != null) {
            uri.withSsl(true).withVerifyPeer(SslVerifyMode.FULL);
        }
        String password = settings.password().value();
        if (!settings.username().isEmpty()) {
            uri.withAuthentication(settings.username(), password.toCharArray());
        } else if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }

    /** Returns the options. A broken connection is not reopened: its commands fail at once, and the caller opens a new one. */
    static ClientOptions options(RedisSettings settings) {
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
            SslOptions.Builder security = SslOptions.builder().jdkSslProvider().handshakeTimeout(settings.timeout());
            if (tls.authorities() != null) {
                security.trustManager(tls.authorities().toFile());
            }
            options.sslOptions(security.build());
        }
        return options.build();
    }
}
