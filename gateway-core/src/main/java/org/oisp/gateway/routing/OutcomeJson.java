package org.oisp.gateway.routing;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.receipt.Receipt;

/** Writes the outcome of an actuation as its sender gets it (PROTOCOL.md, "Receipts"). */
public final class OutcomeJson {

    private static final String HEAD = "{\"code\":1025,\"content\":";
    private static final String TAIL = "}";

    private OutcomeJson() {}

    /**
     * Returns the message to a sender.
     *
     * @param id the sender's name for the actuation; null if it gave none
     * @param receipt the outcome
     * @return {@code {"code":1025,"content":{…}}}
     */
    public static ByteSlice message(@Nullable String id, Receipt receipt) {
        return JsonObjectWriter.toBytes(HEAD, object -> write(object, id, receipt), TAIL);
    }

    /**
     * Writes the members of an outcome.
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
