package org.oisp.gateway.server.config.setting;

import static org.oisp.gateway.server.config.kind.ChoiceKind.oneOf;
import static org.oisp.gateway.server.config.kind.DurationKind.time;
import static org.oisp.gateway.server.config.kind.DurationKind.timeOrZero;
import static org.oisp.gateway.server.config.kind.FileKind.file;
import static org.oisp.gateway.server.config.kind.FlagKind.onOrOff;
import static org.oisp.gateway.server.config.kind.HostPortKind.hostAndPort;
import static org.oisp.gateway.server.config.kind.NumberKind.number;
import static org.oisp.gateway.server.config.kind.RangesKind.ranges;
import static org.oisp.gateway.server.config.kind.ShareKind.share;
import static org.oisp.gateway.server.config.setting.SettingDeclaration.bound;
import static org.oisp.gateway.server.config.setting.SettingDeclaration.setting;
import static org.oisp.gateway.server.config.setting.SettingGroup.CONNECTIONS;
import static org.oisp.gateway.server.config.setting.SettingGroup.MESSAGES;
import static org.oisp.gateway.server.config.setting.SettingGroup.PROXIES;
import static org.oisp.gateway.server.config.setting.SettingGroup.STRANGERS;
import static org.oisp.gateway.server.config.setting.SettingGroup.TLS;

import org.oisp.gateway.server.socket.tls.TlsSettings.ClientCertificate;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientName;
import org.oisp.gateway.session.ExpiredTokens;

/** The settings of the device port: connections, TLS, proxies, peers that misbehave, messages. */
final class SocketDeclarations {

    static final SettingDeclaration ADVERTISED_SERVER = setting(
            CONNECTIONS,
            hostAndPort("the dashboard could not connect there"),
            "<hostname>.websocket-server:<port>",
            "host:port of this instance in the binding row; the dashboard connects there to send an actuation");

    static final SettingDeclaration MAX_CONNECTIONS = bound(
            CONNECTIONS,
            number(1, 10_000_000, "connections"),
            "100000",
            "open sockets on the device port; further ones are answered 503");

    static final SettingDeclaration MAX_CONNECTIONS_PER_ADDRESS = setting(
            CONNECTIONS,
            number(0, 10_000_000, "connections"),
            "0",
            "open sockets from one address, or from one IPv6 network of 64 bits; further ones are answered 429; 0 for no limit");

    static final SettingDeclaration MAX_DEVICES_PER_CONNECTION = setting(
            CONNECTIONS, number(1, 100_000, "devices"), "256", "devices per connection; further ones are answered 500");

    static final SettingDeclaration EXPIRED_TOKENS = setting(
            CONNECTIONS,
            oneOf(ExpiredTokens.class),
            "keep",
            "what happens to a connection when its device's token expires: `keep`, as the original does, or `close` (1008)");

    static final SettingDeclaration TLS_CERTIFICATE = setting(
            TLS, file(), "", "PEM file with the device port's certificate and its chain; TLS is on if it is set");

    static final SettingDeclaration TLS_KEY =
            setting(TLS, file(), "", "PEM file with the private key of that certificate, without a passphrase");

    static final SettingDeclaration TLS_CLIENT_CA = setting(
            TLS,
            file(),
            "",
            "PEM file with the authorities that sign devices' certificates; if set, devices may present a certificate");

    static final SettingDeclaration TLS_CLIENT_CERTIFICATE = setting(
            TLS,
            oneOf(ClientCertificate.class),
            "optional",
            "whether devices must present a certificate: `optional` or `required`");

    static final SettingDeclaration TLS_CLIENT_NAME = setting(
            TLS,
            oneOf(ClientName.class),
            "cn",
            "which names in a device's certificate are device ids: `cn`, or its alternative names `dns`, `uri` or `email`");

    static final SettingDeclaration TLS_PLAIN_PEERS = setting(
            TLS, ranges(), "", "addresses and ranges that may also connect without TLS, such as the dashboard's");

    static final SettingDeclaration TLS_RENEWAL_INTERVAL = setting(
            TLS, time(), "10s", "how often the TLS files are checked for changes, which apply to new connections");

    static final SettingDeclaration PROXY_PROTOCOL = setting(
            PROXIES,
            onOrOff(),
            "off",
            "`on`: connections of the trusted proxies begin with a PROXY header, version 1 or 2");

    static final SettingDeclaration TRUSTED_PROXIES = setting(
            PROXIES,
            ranges(),
            "",
            "proxies whose PROXY header and `X-Forwarded-For` are trusted: addresses and ranges such as `10.0.0.0/8, fd00::1`");

    static final SettingDeclaration ADDRESS_WRONG_TOKENS = setting(
            STRANGERS,
            number(0, 100_000_000, "tokens a minute"),
            "3000",
            "wrong tokens a minute per address; beyond that the address is limited; 0 for no limit");

    static final SettingDeclaration ADDRESS_WRONG_CREDENTIALS = setting(
            STRANGERS,
            number(0, 100_000_000, "actuations a minute"),
            "3000",
            "actuations a minute with wrong credentials per address; likewise");

    static final SettingDeclaration ADDRESS_ABANDONED_CONNECTIONS = setting(
            STRANGERS,
            number(0, 100_000_000, "connections a minute"),
            "3000",
            "connections a minute per address that end before they sent a message; likewise");

    static final SettingDeclaration ADDRESS_SLOW_HANDSHAKES = setting(
            STRANGERS,
            number(0, 100_000_000, "handshakes a minute"),
            "1000",
            "handshakes a minute per address that time out; likewise");

    static final SettingDeclaration ADDRESS_FAILED_TLS = setting(
            STRANGERS,
            number(0, 100_000_000, "handshakes a minute"),
            "3000",
            "TLS handshakes a minute per address that fail; likewise");

    static final SettingDeclaration ADDRESS_MALFORMED_MESSAGES = setting(
            STRANGERS,
            number(0, 100_000_000, "messages a minute"),
            "3000",
            "malformed messages or frames a minute per address; likewise");

    static final SettingDeclaration ADDRESS_UNREGISTERED = setting(
            STRANGERS,
            number(0, 100_000_000, "checks a minute"),
            "3000",
            "checks a minute per address that find a connection without a device, where each connection is checked every `GATEWAY_PING_INTERVAL`; beyond that such connections are closed with 1008, and the address is limited");

    static final SettingDeclaration ADDRESS_FLOODS = setting(
            STRANGERS,
            number(0, 100_000_000, "connections a minute"),
            "100",
            "connections a minute per address that are closed for a flood; beyond that the address is limited");

    static final SettingDeclaration CONNECTION_PINGS = setting(
            STRANGERS,
            number(0, 100_000_000, "messages a minute"),
            "3000",
            "pings, pongs and messages of unknown type a minute on a connection; beyond that the connection is read more slowly");

    static final SettingDeclaration CONNECTION_SMALL_FRAGMENTS = setting(
            STRANGERS,
            number(0, 100_000_000, "fragments a minute"),
            "60000",
            "fragments of under 64 bytes a minute on a connection; likewise");

    static final SettingDeclaration CONNECTION_WRONG_CREDENTIALS = setting(
            STRANGERS,
            number(0, 100_000_000, "actuations a minute"),
            "600",
            "actuations a minute with wrong credentials on a connection; likewise");

    static final SettingDeclaration FLOOD_TIME = setting(
            STRANGERS,
            time(),
            "10s",
            "how long a connection beyond one of these three bounds is read more slowly; if it goes on, it is closed with 1008");

    static final SettingDeclaration LIMITED_HANDSHAKES = setting(
            STRANGERS,
            number(1, 1_000_000, "handshakes a second"),
            "100",
            "handshakes of a limited address that are answered per second; further ones wait, then are answered 429");

    static final SettingDeclaration BAN_TIME = setting(
            STRANGERS, time(), "1m", "how long an address is banned if it continues to misbehave while it is limited");

    static final SettingDeclaration REMEMBERED_ADDRESSES = setting(
            STRANGERS, number(1, 10_000_000, "addresses"), "10000", "misbehaving addresses that are remembered");

    static final SettingDeclaration EXEMPT_ADDRESSES =
            setting(STRANGERS, ranges(), "", "addresses and ranges that are never limited, like trusted proxies");

    static final SettingDeclaration MAX_FRAME_BYTES = setting(
            MESSAGES, number(125, 268_435_456, "bytes"), "65536", "longest frame; a longer one is closed with 1009");

    static final SettingDeclaration MAX_MESSAGE_BYTES = setting(
            MESSAGES,
            number(1_024, 268_435_456, "bytes"),
            "1048576",
            "longest message, its fragments together; a longer one is closed with 1009");

    static final SettingDeclaration MESSAGE_TIMEOUT = setting(
            MESSAGES,
            time(),
            "30s",
            "time for a message from its first byte to its last; then the connection is closed with 1008");

    static final SettingDeclaration MEMORY_SHARE = bound(
            MESSAGES,
            share(0.05, 0.8),
            "0.4",
            "share of the heap, or of direct memory if that is less, that all peers together may use; beyond that the connections that use most are cut");

    static final SettingDeclaration UNREGISTERED_MEMORY_SHARE = bound(
            MESSAGES,
            share(0.01, 0.8),
            "0.1",
            "share of the same memory for all connections together that have neither registered a device nor sent a valid actuation");

    static final SettingDeclaration HANDSHAKE_TIMEOUT =
            setting(MESSAGES, time(), "10s", "time for a handshake; then the answer is 408");

    static final SettingDeclaration FIRST_MESSAGE_TIMEOUT =
            setting(MESSAGES, time(), "30s", "time for the first message; then the connection is closed with 1008");

    static final SettingDeclaration PING_INTERVAL =
            setting(MESSAGES, time(), "20s", "silence after which a peer is pinged");

    static final SettingDeclaration PING_GRACE = setting(
            MESSAGES, time(), "10s", "time for a peer to send something after a ping; then the connection is cut");

    static final SettingDeclaration CLOSE_TIMEOUT = setting(
            MESSAGES, time(), "5s", "time for a peer to close its side after a close frame or the last HTTP response");

    static final SettingDeclaration UNACKNOWLEDGED_TIMEOUT = setting(
            MESSAGES,
            timeOrZero(),
            "10s",
            "how long the kernel waits for a peer to acknowledge bytes, or to take more of them, before it resets the connection; `0s` for the kernel's own time, some 15 minutes (Linux only)");

    private SocketDeclarations() {}
}
