package org.oisp.gateway.presence;

import java.util.List;
import org.oisp.gateway.journal.ToldEntry;

/**
 * What an instance tells of a device.
 *
 * @param entries the newest first
 * @param sinceMillis nothing older is kept there
 */
record ToldEvents(List<ToldEntry> entries, long sinceMillis) {}
