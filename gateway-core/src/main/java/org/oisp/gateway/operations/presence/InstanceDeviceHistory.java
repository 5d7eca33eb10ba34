package org.oisp.gateway.operations.presence;

import java.util.List;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;

/**
 * The recent events of a device at one instance.
 *
 * @param entries newest first
 * @param sinceMillis the instance keeps no older entries, in milliseconds since 1970
 */
record InstanceDeviceHistory(List<InstanceJournalEntry> entries, long sinceMillis) {}
