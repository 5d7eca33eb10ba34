package org.oisp.gateway.server.config;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.server.config.neighbour.NeighbourSettings;
import org.oisp.gateway.server.logging.LogSettings;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.socket.SocketSettings;
import org.oisp.gateway.server.socket.probe.SelfProbeSettings;
import org.oisp.gateway.server.tracing.TracingSettings;
import org.oisp.gateway.session.SessionSettings;
import org.oisp.gateway.telemetry.journal.JournalSettings;

/**
 * All settings, checked. Its text form contains no secrets.
 *
 * @param sockets the device port
 * @param sessions the bounds of a session
 * @param mailboxes the bounds of a device's mailbox
 * @param memory how much memory peers may occupy
 * @param senders the credentials that senders must present
 * @param registration how devices register
 * @param neighbours the servers that the gateway depends on
 * @param management the management port
 * @param journal the size of the journal
 * @param drain the bounds of the drain before a stop
 * @param selfProbe how often the gateway sends itself an actuation
 * @param logs level and format of the log
 * @param tracing where to send traces; null for no tracing
 * @param report origins and notes from reading the settings
 */
public record GatewaySettings(
        SocketSettings sockets,
        SessionSettings sessions,
        MailboxSettings mailboxes,
        MemorySettings memory,
        Credentials senders,
        RegistrationSettings registration,
        NeighbourSettings neighbours,
        ManagementSettings management,
        JournalSettings journal,
        DrainSettings drain,
        SelfProbeSettings selfProbe,
        LogSettings logs,
        @Nullable TracingSettings tracing,
        ConfigurationReport report) {}
