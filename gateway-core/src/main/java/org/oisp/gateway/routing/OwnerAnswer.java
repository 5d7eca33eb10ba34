package org.oisp.gateway.routing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.json.JsonParsing;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.ReportDetail;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;

/**
 * What the instance that has a device says about a forwarded actuation:
 * {@code {"receipt":"<number>","reason":…,"accountId":…,"deviceId":…,"at":<milliseconds>,"detail":…}}.
 *
 * @param number the number of the question
 * @param receipt the outcome; its micros mean nothing here
 */
record OwnerAnswer(String number, Receipt receipt) {

    /** The prefix of a reply channel that names an instance. No channel of Redis is meant. */
    static final String INSTANCE = "instance:";

    /** Separates the instance from the number of the question in such a channel. */
    static final char NUMBER = '#';

    private static final byte[] START = "{\"receipt\":".getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, OutcomeReason> REASONS =
            Stream.of(OutcomeReason.values()).collect(Collectors.toMap(OutcomeReason::tag, reason -> reason));

    /** Returns the instance's id in {@code instance:<id>#<number>}. */
    static String instanceIn(String replyTo) {
        int mark = replyTo.indexOf(NUMBER);
        return replyTo.substring(INSTANCE.length(), mark < 0 ? replyTo.length() : mark);
    }

    /** Returns the number of the question in such a channel; empty if there is none. */
    static String numberIn(String replyTo) {
        int mark = replyTo.indexOf(NUMBER);
        return mark < 0 ? "" : replyTo.substring(mark + 1);
    }

    /** Returns whether a message on an instance's answer channel is such an answer; presence answers start otherwise. */
    static boolean isAnswer(ByteSlice message) {
        return message.length() > START.length
                && Arrays.equals(
                        message.array(), message.offset(), message.offset() + START.length, START, 0, START.length);
    }

    ByteSlice toJson() {
        DeviceAddress device = receipt.device();
        return JsonObjectWriter.toBytes(object -> object.text("receipt", number)
                .text("reason", receipt.reason().tag())
                .text("accountId", device == null ? null : device.account().toString())
                .text("deviceId", device == null ? null : device.id().value())
                .number("at", receipt.atMillis())
                .text("detail", receipt.detail()));
    }

    static OwnerAnswer read(ByteSlice message) throws IOException {
        String number = "";
        OutcomeReason reason = null;
        AccountId account = null;
        String device = null;
        long at = 0;
        String detail = null;
        try (JsonParser in = JsonParsing.parser(message)) {
            JsonParsing.expect(in.nextToken(), JsonToken.START_OBJECT);
            for (String name = JsonParsing.nextMember(in); name != null; name = JsonParsing.nextMember(in)) {
                switch (name) {
                    case "receipt" -> number = JsonParsing.text(in);
                    case "reason" -> reason = REASONS.get(JsonParsing.text(in));
                    case "accountId" -> account = accountOf(textOrNull(in));
                    case "deviceId" -> device = textOrNull(in);
                    case "at" -> at = in.getLongValue();
                    case "detail" -> {
                        // An instance of another version may allow more.
                        String text = textOrNull(in);
                        detail = text == null ? null : ReportDetail.shortened(text);
                    }
                    default -> in.skipChildren();
                }
            }
        }
        if (reason == null) {
            // A newer version may have more reasons: the outcome cannot be known here.
            reason = OutcomeReason.INSTANCE_SILENT;
        }
        DeviceAddress address =
                account == null || device == null ? null : new DeviceAddress(account, new DeviceId(device));
        return new OwnerAnswer(number, new Receipt(reason, address, at, 0, detail));
    }

    private static @Nullable String textOrNull(JsonParser in) throws IOException {
        return in.currentToken() == JsonToken.VALUE_NULL ? null : JsonParsing.text(in);
    }

    private static @Nullable AccountId accountOf(@Nullable String text) {
        return text == null ? null : AccountId.parse(text);
    }
}
