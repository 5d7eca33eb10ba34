package org.oisp.gateway.operations.live.alert;

import java.time.Duration;

/** When each alert holds: the expressions of deploy/prometheus/rules/gateway.yml, for the meters of one instance. */
final class AlertConditions {

    /** The gauge with the time at which the certificate expires. */
    static final String CERTIFICATE_END = "gateway.tls.certificate.expiry.timestamp.seconds";

    private AlertConditions() {}

    /** Returns whether an alert's condition holds now. */
    static boolean hold(Alert alert, MeterReadings look) {
        return switch (alert) {
            case DRAINING -> look.gauge("gateway.draining") == 1;
            case NO_HEARTBEAT ->
                look.increase("gateway.heartbeats", minutes(2), "failed") > 0
                        && look.increase("gateway.heartbeats", minutes(2), "done") == 0;
            case INSTANCE_DIED -> look.increase("gateway.dead.instances", minutes(10)) > 0;
            case LEASE_LOST ->
                look.gauge("gateway.lease.held") == 0
                        && look.total("gateway.lease.beats") > 0
                        && look.gauge("gateway.draining") == 0;
            case NAME_TAKEN -> look.increase("gateway.lease.beats", minutes(5), "taken") > 0;
            case OPEN_FILES -> look.gauge("process.files.open") > 0.8 * look.gauge("process.files.max");
            case ACCEPT_PAUSED ->
                look.increase("gateway.accept.pauses", minutes(5))
                                + look.increase("gateway.accept.failures", minutes(5))
                        > 0;
            case CONNECTIONS_NEAR_BOUND -> look.gauge("gateway.connections") > 0.8 * look.bound("max_connections");
            case MEMORY_LOW -> look.gauge("jvm.memory.usage.after.gc") > 0.9;
            case CPU_HIGH ->
                look.isOlderThan(minutes(10))
                        && look.increase("process.cpu", minutes(10))
                                > 0.9 * minutes(10).toSeconds() * look.gauge("system.cpus");
            case BACKGROUND_TASK_DOWN -> look.lowest("gateway.background.task.up") == 0;
            case DROPPED_SIGNALS -> look.increase("gateway.dropped.signals", minutes(10)) > 0;
            case SELF_PROBE_FAILING -> look.gauge("gateway.self.probe.up") == 0 && look.gauge("gateway.draining") == 0;
            case DROPS ->
                look.increase(
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
                        > 0.01 * look.gauge("gateway.connections");
            case INTERNAL_ERRORS -> look.increase("gateway.defects", minutes(5)) > 0;
            case REGISTRATION_STORM ->
                look.increase("gateway.registrations", minutes(2))
                        > 200 * minutes(2).toSeconds();
            case REGISTRATIONS_FAILING ->
                look.share(
                        0.2,
                        "gateway.registrations",
                        minutes(2),
                        "database_failed",
                        "row_locked",
                        "timed_out",
                        "overloaded",
                        "keys_unavailable");
            case REGISTRATIONS_REFUSED ->
                look.share(
                        0.5,
                        "gateway.registrations",
                        minutes(15),
                        "invalid_token",
                        "foreign_certificate",
                        "no_account",
                        "unknown_device");
            case REGISTRATIONS_NEAR_BOUND ->
                look.gauge("gateway.registrations.under.way") > 0.5 * look.bound("max_registrations");
            case ADMISSION_WAITING ->
                look.gauge("gateway.admission.connections.waiting") > 0
                        || look.gauge("gateway.admission.registrations.waiting") > 0;
            case CERTIFICATE_EXPIRING -> look.endsWithin(CERTIFICATE_END, Duration.ofDays(14));
            case CERTIFICATE_EXPIRED -> look.endsWithin(CERTIFICATE_END, Duration.ofDays(1));
            case TLS_RENEWAL_FAILED -> look.increase("gateway.tls.renewals", Duration.ofHours(1), "failed") > 0;
            case KEYS_STALE -> look.gauge("gateway.token.keys.age") > 3_600;
            case ACTUATIONS_LOST ->
                look.share(
                        0.01, "gateway.actuations", minutes(2), "mailbox_full", "bus_down", "bus_full", "unresolved");
            case ACTUATIONS_NOT_CONNECTED -> look.share(0.5, "gateway.actuations", minutes(10), "not_connected");
            case SENDERS_REFUSED ->
                look.increase("gateway.actuations", minutes(5), "wrong_credentials")
                        > 0.1 * minutes(5).toSeconds();
            case ADDRESS_LIMITED ->
                look.gauge("gateway.addresses.limited") + look.gauge("gateway.addresses.banned") > 0;
            case MEMORY_EVICTIONS -> look.increase("gateway.drops", minutes(5), "memory") > 0;
            case MAILBOX_DEEP ->
                look.gauge("gateway.mailbox.deepest") > 0.5 * look.bound("mailbox_messages")
                        || look.gauge("gateway.mailbox.heaviest") > 0.5 * look.bound("mailbox_bytes");
            case DATABASE_FAILING -> look.share(0.1, "gateway.database", minutes(2), "failed");
            case DATABASE_DOWN -> look.gauge("gateway.database.up") == 0;
            case ROWS_LOCKED -> look.increase("gateway.registrations", minutes(5), "row_locked") > 0;
            case REPLICA_DOWN -> look.gauge("gateway.replicas") < look.mostReplicas();
            case REDIS_DOWN -> look.gauge("gateway.redis.up") == 0 && look.total("gateway.redis.links") > 0;
            case CLUSTER_SPLIT -> look.gauge("gateway.instances.unheard") > 0;
            case FOREIGN_MESSAGES ->
                look.increase(
                                "gateway.cluster.messages",
                                minutes(5),
                                "unsigned",
                                "wrong_signature",
                                "replayed",
                                "wrong_time",
                                "ahead")
                        > 0;
            case CONNECTION_EVENTS_LOST ->
                look.increase("gateway.connection.events", minutes(5), "failed", "dropped") > 0;
            case API_REFUSALS ->
                look.increase("gateway.api.refusals", minutes(5), "wrong_credentials", "foreign_origin", "foreign_host")
                        > 0.1 * minutes(5).toSeconds();
            case MANAGEMENT_DEFECTS -> look.increase("gateway.management.defects", minutes(10)) > 0;
            case SPANS_LOST -> look.increase("gateway.spans", minutes(5), "failed", "dropped") > 0;
        };
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
