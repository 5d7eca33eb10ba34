package org.oisp.gateway.operations.live.alert;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The alerts of deploy/prometheus/rules/gateway.yml that one instance can evaluate by itself, with the same thresholds. Prometheus alone
 * evaluates those that need an outside observer (GatewayDown, GatewayAbsent, GatewayRestarting) or a quantile over minutes
 * (GatewayDeliveryLag, GatewayRegistrationsSlow, GatewayDatabaseSlow). Each has a section of its name in docs/operating.md.
 */
public enum Alert {
    /** The instance stays drained. */
    DRAINING(
            "GatewayDraining",
            Severity.WARNING,
            minutes(15),
            "This instance was told to empty itself and is still up: it takes no device.",
            look -> look.gauge("gateway.draining") == 1),
    /** Kafka takes no heartbeat. */
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
    /** The instance does not hold its lease. */
    LEASE_LOST(
            "GatewayLeaseLost",
            Severity.WARNING,
            minutes(1),
            "This instance does not hold its lease: another will clear the rows of its devices.",
            look -> look.gauge("gateway.lease.held") == 0
                    && look.total("gateway.lease.beats") > 0
                    && look.gauge("gateway.draining") == 0),
    /** Two instances have the same name. */
    NAME_TAKEN(
            "GatewayNameTaken",
            Severity.CRITICAL,
            Duration.ZERO,
            "Another instance has the same GATEWAY_ADVERTISED_SERVER.",
            look -> look.increase("gateway.lease.beats", minutes(5), "taken") > 0),
    /** Close to the limit of open files. */
    OPEN_FILES(
            "GatewayOpenFiles",
            Severity.WARNING,
            minutes(1),
            "Over 80 % of the files that the process may open are open. Near to the limit no connection is accepted.",
            look -> look.gauge("process.files.open") > 0.8 * look.gauge("process.files.max")),
    /** No open file is left for a connection. */
    ACCEPT_PAUSED(
            "GatewayAcceptPaused",
            Severity.CRITICAL,
            minutes(1),
            "A port accepts no connection for moments or longer: its share of the open files is used up.",
            look -> look.increase("gateway.accept.pauses", minutes(5))
                            + look.increase("gateway.accept.failures", minutes(5))
                    > 0),
    /** Close to the limit of connections. */
    CONNECTIONS_NEAR_BOUND(
            "GatewayConnectionsNearBound",
            Severity.WARNING,
            minutes(1),
            "Over 80 % of GATEWAY_MAX_CONNECTIONS are open. Past it handshakes are answered 503.",
            look -> look.gauge("gateway.connections") > 0.8 * look.bound("max_connections")),
    /** Close to the limit of the heap. */
    MEMORY_LOW(
            "GatewayMemoryLow",
            Severity.WARNING,
            minutes(10),
            "Over 90 % of the heap are in use after a collection. A process that runs out of memory ends itself.",
            look -> look.gauge("jvm.memory.usage.after.gc") > 0.9),
    /** All processors are busy. */
    CPU_HIGH(
            "GatewayCpuHigh",
            Severity.WARNING,
            Duration.ZERO,
            "This instance has used over 90 % of all cores for ten minutes.",
            look -> look.isOlderThan(minutes(10))
                    && look.increase("process.cpu", minutes(10))
                            > 0.9 * minutes(10).toSeconds() * look.gauge("system.cpus")),
    /** A background task has ended. */
    BACKGROUND_TASK_DOWN(
            "GatewayBackgroundTaskDown",
            Severity.CRITICAL,
            Duration.ofSeconds(30),
            "A background task of this instance has ended and does not go on; /health/live names it.",
            look -> look.lowest("gateway.background.task.up") == 0),
    /** A signal was dropped in the background. */
    DROPPED_SIGNALS(
            "GatewayDroppedSignals",
            Severity.WARNING,
            Duration.ZERO,
            "A part of the gateway has dropped something within ten minutes. The log has a line of it.",
            look -> look.increase("gateway.dropped.signals", minutes(10)) > 0),
    /** The instance does not deliver its own test actuations. */
    SELF_PROBE_FAILING(
            "GatewaySelfProbeFailing",
            Severity.CRITICAL,
            Duration.ofSeconds(30),
            "This instance does not deliver: its actuations to itself over its own port do not arrive. /health/ready says how far.",
            look -> look.gauge("gateway.self.probe.up") == 0 && look.gauge("gateway.draining") == 0),
    /** Many connections are dropped. */
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
    /** A defect was caught. */
    INTERNAL_ERRORS(
            "GatewayInternalErrors",
            Severity.CRITICAL,
            Duration.ZERO,
            "A defect of the gateway was caught within five minutes. The log has a stack trace.",
            look -> look.increase("gateway.defects", minutes(5)) > 0),
    /** Many devices register at once. */
    REGISTRATION_STORM(
            "GatewayRegistrationStorm",
            Severity.WARNING,
            minutes(2),
            "More than 200 devices a second register, for two minutes.",
            look -> look.increase("gateway.registrations", minutes(2))
                    > 200 * minutes(2).toSeconds()),
    /** Registrations fail with 500. */
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
    /** Registrations are refused. */
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
    /** Close to the limit of concurrent registrations. */
    REGISTRATIONS_NEAR_BOUND(
            "GatewayRegistrationsNearBound",
            Severity.WARNING,
            minutes(1),
            "Over half of GATEWAY_MAX_REGISTRATIONS are under way. Past it devices are answered 500.",
            look -> look.gauge("gateway.registrations.under.way") > 0.5 * look.bound("max_registrations")),
    /** New connections or registrations have to wait. */
    ADMISSION_WAITING(
            "GatewayAdmissionWaiting",
            Severity.WARNING,
            minutes(2),
            "For two minutes newcomers have had to wait: more come than this instance takes. Connected devices come first.",
            look -> look.gauge("gateway.admission.connections.waiting") > 0
                    || look.gauge("gateway.admission.registrations.waiting") > 0),
    /** The certificate expires soon. */
    CERTIFICATE_EXPIRING(
            "GatewayCertificateExpiring",
            Severity.WARNING,
            minutes(5),
            "The certificate of the device port ends within 14 days.",
            look -> look.endsWithin(Alert.CERTIFICATE_END, Duration.ofDays(14))),
    /** The certificate expires within a day, or has expired. */
    CERTIFICATE_EXPIRED(
            "GatewayCertificateExpired",
            Severity.CRITICAL,
            minutes(1),
            "The certificate of the device port ends within a day, or has ended: devices that check it do not get in.",
            look -> look.endsWithin(Alert.CERTIFICATE_END, Duration.ofDays(1))),
    /** New TLS files cannot be used. */
    TLS_RENEWAL_FAILED(
            "GatewayTlsRenewalFailed",
            Severity.WARNING,
            Duration.ZERO,
            "The new files of TLS cannot be used: the certificate before stays in force.",
            look -> look.increase("gateway.tls.renewals", Duration.ofHours(1), "failed") > 0),
    /** The token keys are stale. */
    KEYS_STALE(
            "GatewayKeysStale",
            Severity.WARNING,
            minutes(5),
            "The realm's keys have not been fetched for an hour: keys that it has since made are not known.",
            look -> look.gauge("gateway.token.keys.age") > 3_600),
    /** Actuations are lost on the gateway's side. */
    ACTUATIONS_LOST(
            "GatewayActuationsLost",
            Severity.CRITICAL,
            minutes(2),
            "More than one actuation in a hundred is lost for a reason of the gateway's side.",
            look -> look.share(
                    0.01, "gateway.actuations", minutes(2), "mailbox_full", "bus_down", "bus_full", "unresolved")),
    /** Actuations are sent to devices that are not connected. */
    ACTUATIONS_NOT_CONNECTED(
            "GatewayActuationsNotConnected",
            Severity.WARNING,
            minutes(10),
            "More than half of the actuations are for devices that are not connected.",
            look -> look.share(0.5, "gateway.actuations", minutes(10), "not_connected")),
    /** Senders present wrong credentials. */
    SENDERS_REFUSED(
            "GatewaySendersRefused",
            Severity.WARNING,
            minutes(5),
            "Somebody sends actuations with a wrong user name or password.",
            look -> look.increase("gateway.actuations", minutes(5), "wrong_credentials")
                    > 0.1 * minutes(5).toSeconds()),
    /** An address is limited or banned. */
    ADDRESS_LIMITED(
            "GatewayAddressLimited",
            Severity.WARNING,
            minutes(5),
            "An address misbehaves: its connections are slowed, refused or not accepted. The log and the page name it.",
            look -> look.gauge("gateway.addresses.limited") + look.gauge("gateway.addresses.banned") > 0),
    /** Peers were cut because they held too much memory. */
    MEMORY_EVICTIONS(
            "GatewayMemoryEvictions",
            Severity.WARNING,
            Duration.ZERO,
            "Peers made this instance hold too much, and those that held most were cut. The log names them.",
            look -> look.increase("gateway.drops", minutes(5), "memory") > 0),
    /** A device does not read. */
    MAILBOX_DEEP(
            "GatewayMailboxDeep",
            Severity.WARNING,
            minutes(1),
            "A device does not read as fast as it is sent to: its mailbox is over half full. Past its bound the device is dropped.",
            look -> look.gauge("gateway.mailbox.deepest") > 0.5 * look.bound("mailbox_messages")
                    || look.gauge("gateway.mailbox.heaviest") > 0.5 * look.bound("mailbox_bytes")),
    /** Statements fail at the database. */
    DATABASE_FAILING(
            "GatewayDatabaseFailing",
            Severity.CRITICAL,
            minutes(1),
            "More than one statement in ten fails at the database. Connected devices stay; others cannot register.",
            look -> look.share(0.1, "gateway.database", minutes(2), "failed")),
    /** No binding row can be written. */
    DATABASE_DOWN(
            "GatewayDatabaseDown",
            Severity.CRITICAL,
            minutes(1),
            "No device can register: the database is away, read-only or locked. Connected devices go on.",
            look -> look.gauge("gateway.database.up") == 0),
    /** Other database sessions hold locks on binding rows. */
    ROWS_LOCKED(
            "GatewayRowsLocked",
            Severity.WARNING,
            minutes(1),
            "Another session of the database locks binding rows: their devices are answered 500 in the end, nobody else waits.",
            look -> look.increase("gateway.registrations", minutes(5), "row_locked") > 0),
    /** Fewer database replicas answer than before. */
    REPLICA_DOWN(
            "GatewayReplicaDown",
            Severity.WARNING,
            minutes(5),
            "Fewer replicas of the database answer than within the last hour.",
            look -> look.gauge("gateway.replicas") < look.mostReplicas()),
    /** Redis does not answer. */
    REDIS_DOWN(
            "GatewayRedisDown",
            Severity.CRITICAL,
            minutes(1),
            "Redis does not answer: actuations for devices of other instances are lost.",
            look -> look.gauge("gateway.redis.up") == 0 && look.total("gateway.redis.links") > 0),
    /** Messages that claim to be from other instances are rejected. */
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
    /** Connect or disconnect events are missing in the Redis stream. */
    VISITS_LOST(
            "GatewayVisitsLost",
            Severity.INFO,
            Duration.ZERO,
            "Connects and disconnects are missing in the stream.",
            look -> look.increase("gateway.visits", minutes(5), "failed", "dropped") > 0),
    /** The management port refuses requests. */
    API_REFUSALS(
            "GatewayApiRefusals",
            Severity.WARNING,
            minutes(5),
            "The management port refuses somebody again and again.",
            look -> look.increase(
                            "gateway.api.refusals", minutes(5), "wrong_credentials", "foreign_origin", "foreign_host")
                    > 0.1 * minutes(5).toSeconds()),
    /** A request to the management port hit a defect. */
    MANAGEMENT_DEFECTS(
            "GatewayManagementDefects",
            Severity.WARNING,
            Duration.ZERO,
            "A request to the management port was answered 500 within ten minutes: a defect. The log has a stack trace.",
            look -> look.increase("gateway.management.defects", minutes(10)) > 0),
    /** Traces are incomplete. */
    SPANS_LOST(
            "GatewaySpansLost",
            Severity.INFO,
            minutes(5),
            "The collector has not taken all traces.",
            look -> look.increase("gateway.spans", minutes(5), "failed", "dropped") > 0);

    /** How urgent an alert is. */
    public enum Severity {
        /** Requires action now. */
        CRITICAL,
        /** Requires action today. */
        WARNING,
        /** For information. */
        INFO;

        /**
         * Returns the label in JSON and in the rules.
         *
         * @return the constant's name in lower case
         */
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The gauge with the time at which the certificate expires. */
    static final String CERTIFICATE_END = "gateway.tls.certificate.expiry.timestamp.seconds";

    private final String rule;
    private final Severity severity;
    private final Duration hold;
    private final String what;
    /** Immutable in fact: the lambdas hold no state. */
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
     * Returns the name of the Prometheus rule and of the section in docs/operating.md.
     *
     * @return the name
     */
    public String rule() {
        return rule;
    }

    /**
     * Returns the severity.
     *
     * @return the same as in the rule
     */
    public Severity severity() {
        return severity;
    }

    /**
     * Returns the message for operators.
     *
     * @return one or more sentences
     */
    public String what() {
        return what;
    }

    /** Returns how long the condition must hold before the alert fires. */
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
