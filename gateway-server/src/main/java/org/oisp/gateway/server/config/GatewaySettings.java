package org.oisp.gateway.server.config;

import java.util.List;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.server.database.PostgresSettings;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.socket.SocketSettings;
import org.oisp.gateway.session.SessionSettings;

/**
 * All settings, checked. Its text form shows no secret.
 *
 * @param sockets the device port
 * @param sessions the bounds of a connection
 * @param mailboxes the bounds of a device's mailbox
 * @param senders what senders of actuations have to offer
 * @param registration how devices register
 * @param database where PostgreSQL is
 * @param management the management port
 * @param notes what an operator should know of the configuration, a line each
 */
public record GatewaySettings(
        SocketSettings sockets,
        SessionSettings sessions,
        MailboxSettings mailboxes,
        Credentials senders,
        RegistrationSettings registration,
        PostgresSettings database,
        ManagementSettings management,
        List<String> notes) {}
