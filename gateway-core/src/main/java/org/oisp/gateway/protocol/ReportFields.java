package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;

/** The members of a device's report on an actuation (PROTOCOL.md, "Devices that opt in"), as written; decoded only in such a message. */
final class ReportFields {

    private static final byte[] STATUS = JsonText.ascii("status");
    private static final byte[] DETAIL = JsonText.ascii("detail");
    private static final byte[] SUCCEEDED = JsonText.ascii("succeeded");
    private static final byte[] FAILED = JsonText.ascii("failed");

    private final byte[] bytes;
    private long status = JsonScanner.NULL;
    private long detail = JsonScanner.NULL;

    ReportFields(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns whether the scanner's last member is one of these. */
    static boolean isNext(JsonScanner json) {
        return json.nameIs(STATUS) || json.nameIs(DETAIL);
    }

    /** Consumes the value of a member for which {@link #isNext} returned true. */
    void read(JsonScanner json) throws MalformedJsonException {
        boolean isStatus = json.nameIs(STATUS);
        long span = json.textOrSkip();
        if (isStatus) {
            status = span;
        } else {
            detail = span;
        }
    }

    /** Returns the report; without an id or a status that is known, it has none. */
    Inbound.DeviceReport toReport(@Nullable String id) {
        Inbound.ReportStatus known = null;
        if (status >= 0 && JsonText.is(bytes, status, SUCCEEDED)) {
            known = Inbound.ReportStatus.SUCCEEDED;
        } else if (status >= 0 && JsonText.is(bytes, status, FAILED)) {
            known = Inbound.ReportStatus.FAILED;
        }
        return new Inbound.DeviceReport(
                id == null || id.isEmpty() || id.length() > Inbound.DeviceReport.MAX_ID_LENGTH ? null : id,
                known,
                detail < 0 ? null : ReportDetail.shortened(JsonText.wellFormed(bytes, detail)));
    }
}
