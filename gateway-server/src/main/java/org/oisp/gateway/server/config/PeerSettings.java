package org.oisp.gateway.server.config;

import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.queue.QueueSettings;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.routing.HoldSettings;
import org.oisp.gateway.routing.ReceiptSettings;
import org.oisp.gateway.session.SessionSettings;

/**
 * What peers of the device port must present, and how much they may make the gateway hold.
 *
 * @param senders the credentials that senders must present
 * @param sessions the bounds of a session
 * @param mailboxes the bounds of a device's mailbox
 * @param memory how much memory all peers may occupy
 * @param receipts the bounds of receipts
 * @param holds the bounds of holding actuations for devices that are about to reconnect
 * @param queue the bounds of keeping actuations for devices that are away
 */
public record PeerSettings(
        Credentials senders,
        SessionSettings sessions,
        MailboxSettings mailboxes,
        MemorySettings memory,
        ReceiptSettings receipts,
        HoldSettings holds,
        QueueSettings queue) {}
