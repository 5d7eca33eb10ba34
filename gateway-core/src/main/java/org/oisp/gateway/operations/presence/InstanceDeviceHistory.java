package org.oisp.gateway.operations.presence;

import java.util.List;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;

/**
 * What an instance tells of a device.
 *
 * @param entries the newest first
 * @param sinceMillis nothing older is kept there
 */
record InstanceDeviceHistory(List<InstanceJournalEntry> entries, long sinceMillis) {}
