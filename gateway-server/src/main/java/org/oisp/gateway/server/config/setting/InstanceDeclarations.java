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

/** The settings of mailboxes and registrations, and of several instances that work together. */
final class InstanceDeclarations {

    static final SettingDeclaration MAILBOX_MESSAGES = bound(
            MAILBOXES,
            number(1, 1_000_000, "actuations"),
            "4096",
            "actuations that may wait for one device; past it the device is dropped");

    static final SettingDeclaration MAILBOX_BYTES = bound(
            MAILBOXES,
            number(1_024, 268_435_456, "bytes"),
            "2097152",
            "bytes that may wait for one device; past it the device is dropped");

    static final SettingDeclaration SLOW_DEVICE_TIMEOUT = setting(
            MAILBOXES,
            timeOrZero(),
            "5s",
            "time for which a device whose mailbox is full may take nothing out of it; then it is dropped");

    static final SettingDeclaration REGISTRATION_TIMEOUT =
            setting(REGISTRATIONS, time(), "2500ms", "time for a registration; then 500");

    static final SettingDeclaration MAX_REGISTRATIONS = bound(
            REGISTRATIONS,
            number(1, 10_000_000, "registrations"),
            "20000",
            "registrations under way; more are answered 500");

    static final SettingDeclaration ADMISSION_WAIT = setting(
            REGISTRATIONS,
            time(),
            "20s",
            "time that a connection may wait to be read while too many come at once, then 503; and that a registration may wait to be worked on, then 500");

    static final SettingDeclaration ADMISSION_LAG = setting(
            REGISTRATIONS,
            time(),
            "20ms",
            "how late the event loops may be, or three times as late as they are without newcomers, before fewer are let in");

    static final SettingDeclaration REGISTRATION_BATCH = setting(
            REGISTRATIONS, number(1, 10_000, "registrations"), "500", "registrations that one statement takes at most");

    static final SettingDeclaration REMEMBERED_TOKENS = bound(
            REGISTRATIONS,
            number(0, 100_000_000, "tokens"),
            "100000",
            "good tokens that are remembered, so that a reconnect costs no signature");

    static final SettingDeclaration TOKEN_LEEWAY = setting(
            REGISTRATIONS,
            timeOrZero(),
            "0s",
            "how long before its `nbf` a token is good already, where clocks differ; `exp` has none");

    static final SettingDeclaration LEASE_INTERVAL =
            setting(LEASES, time(), "5s", "how often an instance says in `gateway.instances` that it is alive");

    static final SettingDeclaration LEASE_DURATION = setting(
            LEASES, time(), "15s", "silence after which an instance is dead, and another clears its binding rows");

    static final SettingDeclaration REDIS_TLS = setting(
            CLUSTER, onOrOff(), "off", "`on`: Redis is spoken to over TLS, and its certificate has to name the host");

    static final SettingDeclaration REDIS_CA = setting(
            CLUSTER,
            file(),
            "",
            "file with the authorities that its certificate is believed by, PEM; else those that Java knows");

    static final SettingDeclaration REDIS_REQUIRED = setting(
            CLUSTER,
            onOrOff(),
            "off",
            "`on`: while Redis is away the gateway is not ready (503), instead of degraded (200)");

    static final SettingDeclaration REDIS_PREFIX = setting(
            CLUSTER,
            text("[A-Za-z0-9_.:-]{1,32}", "1 to 32 letters, digits and any of _.:-"),
            "oisp-gateway",
            "what the names of the gateways' own channels begin with; the same for all that work together");

    static final SettingDeclaration REDIS_PING_INTERVAL =
            setting(CLUSTER, time(), "5s", "how often it is looked whether Redis answers");

    static final SettingDeclaration REDIS_PING_GRACE =
            setting(CLUSTER, time(), "5s", "time for that answer; then both connections are made anew");

    static final SettingDeclaration REDIS_RETRY = setting(CLUSTER, time(), "500ms", "how soon Redis is tried again");

    static final SettingDeclaration REDIS_BATCH = setting(
            CLUSTER,
            number(1, 100_000, "devices"),
            "1000",
            "devices that are subscribed to, left or announced at once");

    static final SettingDeclaration CLUSTER_SECRET = setting(
            CLUSTER,
            secret(32),
            "",
            "what instances sign with that they say to each other over Redis, the same for all, 32 characters or more; else one that they share at the database");

    static final SettingDeclaration CLUSTER_UNSIGNED = setting(
            CLUSTER,
            oneOf(UnsignedPolicy.class),
            "auto",
            "whether what is not signed with it is believed: `accept`, `refuse`, or `auto`: while an instance that is alive was not heard to sign");

    static final SettingDeclaration CLUSTER_LEEWAY = setting(
            CLUSTER,
            time(),
            "1m",
            "how far what an instance says may be from the database's clock; what is further is refused");

    static final SettingDeclaration ANNOUNCE_TIMEOUT = setting(
            CLUSTER,
            time(),
            "1s",
            "time for the other instances to know of a device; then it has its answer all the same");

    static final SettingDeclaration REDIS_EVENTS = setting(
            CLUSTER,
            text(),
            "",
            "key of a stream that says which devices connect and disconnect; none is written without it");

    static final SettingDeclaration REDIS_EVENTS_LENGTH = setting(
            CLUSTER, number(1, 100_000_000, "entries"), "100000", "entries of that stream that Redis keeps, about");

    static final SettingDeclaration REDIS_EVENTS_WAITING = bound(
            CLUSTER,
            number(1, 10_000_000, "entries"),
            "10000",
            "entries that may wait for Redis; past it the oldest are lost");

    static final SettingDeclaration FORWARD_MESSAGES = bound(
            FORWARDING,
            number(1, 10_000_000, "actuations"),
            "10000",
            "actuations on their way to other instances; more are lost");

    static final SettingDeclaration FORWARD_BYTES = bound(
            FORWARDING,
            number(1_024, 1_073_741_824, "bytes"),
            "33554432",
            "bytes that those may have together; more are lost");

    static final SettingDeclaration REMEMBERED_ROUTES = bound(
            FORWARDING,
            number(0, 100_000_000, "devices"),
            "100000",
            "devices of other instances whose account and id are remembered by their `deviceUID`");

    static final SettingDeclaration ROUTE_REFRESH =
            setting(FORWARDING, time(), "10m", "age at which those are looked up again, and used until they are");

    static final SettingDeclaration ROUTE_PAUSE = setting(
            FORWARDING,
            time(),
            "5s",
            "how long it is believed that there is no such device, and which devices have an id");

    private InstanceDeclarations() {}
}
