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
 * All settings, checked. Its text form shows no secret.
 *
 * @param sockets the device port
 * @param sessions the bounds of a connection
 * @param mailboxes the bounds of a device's mailbox
 * @param memory what peers may make the process hold
 * @param senders what senders of actuations have to offer
 * @param registration how devices register
 * @param neighbours the servers that it works with
 * @param management the management port
 * @param journal how much of what happened is kept
 * @param drain how it empties itself before it stops
 * @param selfProbe how often it sends itself an actuation
 * @param logs what is logged, and how
 * @param tracing where traces go; null for none
 * @param report what was found while reading them
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
