package org.oisp.gateway.operations.live.alert;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The alerts of deploy/prometheus/rules/gateway.yml that one instance can work out by itself, with the same bounds. Left to Prometheus
 * are those that need somebody else to look (GatewayDown, GatewayAbsent, GatewayRestarting) or a quantile over minutes (GatewayDeliveryLag,
 * GatewayRegistrationsSlow, GatewayDatabaseSlow). What to do about each is in docs/operating.md, in a section of its name.
 */
public enum Alert {
    /** Kept empty. */
    DRAINING(
            "GatewayDraining",
            Severity.WARNING,
            minutes(15),
            "This instance was told to empty itself and is still up: it takes no device.",
            look -> look.gauge("gateway.draining") == 1),
    /** No beat arrives. */
    NO_HEARTBEAT(
            "GatewayNoHeartbeat",
            Severity.WARNING,
            minutes(2),
            "Kafka takes no heartbeat.",
            look -> look.increase("gateway.heartbeats", minutes(2), "failed") > 0
                    && look.increase("gateway.heartbeats", minutes(2), "done") == 0),
    /** Another instance has died. */
    INSTANCE_DIED(
            "GatewayInstanceDied",
            Severity.WARNING,
            Duration.ZERO,
            "Another instance has died within ten minutes, and this one has cleared its rows.",
            look -> look.increase("gateway.dead.instances", minutes(10)) > 0),
    /** Beats, and is not heard. */
    LEASE_LOST(
            "GatewayLeaseLost",
            Severity.WARNING,
            minutes(1),
            "This instance does not hold its lease: another will clear the rows of its devices.",
            look -> look.gauge("gateway.lease.held") == 0
                    && look.total("gateway.lease.beats") > 0
                    && look.gauge("gateway.draining") == 0),
    /** Two have one name. */
    NAME_TAKEN(
            "GatewayNameTaken",
            Severity.CRITICAL,
            Duration.ZERO,
            "Another instance has the same GATEWAY_ADVERTISED_SERVER.",
            look -> look.increase("gateway.lease.beats", minutes(5), "taken") > 0),
    /** Near to the bound of files. */
    OPEN_FILES(
            "GatewayOpenFiles",
            Severity.WARNING,
            minutes(1),
            "Over 80 % of the files that the process may open are open. Near to the limit no connection is accepted.",
            look -> look.gauge("process.files.open") > 0.8 * look.gauge("process.files.max")),
    /** No file is left for a connection. */
    ACCEPT_PAUSED(
            "GatewayAcceptPaused",
            Severity.CRITICAL,
            minutes(1),
            "A port accepts no connection for moments or longer: its share of the open files is used up.",
            look -> look.increase("gateway.accept.pauses", minutes(5))
                            + look.increase("gateway.accept.failures", minutes(5))
                    > 0),
    /** Near to the bound of connections. */
    CONNECTIONS_NEAR_BOUND(
            "GatewayConnectionsNearBound",
            Severity.WARNING,
            minutes(1),
            "Over 80 % of GATEWAY_MAX_CONNECTIONS are open. Past it handshakes are answered 503.",
            look -> look.gauge("gateway.connections") > 0.8 * look.bound("max_connections")),
    /** Near to the end of the heap. */
    MEMORY_LOW(
            "GatewayMemoryLow",
            Severity.WARNING,
            minutes(10),
            "Over 90 % of the heap are in use after a collection. A process that runs out of memory ends itself.",
            look -> look.gauge("jvm.memory.usage.after.gc") > 0.9),
    /** No processor is left. */
    CPU_HIGH(
            "GatewayCpuHigh",
            Severity.WARNING,
            Duration.ZERO,
            "This instance has used over 90 % of all cores for ten minutes.",
            look -> look.isOlderThan(minutes(10))
                    && look.increase("process.cpu", minutes(10))
                            > 0.9 * minutes(10).toSeconds() * look.gauge("system.cpus")),
    /** Work that has to go on does not. */
    BACKGROUND_TASK_DOWN(
            "GatewayBackgroundTaskDown",
            Severity.CRITICAL,
            Duration.ofSeconds(30),
            "A background task of this instance has ended and does not go on; /health/live names it.",
            look -> look.lowest("gateway.background.task.up") == 0),
    /** A defect that was found where no one waited for the result. */
    DROPPED_SIGNALS(
            "GatewayDroppedSignals",
            Severity.WARNING,
            Duration.ZERO,
            "A part of the gateway has dropped something within ten minutes. The log has a line of it.",
            look -> look.increase("gateway.dropped.signals", minutes(10)) > 0),
    /** Nothing is delivered. */
    SELF_PROBE_FAILING(
            "GatewaySelfProbeFailing",
            Severity.CRITICAL,
            Duration.ofSeconds(30),
            "This instance does not deliver: its actuations to itself over its own port do not arrive. /health/ready says how far.",
            look -> look.gauge("gateway.self.probe.up") == 0 && look.gauge("gateway.draining") == 0),
    /** Connections are ended. */
    DROPS(
            "GatewayDrops",
            Severity.WARNING,
            minutes(5),
            "More than one connection in a hundred is dropped each minute.",
            look -> look.increase(
                                    "gateway.drops",
                                    minutes(5),
                                    "silent_peer",
                                    "slow_device",
                                    "no_first_message",
                                    "malformed_message",
                                    "protocol_error",
                                    "too_big",
                                    "invalid_text",
                                    "slow_message")
                            / 5
                    > 0.01 * look.gauge("gateway.connections")),
    /** A defect. */
    INTERNAL_ERRORS(
            "GatewayInternalErrors",
            Severity.CRITICAL,
            Duration.ZERO,
            "A defect of the gateway was caught within five minutes. The log has a stack trace.",
            look -> look.increase("gateway.defects", minutes(5)) > 0),
    /** A fleet comes back. */
    REGISTRATION_STORM(
            "GatewayRegistrationStorm",
            Severity.WARNING,
            minutes(2),
            "More than 200 devices a second register, for two minutes.",
            look -> look.increase("gateway.registrations", minutes(2))
                    > 200 * minutes(2).toSeconds()),
    /** Devices are answered 500. */
    REGISTRATIONS_FAILING(
            "GatewayRegistrationsFailing",
            Severity.CRITICAL,
            minutes(2),
            "More than one registration in five is answered 500 for a reason of the gateway's side.",
            look -> look.share(
                    0.2,
                    "gateway.registrations",
                    minutes(2),
                    "database_failed",
                    "row_locked",
                    "timed_out",
                    "overloaded",
                    "keys_unavailable")),
    /** Devices are not known. */
    REGISTRATIONS_REFUSED(
            "GatewayRegistrationsRefused",
            Severity.WARNING,
            minutes(15),
            "More than half of the devices that register have no good token, or are not known.",
            look -> look.share(
                    0.5,
                    "gateway.registrations",
                    minutes(15),
                    "invalid_token",
                    "foreign_certificate",
                    "no_account",
                    "unknown_device")),
    /** Near to the bound of registrations. */
    REGISTRATIONS_NEAR_BOUND(
            "GatewayRegistrationsNearBound",
            Severity.WARNING,
            minutes(1),
            "Over half of GATEWAY_MAX_REGISTRATIONS are under way. Past it devices are answered 500.",
            look -> look.gauge("gateway.registrations.under.way") > 0.5 * look.bound("max_registrations")),
    /** Newcomers wait. */
    ADMISSION_WAITING(
            "GatewayAdmissionWaiting",
            Severity.WARNING,
            minutes(2),
            "For two minutes newcomers have had to wait: more come than this instance takes. Connected devices come first.",
            look -> look.gauge("gateway.admission.connections.waiting") > 0
                    || look.gauge("gateway.admission.registrations.waiting") > 0),
    /** The certificate ends soon. */
    CERTIFICATE_EXPIRING(
            "GatewayCertificateExpiring",
            Severity.WARNING,
            minutes(5),
            "The certificate of the device port ends within 14 days.",
            look -> look.endsWithin(Alert.CERTIFICATE_END, Duration.ofDays(14))),
    /** The certificate ends now. */
    CERTIFICATE_EXPIRED(
            "GatewayCertificateExpired",
            Severity.CRITICAL,
            minutes(1),
            "The certificate of the device port ends within a day, or has ended: devices that check it do not get in.",
            look -> look.endsWithin(Alert.CERTIFICATE_END, Duration.ofDays(1))),
    /** New files of no use. */
    TLS_RENEWAL_FAILED(
            "GatewayTlsRenewalFailed",
            Severity.WARNING,
            Duration.ZERO,
            "The new files of TLS cannot be used: the certificate before stays in force.",
            look -> look.increase("gateway.tls.renewals", Duration.ofHours(1), "failed") > 0),
    /** Old keys. */
    KEYS_STALE(
            "GatewayKeysStale",
            Severity.WARNING,
            minutes(5),
            "The realm's keys have not been fetched for an hour: keys that it has since made are not known.",
            look -> look.gauge("gateway.token.keys.age") > 3_600),
    /** Lost on our side. */
    ACTUATIONS_LOST(
            "GatewayActuationsLost",
            Severity.CRITICAL,
            minutes(2),
            "More than one actuation in a hundred is lost for a reason of the gateway's side.",
            look -> look.share(
                    0.01, "gateway.actuations", minutes(2), "mailbox_full", "bus_down", "bus_full", "unresolved")),
    /** Sent to nobody. */
    ACTUATIONS_NOT_CONNECTED(
            "GatewayActuationsNotConnected",
            Severity.WARNING,
            minutes(10),
            "More than half of the actuations are for devices that are not connected.",
            look -> look.share(0.5, "gateway.actuations", minutes(10), "not_connected")),
    /** A wrong password. */
    SENDERS_REFUSED(
            "GatewaySendersRefused",
            Severity.WARNING,
            minutes(5),
            "Somebody sends actuations with a wrong user name or password.",
            look -> look.increase("gateway.actuations", minutes(5), "wrong_credentials")
                    > 0.1 * minutes(5).toSeconds()),
    /** Somebody misbehaves. */
    ADDRESS_LIMITED(
            "GatewayAddressLimited",
            Severity.WARNING,
            minutes(5),
            "An address misbehaves: its connections are slowed, refused or not accepted. The log and the page name it.",
            look -> look.gauge("gateway.addresses.limited") + look.gauge("gateway.addresses.banned") > 0),
    /** Peers hold too much. */
    MEMORY_EVICTIONS(
            "GatewayMemoryEvictions",
            Severity.WARNING,
            Duration.ZERO,
            "Peers made this instance hold too much, and those that held most were cut. The log names them.",
            look -> look.increase("gateway.drops", minutes(5), "memory") > 0),
    /** A device that does not read. */
    MAILBOX_DEEP(
            "GatewayMailboxDeep",
            Severity.WARNING,
            minutes(1),
            "A device does not read as fast as it is sent to: its mailbox is over half full. Past its bound the device is dropped.",
            look -> look.gauge("gateway.mailbox.deepest") > 0.5 * look.bound("mailbox_messages")
                    || look.gauge("gateway.mailbox.heaviest") > 0.5 * look.bound("mailbox_bytes")),
    /** The database. */
    DATABASE_FAILING(
            "GatewayDatabaseFailing",
            Severity.CRITICAL,
            minutes(1),
            "More than one statement in ten fails at the database. Connected devices stay; others cannot register.",
            look -> look.share(0.1, "gateway.database", minutes(2), "failed")),
    /** No row can be written. */
    DATABASE_DOWN(
            "GatewayDatabaseDown",
            Severity.CRITICAL,
            minutes(1),
            "No device can register: the database is away, read-only or locked. Connected devices go on.",
            look -> look.gauge("gateway.database.up") == 0),
    /** Rows that others hold. */
    ROWS_LOCKED(
            "GatewayRowsLocked",
            Severity.WARNING,
            minutes(1),
            "Another session of the database locks binding rows: their devices are answered 500 in the end, nobody else waits.",
            look -> look.increase("gateway.registrations", minutes(5), "row_locked") > 0),
    /** A replica. */
    REPLICA_DOWN(
            "GatewayReplicaDown",
            Severity.WARNING,
            minutes(5),
            "Fewer replicas of the database answer than within the last hour.",
            look -> look.gauge("gateway.replicas") < look.mostReplicas()),
    /** Redis. */
    REDIS_DOWN(
            "GatewayRedisDown",
            Severity.CRITICAL,
            minutes(1),
            "Redis does not answer: actuations for devices of other instances are lost.",
            look -> look.gauge("gateway.redis.up") == 0 && look.total("gateway.redis.links") > 0),
    /** Somebody speaks as an instance, and is none. */
    FOREIGN_MESSAGES(
            "GatewayForeignMessages",
            Severity.WARNING,
            Duration.ZERO,
            "Messages over Redis that say they are of other instances are refused. The log names them.",
            look -> look.increase(
                            "gateway.cluster.messages",
                            minutes(5),
                            "unsigned",
                            "wrong_signature",
                            "replayed",
                            "wrong_time",
                            "ahead")
                    > 0),
    /** The stream of visits has holes. */
    VISITS_LOST(
            "GatewayVisitsLost",
            Severity.INFO,
            Duration.ZERO,
            "Connects and disconnects are missing in the stream.",
            look -> look.increase("gateway.visits", minutes(5), "failed", "dropped") > 0),
    /** A wrong password of an operator. */
    API_REFUSALS(
            "GatewayApiRefusals",
            Severity.WARNING,
            minutes(5),
            "The management port refuses somebody again and again.",
            look -> look.increase(
                            "gateway.api.refusals", minutes(5), "wrong_credentials", "foreign_origin", "foreign_host")
                    > 0.1 * minutes(5).toSeconds()),
    /** A defect that a request has met. */
    MANAGEMENT_DEFECTS(
            "GatewayManagementDefects",
            Severity.WARNING,
            Duration.ZERO,
            "A request to the management port was answered 500 within ten minutes: a defect. The log has a stack trace.",
            look -> look.increase("gateway.management.defects", minutes(10)) > 0),
    /** Traces have holes. */
    SPANS_LOST(
            "GatewaySpansLost",
            Severity.INFO,
            minutes(5),
            "The collector has not taken all traces.",
            look -> look.increase("gateway.spans", minutes(5), "failed", "dropped") > 0);

    /** How bad it is. */
    public enum Severity {
        /** For now. */
        CRITICAL,
        /** For today. */
        WARNING,
        /** To know. */
        INFO;

        /**
         * How it is called among programs.
         *
         * @return its name in lower case
         */
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The gauge of when the certificate ends. */
    static final String CERTIFICATE_END = "gateway.tls.certificate.expiry.timestamp.seconds";

    private final String rule;
    private final Severity severity;
    private final Duration hold;
    private final String what;
    /** Looks at what it is given, and holds on to nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Predicate<MeterReadings> condition;

    Alert(String rule, Severity severity, Duration hold, String what, Predicate<MeterReadings> condition) {
        this.rule = rule;
        this.severity = severity;
        this.hold = hold;
        this.what = what;
        this.condition = condition;
    }

    /**
     * What the rule for Prometheus is called, and the section of docs/operating.md.
     *
     * @return a name
     */
    public String rule() {
        return rule;
    }

    /**
     * How bad it is.
     *
     * @return as the rule says
     */
    public Severity severity() {
        return severity;
    }

    /**
     * What an operator is told.
     *
     * @return a sentence
     */
    public String what() {
        return what;
    }

    /** For how long the condition has to hold. */
    Duration hold() {
        return hold;
    }

    boolean holds(MeterReadings meterReadings) {
        return condition.test(meterReadings);
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
