package org.oisp.gateway.telemetry.journal;

/**
 * The bound of a journal.
 *
 * @param entries how many entries of connections are kept, and as many of actuations that went nowhere; about 250 bytes each
 */
public record JournalSettings(int entries) {}
