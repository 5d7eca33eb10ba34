package org.oisp.gateway.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.queue.QueueSettings;
import org.oisp.gateway.routing.ForwarderSettings;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.redis.StreamSettings;

/** Exports configured limits as gauges, so that alert rules need not know an instance's configuration. */
public final class LimitMeters {

    private final MeterRegistry meters;

    private LimitMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Registers a gauge for each limit of the settings. */
    public static void register(MeterRegistry meters, GatewaySettings settings, FileBudget files) {
        LimitMeters bounds = new LimitMeters(meters);
        bounds.show(Setting.MAX_CONNECTIONS, files.connections());
        bounds.show(Setting.MAX_REGISTRATIONS, settings.registration().auth().maxUnderWay());
        bounds.show(Setting.REMEMBERED_TOKENS, settings.registration().tokens().remembered());
        bounds.show(Setting.MAILBOX_MESSAGES, settings.peers().mailboxes().messages());
        bounds.show(Setting.MAILBOX_BYTES, settings.peers().mailboxes().bytes());
        bounds.show(Setting.RECEIPTS, settings.peers().receipts().pending());
        bounds.show(Setting.CONNECTION_RECEIPTS, settings.peers().receipts().perConnection());
        bounds.show(Setting.ACTUATION_RECORDS, settings.peers().receipts().records());
        bounds.show(Setting.RECONNECT_HOLD_MESSAGES, settings.peers().holds().messages());
        bounds.show(Setting.RECONNECT_HOLD_BYTES, settings.peers().holds().bytes());
        bounds.show(settings.peers().queue());
        bounds.show(Setting.MEMORY_SHARE, settings.peers().memory().bytes());
        bounds.show(Setting.UNREGISTERED_MEMORY_SHARE, settings.peers().memory().unregisteredBytes());
        bounds.show(Setting.PRESENCE_REQUESTS, settings.management().presence().requests());
        bounds.show(Setting.JOURNAL_ENTRIES, settings.operations().journal().entries());
        bounds.show(Setting.LIVE_VIEWERS, settings.management().live().viewers());
        bounds.show(Setting.MANAGEMENT_CONNECTIONS, files.management());
        bounds.show(
                Setting.TRACING_SPANS,
                settings.operations().tracing() == null
                        ? 0
                        : settings.operations().tracing().spans());
        bounds.show(settings.neighbours().redis());
    }

    private void show(QueueSettings queue) {
        show(Setting.QUEUE_DEVICE_MESSAGES, queue.on() ? queue.device().messages() : 0);
        show(Setting.QUEUE_DEVICE_BYTES, queue.on() ? queue.device().bytes() : 0);
        show(Setting.QUEUE_ACCOUNT_MESSAGES, queue.on() ? queue.account().messages() : 0);
        show(Setting.QUEUE_ACCOUNT_BYTES, queue.on() ? queue.account().bytes() : 0);
        show(Setting.QUEUE_UNWRITTEN_MESSAGES, queue.on() ? queue.unwritten().messages() : 0);
        show(Setting.QUEUE_UNWRITTEN_BYTES, queue.on() ? queue.unwritten().bytes() : 0);
    }

    private void show(@Nullable RedisSettings redis) {
        ForwarderSettings forwarder = redis == null ? null : redis.bus().forwarder();
        StreamSettings stream = redis == null ? null : redis.bus().stream();
        show(Setting.FORWARD_MESSAGES, forwarder == null ? 0 : forwarder.messages());
        show(Setting.FORWARD_BYTES, forwarder == null ? 0 : forwarder.bytes());
        show(Setting.REMEMBERED_ROUTES, forwarder == null ? 0 : forwarder.remembered());
        show(Setting.REDIS_EVENTS_WAITING, stream == null ? 0 : stream.waiting());
    }

    private void show(Setting setting, long bound) {
        Gauge.builder("gateway.bound", () -> bound)
                .description("Current value of a limit; 0 if what it limits is not in use")
                .tag("setting", setting.tag())
                .register(meters);
    }
}
