package org.oisp.gateway.server.management;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.operations.actuations.ActuationRecord;
import org.oisp.gateway.receipt.ActuationProgress;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.routing.OutcomeJson;

/** Formats what is known of actuations as JSON. */
final class ActuationsJson {

    private ActuationsJson() {}

    /** Formats an actuation whose outcome was not known when it was at {@code progress}. */
    static String underWay(ActuationRecord record, ActuationProgress progress) {
        return JsonObjectWriter.toText(object -> {
            DeviceAddress device = record.device();
            object.text("id", record.id())
                    .text("state", progress.tag())
                    .text("accountId", device == null ? null : device.account().toString())
                    .text("deviceId", device == null ? null : device.id().value())
                    .text("text", progress.sentence());
        });
    }

    /** Formats an actuation whose outcome is known. */
    static String outcome(String id, Receipt receipt, ActuationAdvice.Advised advised) {
        return JsonObjectWriter.toText(object -> {
            OutcomeJson.write(object, id, receipt);
            object.text("state", receipt.outcome().tag())
                    .text("instance", advised.instance())
                    .text("text", advised.text());
        });
    }

    /** Formats a device's newest actuations. */
    static String list(List<ActuationRecord> records) {
        return JsonObjectWriter.toText(object -> object.objects("actuations", records, ActuationsJson::write));
    }

    private static void write(JsonObjectWriter object, ActuationRecord record) throws IOException {
        // In this order: a progress that was read is one from before the outcome.
        ActuationProgress progress = record.progress();
        Receipt receipt = record.receipt();
        object.text("id", record.id())
                .text("since", Instant.ofEpochMilli(record.sinceMillis()).toString())
                .text("state", state(progress, receipt))
                .text("reason", receipt == null ? null : receipt.reason().tag())
                .text(
                        "at",
                        receipt == null
                                ? null
                                : Instant.ofEpochMilli(receipt.atMillis()).toString())
                .numberOrNull("micros", receipt == null ? null : receipt.micros());
    }

    private static String state(@Nullable ActuationProgress progress, @Nullable Receipt receipt) {
        if (receipt != null) {
            return receipt.outcome().tag();
        }
        // Without a progress its outcome is just being reported, which takes microseconds.
        return progress == null ? ActuationProgress.ROUTING.tag() : progress.tag();
    }
}
