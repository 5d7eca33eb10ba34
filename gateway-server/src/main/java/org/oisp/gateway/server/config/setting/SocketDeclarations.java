package org.oisp.gateway.server.config.setting;

import static org.oisp.gateway.server.config.kind.ChoiceKind.oneOf;
import static org.oisp.gateway.server.config.kind.DurationKind.time;
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
            "sockets open on the device port; more are answered 503");

    static final SettingDeclaration MAX_CONNECTIONS_PER_ADDRESS = setting(
            CONNECTIONS,
            number(0, 10_000_000, "connections"),
            "0",
            "sockets that one address may have open, or one IPv6 network of 64 bits; more are answered 429; 0 for no such bound");

    static final SettingDeclaration MAX_DEVICES_PER_CONNECTION = setting(
            CONNECTIONS,
            number(1, 100_000, "devices"),
            "256",
            "devices that one connection may hold; more are answered 500");

    static final SettingDeclaration TLS_CERTIFICATE = setting(
            TLS, file(), "", "file with the device port's certificate and its chain, PEM; TLS is on if it is set");

    static final SettingDeclaration TLS_KEY =
            setting(TLS, file(), "", "file with the private key of that certificate, PEM, without a passphrase");

    static final SettingDeclaration TLS_CLIENT_CA = setting(
            TLS,
            file(),
            "",
            "file with the authorities that sign devices' certificates, PEM; if it is set, devices may have one");

    static final SettingDeclaration TLS_CLIENT_CERTIFICATE = setting(
            TLS,
            oneOf(ClientCertificate.class),
            "optional",
            "whether devices have to have a certificate: `optional` or `required`");

    static final SettingDeclaration TLS_CLIENT_NAME = setting(
            TLS,
            oneOf(ClientName.class),
            "cn",
            "names in it that are device ids: `cn`, or its alternative names `dns`, `uri` or `email`");

    static final SettingDeclaration TLS_PLAIN_PEERS = setting(
            TLS, ranges(), "", "addresses and ranges that may speak without TLS as well, such as the dashboard's");

    static final SettingDeclaration TLS_RENEWAL_INTERVAL =
            setting(TLS, time(), "10s", "how often the files of TLS are looked at; a change is for new connections");

    static final SettingDeclaration PROXY_PROTOCOL = setting(
            PROXIES,
            onOrOff(),
            "off",
            "`on`: connections of the trusted proxies begin with a PROXY header, version 1 or 2");

    static final SettingDeclaration TRUSTED_PROXIES = setting(
            PROXIES,
            ranges(),
            "",
            "proxies whose PROXY header and `X-Forwarded-For` are believed: addresses and ranges such as `10.0.0.0/8, fd00::1`");

    static final SettingDeclaration ADDRESS_WRONG_TOKENS = setting(
            STRANGERS,
            number(0, 100_000_000, "tokens a minute"),
            "3000",
            "wrong tokens a minute of an address; past it the address is limited; 0 for no bound");

    static final SettingDeclaration ADDRESS_WRONG_CREDENTIALS = setting(
            STRANGERS,
            number(0, 100_000_000, "actuations a minute"),
            "3000",
            "actuations a minute with wrong credentials; likewise");

    static final SettingDeclaration ADDRESS_ABANDONED_CONNECTIONS = setting(
            STRANGERS,
            number(0, 100_000_000, "connections a minute"),
            "3000",
            "connections a minute that end before they sent a message; likewise");

    static final SettingDeclaration ADDRESS_SLOW_HANDSHAKES = setting(
            STRANGERS,
            number(0, 100_000_000, "handshakes a minute"),
            "1000",
            "handshakes a minute that are not done in time; likewise");

    static final SettingDeclaration ADDRESS_FAILED_TLS = setting(
            STRANGERS,
            number(0, 100_000_000, "handshakes a minute"),
            "3000",
            "TLS handshakes a minute that fail; likewise");

    static final SettingDeclaration ADDRESS_MALFORMED_MESSAGES = setting(
            STRANGERS,
            number(0, 100_000_000, "messages a minute"),
            "3000",
            "messages or frames a minute that cannot be understood; likewise");

    static final SettingDeclaration ADDRESS_UNREGISTERED = setting(
            STRANGERS,
            number(0, 100_000_000, "looks a minute"),
            "3000",
            "looks a minute, one each `GATEWAY_PING_INTERVAL`, at connections that stay without a device; past it those are closed with 1008, and the address is limited");

    static final SettingDeclaration ADDRESS_FLOODS = setting(
            STRANGERS,
            number(0, 100_000_000, "connections a minute"),
            "100",
            "connections a minute that are closed for a flood; past it the address is limited");

    static final SettingDeclaration CONNECTION_PINGS = setting(
            STRANGERS,
            number(0, 100_000_000, "messages a minute"),
            "3000",
            "pings, pongs and messages of no known type a minute on a connection; past it the connection is read more slowly");

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
            "how long a connection is read more slowly that does one of those too often; then close 1008");

    static final SettingDeclaration LIMITED_HANDSHAKES = setting(
            STRANGERS,
            number(1, 1_000_000, "handshakes a second"),
            "100",
            "handshakes a second that a limited address is answered; more wait, then 429");

    static final SettingDeclaration BAN_TIME = setting(
            STRANGERS,
            time(),
            "1m",
            "how long connections of an address are not accepted that misbehaves on while it is limited");

    static final SettingDeclaration REMEMBERED_ADDRESSES = setting(
            STRANGERS,
            number(1, 10_000_000, "addresses"),
            "10000",
            "addresses that have misbehaved and are remembered");

    static final SettingDeclaration EXEMPT_ADDRESSES = setting(
            STRANGERS, ranges(), "", "addresses and ranges that are never limited; trusted proxies are not either");

    static final SettingDeclaration MAX_FRAME_BYTES = setting(
            MESSAGES, number(125, 268_435_456, "bytes"), "65536", "longest frame; a longer one is closed with 1009");

    static final SettingDeclaration MAX_MESSAGE_BYTES = setting(
            MESSAGES,
            number(1_024, 268_435_456, "bytes"),
            "1048576",
            "longest message, its fragments together; a longer one is closed with 1009");

    static final SettingDeclaration MESSAGE_TIMEOUT =
            setting(MESSAGES, time(), "30s", "time for a message from its first byte to its last; then close 1008");

    static final SettingDeclaration MEMORY_SHARE = bound(
            MESSAGES,
            share(0.05, 0.8),
            "0.4",
            "share of the heap, or of direct memory if that is less, that peers may make the gateway hold together; past it those that hold most are cut");

    static final SettingDeclaration UNREGISTERED_MEMORY_SHARE = bound(
            MESSAGES,
            share(0.01, 0.8),
            "0.1",
            "part of that share of the heap for connections that have neither registered a device nor sent a good actuation");

    static final SettingDeclaration HANDSHAKE_TIMEOUT =
            setting(MESSAGES, time(), "10s", "time for a handshake; then 408");

    static final SettingDeclaration FIRST_MESSAGE_TIMEOUT =
            setting(MESSAGES, time(), "30s", "time to register or to send a first message; then close 1008");

    static final SettingDeclaration PING_INTERVAL =
            setting(MESSAGES, time(), "20s", "silence after which a peer is pinged");

    static final SettingDeclaration PING_GRACE =
            setting(MESSAGES, time(), "10s", "silence after a ping after which the connection is dropped");

    static final SettingDeclaration CLOSE_TIMEOUT = setting(
            MESSAGES,
            time(),
            "5s",
            "time for a peer to close its side after a close frame, or after a last answer of HTTP");

    private SocketDeclarations() {}
}
