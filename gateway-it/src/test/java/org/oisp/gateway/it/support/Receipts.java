package org.oisp.gateway.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.oisp.gateway.device.DeviceIdentity;

/** Asks for receipts, and reads them. */
public final class Receipts {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Receipts() {}

    /** Returns an actuation that asks for a receipt of the delivery. */
    public static String asking(String id, DeviceIdentity device, Object value) {
        return with("\"id\":\"" + id + "\",\"receipt\":\"delivered\"", device, value);
    }

    /** Returns an actuation that asks for a receipt of the delivery within a time. */
    public static String asking(String id, DeviceIdentity device, Object value, int timeoutMillis) {
        return with("\"id\":\"" + id + "\",\"receipt\":\"delivered\",\"timeout\":" + timeoutMillis, device, value);
    }

    /** Returns an actuation that asks for a receipt of the device's own report. */
    public static String completed(String id, DeviceIdentity device, Object value) {
        return with("\"id\":\"" + id + "\",\"receipt\":\"completed\"", device, value);
    }

    /** Returns an actuation that asks for a receipt of the device's own report within a time. */
    public static String completed(String id, DeviceIdentity device, Object value, int timeoutMillis) {
        return with("\"id\":\"" + id + "\",\"receipt\":\"completed\",\"timeout\":" + timeoutMillis, device, value);
    }

    /** Returns a device's report. */
    public static String report(String id, String status) {
        return "{\"type\":\"ack\",\"id\":\"" + id + "\",\"status\":\"" + status + "\"}";
    }

    /** Returns an actuation with these members beside its body. */
    public static String with(String members, DeviceIdentity device, Object value) {
        return "{\"type\":\"actuation\"," + members + ",\"credentials\":" + Actuations.CREDENTIALS + ",\"body\":"
                + Actuations.body(device, value) + "}";
    }

    /** Reads the content of a receipt. */
    public static JsonNode read(String text) {
        JsonNode message = tree(text);
        assertThat(message.path("code").asInt()).as(text).isEqualTo(1025);
        return message.path("content");
    }

    /** Reads any JSON. */
    public static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    /** Reads the next receipt that a sender gets, behind pings if it is a device too. */
    public static JsonNode next(Client sender) {
        Client.Event event = sender.next();
        while (event instanceof Client.Event.Ping) {
            event = sender.next();
        }
        assertThat(event).isInstanceOf(Client.Event.Text.class);
        return read(((Client.Event.Text) event).content());
    }

    /** Reads the next receipt, and compares its id, outcome and reason. */
    public static JsonNode expect(Client sender, String id, String outcome, String reason) {
        JsonNode receipt = next(sender);
        assertThat(receipt.path("id").asText() + " " + receipt.path("outcome").asText() + " "
                        + receipt.path("reason").asText())
                .isEqualTo(id + " " + outcome + " " + reason);
        return receipt;
    }
}
