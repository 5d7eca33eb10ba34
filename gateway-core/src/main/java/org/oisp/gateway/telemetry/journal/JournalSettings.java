package org.oisp.gateway.telemetry.journal;

/**
 * The limit of a journal.
 *
 * @param entries maximum number of connection entries, and of entries about failed actuations; about 250 bytes each
 */
public record JournalSettings(int entries) {}
