package org.oisp.gateway.telemetry.journal;

import java.util.List;

/**
 * What happened since somebody has looked.
 *
 * @param entries the oldest first
 * @param leftOut how many more there were
 * @param sequence up to which number this is all: what to ask with the next time
 */
public record JournalUpdate(List<JournalEntry> entries, long leftOut, long sequence) {}
