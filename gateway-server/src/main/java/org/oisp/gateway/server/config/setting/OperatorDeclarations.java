package org.oisp.gateway.server.config.setting;

import static org.oisp.gateway.server.config.kind.ChoiceKind.oneOf;
import static org.oisp.gateway.server.config.kind.DurationKind.time;
import static org.oisp.gateway.server.config.kind.DurationKind.timeOrZero;
import static org.oisp.gateway.server.config.kind.HostKind.host;
import static org.oisp.gateway.server.config.kind.NumberKind.listeningPort;
import static org.oisp.gateway.server.config.kind.NumberKind.number;
import static org.oisp.gateway.server.config.kind.SecretKind.secret;
import static org.oisp.gateway.server.config.kind.ShareKind.share;
import static org.oisp.gateway.server.config.kind.UrlKind.url;
import static org.oisp.gateway.server.config.setting.SettingDeclaration.bound;
import static org.oisp.gateway.server.config.setting.SettingDeclaration.setting;
import static org.oisp.gateway.server.config.setting.SettingGroup.LOGS;
import static org.oisp.gateway.server.config.setting.SettingGroup.OPERATIONS;
import static org.oisp.gateway.server.config.setting.SettingGroup.PORTS;
import static org.oisp.gateway.server.config.setting.SettingGroup.SELF_PROBE;
import static org.oisp.gateway.server.config.setting.SettingGroup.STOPPING;

import org.oisp.gateway.server.logging.LogSettings.LogFormat;
import org.slf4j.event.Level;

/** The settings of operation: ports, logs, traces, the self-probe, drains, and what operators see. */
final class OperatorDeclarations {

    static final SettingDeclaration PORT =
            setting(PORTS, listeningPort(), "5000", "port for devices and senders; 0 takes a free one");

    static final SettingDeclaration MANAGEMENT_PORT = setting(
            PORTS, listeningPort(), "5001", "port for operators: page, API, health and metrics; 0 takes a free one");

    static final SettingDeclaration MANAGEMENT_HOST =
            setting(PORTS, host(), "127.0.0.1", "address that the management port listens on");

    static final SettingDeclaration MANAGEMENT_IDLE_TIMEOUT = setting(
            PORTS, time(), "60s", "time without a request after which a connection to the management port is closed");

    static final SettingDeclaration MANAGEMENT_REQUEST_TIMEOUT = setting(
            PORTS, time(), "10s", "time for a request to the management port to arrive, with its body; then 408");

    static final SettingDeclaration MANAGEMENT_CONNECTIONS = bound(
            PORTS,
            number(8, 10_000, "connections"),
            "256",
            "connections to the management port; for a further one, the least recently used is closed");

    static final SettingDeclaration MANAGEMENT_CONNECTIONS_PER_ADDRESS = setting(
            PORTS,
            number(4, 10_000, "connections"),
            "128",
            "of these, connections from one address, or from one IPv6 network of 64 bits");

    static final SettingDeclaration MANAGEMENT_PASSWORD = setting(
            PORTS,
            secret(),
            "",
            "password of the API on the management port, for the user `operator`; without it the API is available on loopback only");

    static final SettingDeclaration LOG_LEVEL =
            setting(LOGS, oneOf(Level.class), "info", "`error`, `warn`, `info`, `debug` or `trace`");

    static final SettingDeclaration LOG_FORMAT =
            setting(LOGS, oneOf(LogFormat.class), "text", "`text`, or `json`: one JSON object per line");

    static final SettingDeclaration TRACING_ENDPOINT = setting(
            LOGS,
            url("http://collector:4318"),
            "",
            "OTLP/HTTP address for traces of actuations, such as `http://collector:4318`; no traces without it");

    static final SettingDeclaration TRACING_SAMPLING = setting(
            LOGS,
            share(0, 1),
            "0.01",
            "share of the actuations that are traced, from 0 to 1, in addition to those whose `traceparent` is sampled");

    static final SettingDeclaration TRACING_SPANS = bound(
            LOGS,
            number(1, 1_000_000, "spans"),
            "2048",
            "spans that may wait for the collector; further ones are lost");

    static final SettingDeclaration WARM_UP = setting(
            SettingGroup.WARM_UP,
            timeOrZero(),
            "4s",
            "how long the gateway rehearses registrations before it is ready, unless a device comes; `0s` for not at all");

    static final SettingDeclaration SELF_PROBE_INTERVAL = setting(
            SELF_PROBE,
            timeOrZero(),
            "10s",
            "interval of the self-test, in which the gateway sends itself an actuation over its own port; `0s` for none");

    static final SettingDeclaration SELF_PROBE_TIMEOUT = setting(
            SELF_PROBE,
            time(),
            "5s",
            "timeout of the self-test, including its connection; after that the gateway is not ready (503)");

    static final SettingDeclaration DRAIN_GRACE = setting(
            STOPPING,
            timeOrZero(),
            "5s",
            "how long a stopping gateway keeps its sessions, so that load balancers see that it is not ready; `0s` for not at all");

    static final SettingDeclaration DRAIN_RATE = setting(
            STOPPING,
            number(1, 1_000_000, "sessions a second"),
            "1000",
            "sessions that it then closes per second; more if there are too many for `GATEWAY_DRAIN_TIMEOUT`");

    static final SettingDeclaration DRAIN_TIMEOUT = setting(
            STOPPING, time(), "25s", "time for the whole drain, including clearing rows and releasing the lease");

    static final SettingDeclaration PRESENCE_TIMEOUT = setting(
            OPERATIONS,
            time(),
            "1s",
            "time for the other instances to list their devices; the answer names those that are late");

    static final SettingDeclaration PRESENCE_REQUESTS = bound(
            OPERATIONS,
            number(1, 10_000, "requests"),
            "16",
            "concurrent requests to `/api/devices`, and as many to `/api/actuations`; further ones are answered 503");

    static final SettingDeclaration JOURNAL_ENTRIES = bound(
            OPERATIONS,
            number(100, 1_000_000, "entries"),
            "30000",
            "entries about connections that the journal keeps, and as many about lost actuations; about 250 bytes each");

    static final SettingDeclaration LIVE_VIEWERS = bound(
            OPERATIONS,
            number(1, 10_000, "viewers"),
            "32",
            "concurrent viewers of `/api/live`; further ones are answered 503, but a viewer with the password replaces one without");

    static final SettingDeclaration LIVE_VIEWERS_PER_ADDRESS = setting(
            OPERATIONS,
            number(1, 10_000, "viewers"),
            "16",
            "of these, viewers without the password from one address, or from one IPv6 network of 64 bits");

    static final SettingDeclaration LIVE_PATIENCE =
            setting(OPERATIONS, time(), "10s", "time for a viewer to read what it was sent; then it is disconnected");

    private OperatorDeclarations() {}
}
