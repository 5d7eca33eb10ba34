package org.oisp.gateway.server.config.setting;

import static org.oisp.gateway.server.config.kind.ChoiceKind.oneOf;
import static org.oisp.gateway.server.config.kind.DurationKind.time;
import static org.oisp.gateway.server.config.kind.DurationKind.timeOrZero;
import static org.oisp.gateway.server.config.kind.FileKind.file;
import static org.oisp.gateway.server.config.kind.FlagKind.onOrOff;
import static org.oisp.gateway.server.config.kind.NumberKind.number;
import static org.oisp.gateway.server.config.kind.SecretKind.secret;
import static org.oisp.gateway.server.config.kind.TextKind.text;
import static org.oisp.gateway.server.config.setting.SettingDeclaration.bound;
import static org.oisp.gateway.server.config.setting.SettingDeclaration.setting;
import static org.oisp.gateway.server.config.setting.SettingGroup.CLUSTER;
import static org.oisp.gateway.server.config.setting.SettingGroup.FORWARDING;
import static org.oisp.gateway.server.config.setting.SettingGroup.LEASES;
import static org.oisp.gateway.server.config.setting.SettingGroup.MAILBOXES;
import static org.oisp.gateway.server.config.setting.SettingGroup.REGISTRATIONS;

import org.oisp.gateway.cluster.trust.UnsignedPolicy;

/** The settings of mailboxes, receipts and registrations, and of several instances that work together. */
final class InstanceDeclarations {

    static final SettingDeclaration MAILBOX_MESSAGES = bound(
            MAILBOXES,
            number(1, 1_000_000, "actuations"),
            "4096",
            "actuations that may wait for one device; beyond that the device is dropped");

    static final SettingDeclaration MAILBOX_BYTES = bound(
            MAILBOXES,
            number(1_024, 268_435_456, "bytes"),
            "2097152",
            "bytes that may wait for one device; beyond that the device is dropped");

    static final SettingDeclaration SLOW_DEVICE_TIMEOUT = setting(
            MAILBOXES,
            timeOrZero(),
            "5s",
            "time for a device with a full mailbox to read something; then it is dropped");

    static final SettingDeclaration RECEIPTS = bound(
            SettingGroup.RECEIPTS,
            number(1, 1_000_000, "actuations"),
            "20000",
            "actuations whose senders may wait for the outcome at the same time; the outcome of further ones is `too_many_receipts`");

    static final SettingDeclaration CONNECTION_RECEIPTS = bound(
            SettingGroup.RECEIPTS,
            number(1, 1_000_000, "actuations"),
            "5000",
            "of these, actuations of one connection");

    static final SettingDeclaration ACTUATION_RECORDS = bound(
            SettingGroup.RECEIPTS,
            number(1, 1_000_000, "actuations"),
            "10000",
            "actuations posted to `/api/actuations` that are remembered, until ten minutes after their outcome; about 500 bytes each");

    static final SettingDeclaration RECONNECT_HOLD = setting(
            SettingGroup.RECEIPTS,
            timeOrZero(),
            "3s",
            "how long an actuation waits for a device that disconnected within the last minute and has not reconnected; `0s` for not at all");

    static final SettingDeclaration RECONNECT_HOLD_MESSAGES = bound(
            SettingGroup.RECEIPTS,
            number(1, 1_000_000, "actuations"),
            "10000",
            "actuations that may wait for such devices; the outcome of further ones is `not_connected` at once");

    static final SettingDeclaration RECONNECT_HOLD_BYTES = bound(
            SettingGroup.RECEIPTS,
            number(1_024, 1_073_741_824, "bytes"),
            "33554432",
            "total bytes of these actuations; likewise");

    static final SettingDeclaration REGISTRATION_TIMEOUT = setting(
            REGISTRATIONS, time(), "2500ms", "timeout of a registration, from its admission; then the answer is 500");

    static final SettingDeclaration MAX_REGISTRATIONS = bound(
            REGISTRATIONS,
            number(1, 10_000_000, "registrations"),
            "20000",
            "registrations in progress; further ones are answered 500");

    static final SettingDeclaration ADMISSION_WAIT = setting(
            REGISTRATIONS,
            time(),
            "20s",
            "while too many arrive at once: how long a connection waits to be read, before it is answered 503, and a registration to be processed, before it is answered 500");

    static final SettingDeclaration ADMISSION_LAG = setting(
            REGISTRATIONS,
            time(),
            "20ms",
            "event loop lag above which fewer connections are admitted; three times the usual lag, if that is more");

    static final SettingDeclaration REGISTRATION_BATCH = setting(
            REGISTRATIONS,
            number(1, 10_000, "registrations"),
            "500",
            "maximum number of registrations in one statement");

    static final SettingDeclaration REMEMBERED_TOKENS = bound(
            REGISTRATIONS,
            number(0, 100_000_000, "tokens"),
            "100000",
            "valid tokens that are cached, so that a reconnect costs no signature check");

    static final SettingDeclaration TOKEN_LEEWAY =
            setting(REGISTRATIONS, timeOrZero(), "0s", "clock skew allowed for a token's `nbf`; none for `exp`");

    static final SettingDeclaration LEASE_INTERVAL =
            setting(LEASES, time(), "5s", "how often an instance renews its lease in `gateway.instances`");

    static final SettingDeclaration LEASE_DURATION = setting(
            LEASES,
            time(),
            "15s",
            "time without a renewal after which an instance counts as dead, and another one clears its binding rows");

    static final SettingDeclaration REDIS_TLS =
            setting(CLUSTER, onOrOff(), "off", "`on`: connect to Redis over TLS; its certificate must name the host");

    static final SettingDeclaration REDIS_CA = setting(
            CLUSTER,
            file(),
            "",
            "PEM file with the authorities trusted for the certificate of Redis, by default Java's own");

    static final SettingDeclaration REDIS_CERTIFICATE = setting(
            CLUSTER,
            file(),
            "",
            "PEM file with the gateway's client certificate for Redis, and its chain, if Redis asks for one");

    static final SettingDeclaration REDIS_KEY =
            setting(CLUSTER, file(), "", "PEM file with the private key of that certificate");

    static final SettingDeclaration REDIS_SENTINEL_TLS = setting(
            CLUSTER,
            onOrOff(),
            "",
            "whether to connect to the Sentinels over TLS, with the same files; by default as to Redis");

    static final SettingDeclaration REDIS_REQUIRED = setting(
            CLUSTER,
            onOrOff(),
            "off",
            "`on`: while Redis is unavailable the gateway is not ready (503), instead of degraded (200)");

    static final SettingDeclaration REDIS_PREFIX = setting(
            CLUSTER,
            text("[A-Za-z0-9_.:-]{1,32}", "1 to 32 letters, digits and any of _.:-"),
            "oisp-gateway",
            "prefix of the gateways' own channels; the same for all instances of a cluster");

    static final SettingDeclaration REDIS_PING_INTERVAL =
            setting(CLUSTER, time(), "5s", "interval of the pings to Redis");

    static final SettingDeclaration REDIS_PING_GRACE =
            setting(CLUSTER, time(), "5s", "timeout of a ping, after which both connections to Redis are reopened");

    static final SettingDeclaration REDIS_RETRY =
            setting(CLUSTER, time(), "500ms", "delay before reconnecting to Redis");

    static final SettingDeclaration REDIS_BATCH = setting(
            CLUSTER,
            number(1, 100_000, "devices"),
            "1000",
            "devices subscribed, unsubscribed or announced in one batch");

    static final SettingDeclaration CLUSTER_SECRET = setting(
            CLUSTER,
            secret(32),
            "",
            "secret that signs messages between instances over Redis: at least 32 characters, the same for all instances; by default one that they share through the database");

    static final SettingDeclaration CLUSTER_UNSIGNED = setting(
            CLUSTER,
            oneOf(UnsignedPolicy.class),
            "auto",
            "whether unsigned messages are trusted: `accept`, `refuse`, or `auto`, which trusts them while a live instance has not signed any message yet");

    static final SettingDeclaration CLUSTER_LEEWAY = setting(
            CLUSTER,
            time(),
            "1m",
            "maximum difference between a message's time and the database's clock; other messages are refused");

    static final SettingDeclaration ANNOUNCE_TIMEOUT = setting(
            CLUSTER,
            time(),
            "1s",
            "timeout of announcing a device to the other instances, after which the device is answered anyway");

    static final SettingDeclaration REDIS_EVENTS = setting(
            CLUSTER, text(), "", "key of the Redis stream of connects and disconnects; without it there is no stream");

    static final SettingDeclaration REDIS_EVENTS_LENGTH = setting(
            CLUSTER,
            number(1, 100_000_000, "entries"),
            "100000",
            "approximate number of entries that Redis keeps in that stream");

    static final SettingDeclaration REDIS_EVENTS_WAITING = bound(
            CLUSTER,
            number(1, 10_000_000, "entries"),
            "10000",
            "entries that may wait for Redis; beyond that the oldest are lost");

    static final SettingDeclaration FORWARD_MESSAGES = bound(
            FORWARDING,
            number(1, 10_000_000, "actuations"),
            "10000",
            "actuations in flight to other instances; further ones are lost");

    static final SettingDeclaration FORWARD_BYTES = bound(
            FORWARDING, number(1_024, 1_073_741_824, "bytes"), "33554432", "total bytes of these actuations; likewise");

    static final SettingDeclaration REMEMBERED_ROUTES = bound(
            FORWARDING,
            number(0, 100_000_000, "devices"),
            "100000",
            "devices at other instances that are cached, so that their `deviceUID` costs no query");

    static final SettingDeclaration ROUTE_REFRESH = setting(
            FORWARDING,
            time(),
            "10m",
            "age at which a cached device is looked up again; until then the old entry is used");

    static final SettingDeclaration ROUTE_PAUSE = setting(
            FORWARDING,
            time(),
            "5s",
            "how long the gateway caches that a device is unknown, and which devices share an id");

    private InstanceDeclarations() {}
}
