package org.oisp.gateway.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an actuation, as the gateway says.
 *
 * @param id the id that the client gave the actuation
 * @param outcome the outcome
 * @param reason why, as a word such as {@code not_connected}; the gateway's documents list them
 * @param device the device; null if it is unknown which one is meant
 * @param at when the outcome was known, by the gateway's clock
 * @param micros microseconds from the actuation's arrival at the gateway to the outcome
 * @param detail the device's own words, or what is wrong with the request; null for none
 */
public record ActuationReceipt(
        String id,
        SendOutcome outcome,
        String reason,
        @Nullable DeviceName device,
        Instant at,
        long micros,
        @Nullable String detail) {

    private static final JsonFactory JSON = new JsonFactory();

    /** The outcomes, and what each of them promises. */
    public enum SendOutcome {
        /** The device's WebSocket stack has read the whole actuation. */
        DELIVERED,
        /** The device says that it did it. */
        SUCCEEDED,
        /** The device says that it could not do it, or it never confirmed one that was kept for it. */
        FAILED,
        /** It is kept for the device, which gets it when it connects; the device may have it already, without having confirmed it. */
        QUEUED,
        /** The device did not get it, and never will: to send it again cannot do it twice. */
        NOT_DELIVERED,
        /**
         * The gateway passed it on, or failed as it did so, and cannot know whether the device has it: to send it again may do it twice. Also
         * stands for an outcome that this client does not know.
         */
        UNCONFIRMED;

        /**
         * Returns whether the device has read the actuation, and has not said that it failed.
         *
         * @return true for {@link #DELIVERED} and {@link #SUCCEEDED}
         */
        public boolean isGood() {
            return this == DELIVERED || this == SUCCEEDED;
        }
    }

    /**
     * A device, as the platform names it.
     *
     * @param accountId its account
     * @param deviceId its id in the account
     */
    public record DeviceName(UUID accountId, String deviceId) {}

    /** Reads the content of a gateway's message. Returns null if it has no id. */
    static @Nullable ActuationReceipt read(byte[] message, int start, int end) {
        String id = null;
        String outcome = "";
        String reason = "";
        String account = null;
        String device = null;
        String at = "";
        long micros = 0;
        String detail = null;
        try (JsonParser parser = JSON.createParser(message, start, end - start)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                String text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                switch (name) {
                    case "id" -> id = text;
                    case "outcome" -> outcome = text == null ? "" : text;
                    case "reason" -> reason = text == null ? "" : text;
                    case "accountId" -> account = text;
                    case "deviceId" -> device = text;
                    case "at" -> at = text == null ? "" : text;
                    case "micros" -> micros = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0;
                    case "detail" -> detail = text;
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException notJson) {
            return null;
        }
        return id == null
                ? null
                : new ActuationReceipt(
                        id, outcomeOf(outcome), reason, nameOf(account, device), instantOf(at), micros, detail);
    }

    /** What a newer gateway may say, and this client does not know, is as good as unknown. */
    private static SendOutcome outcomeOf(String word) {
        for (SendOutcome each : SendOutcome.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
                return each;
            }
        }
        return SendOutcome.UNCONFIRMED;
    }

    private static @Nullable DeviceName nameOf(@Nullable String account, @Nullable String device) {
        try {
            return account == null || device == null ? null : new DeviceName(UUID.fromString(account), device);
        } catch (IllegalArgumentException noUuid) {
            return null;
        }
    }

    private static Instant instantOf(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException noTime) {
            return Instant.EPOCH;
        }
    }
}
