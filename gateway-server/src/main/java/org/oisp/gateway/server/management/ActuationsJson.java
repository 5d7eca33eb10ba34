package org.oisp.gateway.server.management;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.operations.actuations.ActuationRecord;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.routing.OutcomeJson;

/** Formats what is known of actuations as JSON. */
final class ActuationsJson {

    private ActuationsJson() {}

    /** Formats an actuation whose outcome is not known yet. */
    static String underWay(ActuationRecord record) {
        return JsonObjectWriter.toText(object -> {
            DeviceAddress device = record.device();
            object.text("id", record.id())
                    .text("state", record.progress().tag())
                    .text("accountId", device == null ? null : device.account().toString())
                    .text("deviceId", device == null ? null : device.id().value())
                    .text("text", record.progress().sentence());
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
        Receipt receipt = record.receipt();
        object.text("id", record.id())
                .text("since", Instant.ofEpochMilli(record.sinceMillis()).toString())
                .text(
                        "state",
                        receipt == null
                                ? record.progress().tag()
                                : receipt.outcome().tag())
                .text("reason", receipt == null ? null : receipt.reason().tag())
                .text(
                        "at",
                        receipt == null
                                ? null
                                : Instant.ofEpochMilli(receipt.atMillis()).toString())
                .numberOrNull("micros", receipt == null ? null : receipt.micros());
    }
}
