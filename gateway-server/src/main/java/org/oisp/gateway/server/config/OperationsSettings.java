package org.oisp.gateway.server.config;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.logging.LogSettings;
import org.oisp.gateway.server.socket.probe.RehearsalSettings;
import org.oisp.gateway.server.socket.probe.SelfProbeSettings;
import org.oisp.gateway.server.tracing.TracingSettings;
import org.oisp.gateway.telemetry.journal.JournalSettings;

/**
 * How an instance shows its operators what it does, and how it drains for them.
 *
 * @param logs level and format of the log
 * @param journal the size of the journal
 * @param tracing where to send traces; null for no tracing
 * @param selfProbe how often the gateway sends itself an actuation
 * @param warmUp how long the gateway rehearses before it is ready
 * @param drain the bounds of the drain before a stop
 */
public record OperationsSettings(
        LogSettings logs,
        JournalSettings journal,
        @Nullable TracingSettings tracing,
        SelfProbeSettings selfProbe,
        RehearsalSettings warmUp,
        DrainSettings drain) {}
