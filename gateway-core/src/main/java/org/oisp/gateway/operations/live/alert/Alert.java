package org.oisp.gateway.operations.live.alert;

import java.time.Duration;

/**
 * The alerts of deploy/prometheus/rules/gateway.yml that one instance can evaluate by itself, with the same thresholds. Prometheus alone
 * evaluates those that need an outside observer (GatewayDown, GatewayAbsent, GatewayRestarting) or a quantile over minutes
 * (GatewayDeliveryLag, GatewayRegistrationsSlow, GatewayDatabaseSlow). Each has a section of its name in docs/operating.md.
 * This is what operators are told, and after how long; {@link AlertConditions} is when.
 */
public enum Alert {
    /** The instance stays drained. */
    DRAINING(
            "GatewayDraining",
            AlertSeverity.WARNING,
            minutes(15),
            "This instance is draining and still running: it accepts no devices."),
    /** Kafka takes no heartbeat. */
    NO_HEARTBEAT("GatewayNoHeartbeat", AlertSeverity.WARNING, minutes(2), "Kafka does not accept the heartbeat."),
    /** Another instance has died. */
    INSTANCE_DIED(
            "GatewayInstanceDied",
            AlertSeverity.WARNING,
            Duration.ZERO,
            "Another instance died within the last ten minutes, and this instance cleared its binding rows."),
    /** The instance does not hold its lease. */
    LEASE_LOST(
            "GatewayLeaseLost",
            AlertSeverity.WARNING,
            minutes(1),
            "This instance does not hold its lease: another instance will clear its devices' binding rows."),
    /** Two instances have the same name. */
    NAME_TAKEN(
            "GatewayNameTaken",
            AlertSeverity.CRITICAL,
            Duration.ZERO,
            "Another instance has the same GATEWAY_ADVERTISED_SERVER."),
    /** Close to the limit of open files. */
    OPEN_FILES(
            "GatewayOpenFiles",
            AlertSeverity.WARNING,
            minutes(1),
            "The process has opened over 80 % of the files that it may open. Near the limit no connection is accepted."),
    /** No open file is left for a connection. */
    ACCEPT_PAUSED(
            "GatewayAcceptPaused",
            AlertSeverity.CRITICAL,
            minutes(1),
            "A port stopped accepting connections: its share of the open files is used up."),
    /** Close to the limit of connections. */
    CONNECTIONS_NEAR_BOUND(
            "GatewayConnectionsNearBound",
            AlertSeverity.WARNING,
            minutes(1),
            "Over 80 % of GATEWAY_MAX_CONNECTIONS are open. At the limit, handshakes are answered 503."),
    /** Close to the limit of the heap. */
    MEMORY_LOW(
            "GatewayMemoryLow",
            AlertSeverity.WARNING,
            minutes(10),
            "Over 90 % of the heap is in use after a garbage collection. A process that runs out of memory exits."),
    /** All processors are busy. */
    CPU_HIGH(
            "GatewayCpuHigh",
            AlertSeverity.WARNING,
            Duration.ZERO,
            "This instance has used over 90 % of all cores for ten minutes."),
    /** A background task has ended. */
    BACKGROUND_TASK_DOWN(
            "GatewayBackgroundTaskDown",
            AlertSeverity.CRITICAL,
            Duration.ofSeconds(30),
            "A background task of this instance has stopped and does not restart; /health/live names it."),
    /** A signal was dropped in the background. */
    DROPPED_SIGNALS(
            "GatewayDroppedSignals",
            AlertSeverity.WARNING,
            Duration.ZERO,
            "A part of the gateway dropped a signal within the last ten minutes. See the log."),
    /** The instance does not deliver its own test actuations. */
    SELF_PROBE_FAILING(
            "GatewaySelfProbeFailing",
            AlertSeverity.CRITICAL,
            Duration.ofSeconds(30),
            "This instance does not deliver: its test actuations over its own port do not arrive. /health/ready names the failed step."),
    /** Many connections are dropped. */
    DROPS(
            "GatewayDrops",
            AlertSeverity.WARNING,
            minutes(5),
            "More than one connection in a hundred is dropped each minute."),
    /** A defect was caught. */
    INTERNAL_ERRORS(
            "GatewayInternalErrors",
            AlertSeverity.CRITICAL,
            Duration.ZERO,
            "An internal error occurred within the last five minutes. The log has the stack trace."),
    /** Many devices register at once. */
    REGISTRATION_STORM(
            "GatewayRegistrationStorm",
            AlertSeverity.WARNING,
            minutes(2),
            "More than 200 devices a second register, for two minutes."),
    /** Registrations fail with 500. */
    REGISTRATIONS_FAILING(
            "GatewayRegistrationsFailing",
            AlertSeverity.CRITICAL,
            minutes(2),
            "More than one registration in five is answered 500 for a reason on the gateway's side."),
    /** Registrations are refused. */
    REGISTRATIONS_REFUSED(
            "GatewayRegistrationsRefused",
            AlertSeverity.WARNING,
            minutes(15),
            "More than half of the devices that register have an invalid token or are unknown."),
    /** Close to the limit of concurrent registrations. */
    REGISTRATIONS_NEAR_BOUND(
            "GatewayRegistrationsNearBound",
            AlertSeverity.WARNING,
            minutes(1),
            "Over half of GATEWAY_MAX_REGISTRATIONS are in progress. At the limit, devices are answered 500."),
    /** New connections or registrations have to wait. */
    ADMISSION_WAITING(
            "GatewayAdmissionWaiting",
            AlertSeverity.WARNING,
            minutes(2),
            "New connections have had to wait for two minutes: more arrive than this instance can admit. Connected devices come first."),
    /** The certificate expires soon. */
    CERTIFICATE_EXPIRING(
            "GatewayCertificateExpiring",
            AlertSeverity.WARNING,
            minutes(5),
            "The device port's certificate expires within 14 days."),
    /** The certificate expires within a day, or has expired. */
    CERTIFICATE_EXPIRED(
            "GatewayCertificateExpired",
            AlertSeverity.CRITICAL,
            minutes(1),
            "The device port's certificate expires within a day or has expired: devices that verify it cannot connect."),
    /** New TLS files cannot be used. */
    TLS_RENEWAL_FAILED(
            "GatewayTlsRenewalFailed",
            AlertSeverity.WARNING,
            Duration.ZERO,
            "The new TLS files cannot be used: the previous certificate stays in use."),
    /** The token keys are stale. */
    KEYS_STALE(
            "GatewayKeysStale",
            AlertSeverity.WARNING,
            minutes(5),
            "The realm's keys have not been fetched for an hour: newer keys are unknown."),
    /** Actuations are lost on the gateway's side. */
    ACTUATIONS_LOST(
            "GatewayActuationsLost",
            AlertSeverity.CRITICAL,
            minutes(2),
            "More than one actuation in a hundred is lost for a reason on the gateway's side."),
    /** Actuations are sent to devices that are not connected. */
    ACTUATIONS_NOT_CONNECTED(
            "GatewayActuationsNotConnected",
            AlertSeverity.WARNING,
            minutes(10),
            "More than half of the actuations are for devices that are not connected."),
    /** Senders present wrong credentials. */
    SENDERS_REFUSED(
            "GatewaySendersRefused", AlertSeverity.WARNING, minutes(5), "A sender uses a wrong user name or password."),
    /** An address is limited or banned. */
    ADDRESS_LIMITED(
            "GatewayAddressLimited",
            AlertSeverity.WARNING,
            minutes(5),
            "An address misbehaves: its connections are slowed, refused or not accepted. The log and the page name it."),
    /** Peers were cut because they held too much memory. */
    MEMORY_EVICTIONS(
            "GatewayMemoryEvictions",
            AlertSeverity.WARNING,
            Duration.ZERO,
            "Peers used too much of this instance's memory, and those that used most were disconnected. The log names them."),
    /** A device does not read. */
    MAILBOX_DEEP(
            "GatewayMailboxDeep",
            AlertSeverity.WARNING,
            minutes(1),
            "A device reads more slowly than actuations arrive: its mailbox is over half full. When it is full, the device is dropped."),
    /** Statements fail at the database. */
    DATABASE_FAILING(
            "GatewayDatabaseFailing",
            AlertSeverity.CRITICAL,
            minutes(1),
            "More than one statement in ten fails at the database. Connected devices stay; others cannot register."),
    /** No binding row can be written. */
    DATABASE_DOWN(
            "GatewayDatabaseDown",
            AlertSeverity.CRITICAL,
            minutes(1),
            "No device can register: the database is unavailable, read-only or locked. Connected devices are not affected."),
    /** Other database sessions hold locks on binding rows. */
    ROWS_LOCKED(
            "GatewayRowsLocked",
            AlertSeverity.WARNING,
            minutes(1),
            "Another database session locks binding rows: their devices are answered 500 after a while; no other device waits."),
    /** Fewer database replicas answer than before. */
    REPLICA_DOWN(
            "GatewayReplicaDown",
            AlertSeverity.WARNING,
            minutes(5),
            "Fewer database replicas answer than during the last hour."),
    /** Redis does not answer. */
    REDIS_DOWN(
            "GatewayRedisDown",
            AlertSeverity.CRITICAL,
            minutes(1),
            "Redis does not answer: actuations for devices of other instances are lost."),
    /** Another instance is alive and not heard. */
    CLUSTER_SPLIT(
            "GatewayClusterSplit",
            AlertSeverity.CRITICAL,
            minutes(1),
            "Another instance is alive by its lease and is not heard over Redis: actuations and take-overs do not reach it."
                    + " /health/ready and the log name it."),
    /** Messages that claim to be from other instances are rejected. */
    FOREIGN_MESSAGES(
            "GatewayForeignMessages",
            AlertSeverity.WARNING,
            Duration.ZERO,
            "Messages over Redis in the name of other instances are refused. The log names them."),
    /** Connect or disconnect events are missing in the Redis stream. */
    CONNECTION_EVENTS_LOST(
            "GatewayConnectionEventsLost",
            AlertSeverity.INFO,
            Duration.ZERO,
            "Connects and disconnects are missing from the stream."),
    /** The management port refuses requests. */
    API_REFUSALS(
            "GatewayApiRefusals",
            AlertSeverity.WARNING,
            minutes(5),
            "The management port repeatedly refuses requests or connections."),
    /** A request to the management port hit a defect. */
    MANAGEMENT_DEFECTS(
            "GatewayManagementDefects",
            AlertSeverity.WARNING,
            Duration.ZERO,
            "A request to the management port was answered 500 within the last ten minutes: an internal error. The log has the stack trace."),
    /** Traces are incomplete. */
    SPANS_LOST("GatewaySpansLost", AlertSeverity.INFO, minutes(5), "The collector did not accept all traces.");

    private final String rule;
    private final AlertSeverity severity;
    private final Duration hold;
    private final String what;

    Alert(String rule, AlertSeverity severity, Duration hold, String what) {
        this.rule = rule;
        this.severity = severity;
        this.hold = hold;
        this.what = what;
    }

    /** Returns the name of the Prometheus rule and of the section in docs/operating.md. */
    public String rule() {
        return rule;
    }

    /** Returns the severity, the same as in the rule. */
    public AlertSeverity severity() {
        return severity;
    }

    /** Returns the message for operators: one or more sentences. */
    public String what() {
        return what;
    }

    /** Returns how long the condition must hold before the alert fires. */
    Duration hold() {
        return hold;
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
