package org.oisp.gateway.telemetry.journal;

/**
 * A journal entry and its instance.
 *
 * @param instance the name of the instance
 * @param entry the entry
 */
public record InstanceJournalEntry(String instance, JournalEntry entry) {}
