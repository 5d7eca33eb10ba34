package org.oisp.gateway.telemetry.journal;

import java.util.List;

/**
 * The entries since an earlier query.
 *
 * @param entries the oldest first
 * @param leftOut how many further entries are not included
 * @param sequence the last sequence number covered; pass it to the next query
 */
public record JournalUpdate(List<JournalEntry> entries, long leftOut, long sequence) {}
