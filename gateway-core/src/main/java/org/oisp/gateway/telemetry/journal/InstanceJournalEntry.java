package org.oisp.gateway.telemetry.journal;

/**
 * An entry, and whose journal it is of.
 *
 * @param instance the name of the instance
 * @param entry what it tells
 */
public record InstanceJournalEntry(String instance, JournalEntry entry) {}
