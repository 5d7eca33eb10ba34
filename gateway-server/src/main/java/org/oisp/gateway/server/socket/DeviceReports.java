package org.oisp.gateway.server.socket;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.ReportStatus;
import org.oisp.gateway.receipt.ReportResult;
import org.oisp.gateway.receipt.TrackedActuation;

/**
 * Gives the actuations of one connection their ids, and finds the actuation that a device reports on (PROTOCOL.md, "Devices that opt in").
 * Remembers only those whose senders wait for the report, as long as they wait. Exists only for connections with a device that reports. Not
 * thread-safe; confined to the socket's event loop, except that actuations may end on any thread.
 */
final class DeviceReports {

    /** Separates the sender's id from the number that makes it unique on the connection. */
    private static final char MARK = '#';

    private final ConcurrentMap<String, TrackedActuation> awaited = new ConcurrentHashMap<>(4);
    /** The number of ids that were given, which is also the last one's number. */
    private long issued;
    /** The number of reports that could belong to an id that was given. */
    private long reported;

    /**
     * Returns the id of an actuation that is written now.
     *
     * @param actuation the actuation; null if its sender does not wait for an outcome
     */
    String idOf(@Nullable TrackedActuation actuation) {
        String sendersId = actuation == null ? null : actuation.id();
        issued++;
        String id = sendersId == null ? MARK + Long.toString(issued) : wellFormed(sendersId) + MARK + issued;
        if (actuation != null && actuation.awaitsCompletion()) {
            awaited.put(id, actuation);
            actuation.expectReport(() -> awaited.remove(id, actuation));
        }
        return id;
    }

    /** Returns what is left of a text on its way to the device and back: an unpaired surrogate is a question mark then. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Handles a device's report; returns what it was good for. */
    ReportResult report(Inbound.DeviceReport report) {
        String id = report.id();
        ReportStatus status = report.status();
        if (id == null || status == null) {
            return ReportResult.INVALID;
        }
        // Beyond one report for each actuation, none is of use; to know each id would take memory.
        if (!wasIssued(id) || reported >= issued) {
            return ReportResult.UNKNOWN;
        }
        reported++;
        TrackedActuation actuation = awaited.remove(id);
        if (actuation == null || actuation.hasEnded()) {
            return ReportResult.NOT_AWAITED;
        }
        actuation.report(status == ReportStatus.SUCCEEDED, report.detail());
        return ReportResult.TOLD;
    }

    private boolean wasIssued(String id) {
        int mark = id.lastIndexOf(MARK);
        // Longer numbers are never given: a connection would have to receive them first.
        if (mark < 0 || id.length() - mark > 18 || mark + 1 == id.length()) {
            return false;
        }
        long number = 0;
        for (int at = mark + 1; at < id.length(); at++) {
            int digit = id.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            number = number * 10 + digit;
        }
        return number >= 1 && number <= issued;
    }

    /** Ends what no report has come for: the connection has ended. To be called after the notices of all writes. */
    void closed() {
        awaited.values().forEach(TrackedActuation::connectionEnded);
        awaited.clear();
    }
}
