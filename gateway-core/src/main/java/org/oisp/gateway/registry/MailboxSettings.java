package org.oisp.gateway.registry;

/**
 * The bounds of a mailbox. Past either, the device's connection is dropped as one that does not read.
 *
 * @param messages how many messages may wait
 * @param bytes how many bytes they may have together; a single message may always wait
 */
public record MailboxSettings(int messages, int bytes) {}
