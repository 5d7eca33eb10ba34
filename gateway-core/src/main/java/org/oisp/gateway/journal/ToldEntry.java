package org.oisp.gateway.journal;

/**
 * An entry, and whose journal it is of.
 *
 * @param instance the name of the instance
 * @param entry what it tells
 */
public record ToldEntry(String instance, JournalEntry entry) {}
