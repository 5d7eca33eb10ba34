package org.oisp.gateway.routing;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;

/** Writes the outcome of an actuation as its sender gets it (PROTOCOL.md, "Receipts"). */
public final class OutcomeJson {

    private static final String HEAD = "{\"code\":1025,\"content\":{\"id\":";

    /** The members behind the id, up to the account. */
    private static final Map<OutcomeReason, String> REASONS = new EnumMap<>(OutcomeReason.class);

    /** A bit longer than nearly every message, in characters. */
    private static final int LENGTH = 320;

    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int MILLIS_PER_SECOND = 1_000;

    static {
        for (OutcomeReason reason : OutcomeReason.values()) {
            REASONS.put(
                    reason,
                    ",\"outcome\":\"%s\",\"reason\":\"%s\",\"accountId\":"
                            .formatted(reason.outcome().tag(), reason.tag()));
        }
    }

    private OutcomeJson() {}

    /**
     * Returns the message to a sender.
     *
     * @param id the sender's name for the actuation; null if it gave none
     * @param receipt the outcome
     * @return {@code {"code":1025,"content":{…}}}
     */
    public static ByteSlice message(@Nullable String id, Receipt receipt) {
        // By hand, as it is written for each actuation: JsonObjectWriter takes five times as long.
        StringBuilder json = new StringBuilder(LENGTH).append(HEAD);
        appendText(json, id);
        json.append(REASONS.get(receipt.reason()));
        DeviceAddress device = receipt.device();
        appendText(json, device == null ? null : device.account().toString());
        json.append(",\"deviceId\":");
        appendText(json, device == null ? null : device.id().value());
        json.append(",\"at\":\"");
        appendTime(json, receipt.atMillis());
        json.append("\",\"micros\":").append(receipt.micros());
        if (receipt.detail() != null) {
            json.append(",\"detail\":");
            appendText(json, receipt.detail());
        }
        return ByteSlice.ofText(json.append("}}").toString());
    }

    private static void appendText(StringBuilder json, @Nullable String text) {
        if (text == null) {
            json.append("null");
            return;
        }
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }

    /** Appends a time as {@link Instant#toString()} returns it, which takes much longer. */
    private static void appendTime(StringBuilder json, long millis) {
        long seconds = Math.floorDiv(millis, MILLIS_PER_SECOND);
        int second = Math.floorMod(seconds, SECONDS_PER_DAY);
        int rest = Math.floorMod(millis, MILLIS_PER_SECOND);
        json.append(LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY)));
        appendTwo(json.append('T'), second / SECONDS_PER_HOUR);
        appendTwo(json.append(':'), second / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE);
        appendTwo(json.append(':'), second % SECONDS_PER_MINUTE);
        if (rest > 0) {
            json.append('.').append((char) ('0' + rest / 100));
            appendTwo(json, rest % 100);
        }
        json.append('Z');
    }

    /** Appends a number from 0 to 99 as two digits. */
    private static void appendTwo(StringBuilder json, int number) {
        json.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /**
     * Writes the members of an outcome, the same as in a message.
     *
     * @param object the object, which is open
     * @param id the sender's name for the actuation; null if it gave none
     * @param receipt the outcome
     * @throws IOException never, if the target is memory
     */
    public static void write(JsonObjectWriter object, @Nullable String id, Receipt receipt) throws IOException {
        DeviceAddress device = receipt.device();
        object.text("id", id)
                .text("outcome", receipt.outcome().tag())
                .text("reason", receipt.reason().tag())
                .text("accountId", device == null ? null : device.account().toString())
                .text("deviceId", device == null ? null : device.id().value())
                .text("at", Instant.ofEpochMilli(receipt.atMillis()).toString())
                .number("micros", receipt.micros());
        if (receipt.detail() != null) {
            object.text("detail", receipt.detail());
        }
    }
}
