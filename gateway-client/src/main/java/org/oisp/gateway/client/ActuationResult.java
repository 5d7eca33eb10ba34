package org.oisp.gateway.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of an actuation (PROTOCOL.md, "Receipts").
 *
 * @param id the sender's name for it
 * @param outcome {@code delivered}, {@code succeeded}, {@code failed}, {@code not_delivered} or {@code unconfirmed}
 * @param reason why, such as {@code confirmed} or {@code not_connected}
 * @param accountId the device's account; null if it is not known which device was meant
 * @param deviceId the device's id in it; likewise
 * @param took the time from the actuation's arrival at the gateway to the outcome
 * @param detail the device's own report, or what was wrong with the request; null for none. Text of others
 */
public record ActuationResult(
        String id,
        String outcome,
        String reason,
        @Nullable String accountId,
        @Nullable String deviceId,
        Duration took,
        @Nullable String detail) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Parses the content of a message; null if it is not an outcome with an id. */
    static @Nullable ActuationResult read(byte[] message, int start, int end) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = JSON.createParser(message, start, end - start)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
                    members.put(name, parser.getText());
                }
                parser.skipChildren();
            }
        } catch (IOException notJson) {
            return null;
        }
        String id = members.get("id");
        String outcome = members.get("outcome");
        String reason = members.get("reason");
        return id == null || outcome == null || reason == null
                ? null
                : new ActuationResult(
                        id,
                        outcome,
                        reason,
                        members.get("accountId"),
                        members.get("deviceId"),
                        micros(members.get("micros")),
                        members.get("detail"));
    }

    private static Duration micros(@Nullable String number) {
        try {
            return number == null
                    ? Duration.ZERO
                    : Duration.ofNanos(Math.multiplyExact(Long.parseLong(number), 1_000L));
        } catch (NumberFormatException | ArithmeticException none) {
            return Duration.ZERO;
        }
    }
}
