package org.oisp.gateway.server.management;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.operations.actuations.ApiActuation;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.QueueOptions;
import org.oisp.gateway.protocol.ReceiptRequest;

/**
 * An operator's request to send an actuation: {@code {"accountId":"…","deviceId":"…","params":[{"name":"LED","value":"1"}]}}, completed
 * to the form that the dashboard sends, or {@code {"body":{…}}}, sent unchanged. Beside either: {@code id}, {@code receipt}, {@code
 * timeout}, {@code ttl} and {@code collapse}.
 */
final class ActuationRequest {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final byte[] json;
    private @Nullable AccountId account;
    private @Nullable String device;
    private @Nullable String command;
    private @Nullable ByteSlice params;
    private @Nullable ByteSlice body;
    private @Nullable String id;
    private boolean completion;
    private int ttlSeconds;
    private @Nullable String collapse;
    private int timeoutMillis = ReceiptRequest.DEFAULT_TIMEOUT_MILLIS;

    private ActuationRequest(byte[] json) {
        this.json = json;
    }

    /**
     * Parses a request.
     *
     * @param json the request's body
     * @param traceparent the trace it belongs to; null for none
     * @return the actuation; gets an id if the request has none
     * @throws BadRequestException if the request is invalid
     */
    static ApiActuation read(byte[] json, @Nullable String traceparent) {
        try {
            ActuationRequest request = new ActuationRequest(json);
            request.read();
            return new ApiActuation(
                    request.id == null ? UUID.randomUUID().toString() : request.id,
                    request.toBody(),
                    request.completion,
                    request.timeoutMillis,
                    request.queue(),
                    traceparent);
        } catch (IOException malformed) {
            throw new BadRequestException("the body of the request is not well-formed JSON");
        }
    }

    private void read() throws IOException {
        try (JsonParser in = JSON.createParser(json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRequestException("the body of the request is not a JSON object");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                in.nextToken();
                member(in, name);
            }
            if (in.nextToken() != null) {
                throw new BadRequestException("the body of the request continues after the JSON object");
            }
        }
    }

    private void member(JsonParser in, String name) throws IOException {
        switch (name) {
            case "accountId" -> {
                account = AccountId.parse(text(in, "accountId is not a string"));
                if (account == null) {
                    throw new BadRequestException("accountId is not an account id, which is a UUID");
                }
            }
            case "deviceId" -> {
                device = text(in, "deviceId is not a string");
                if (!new DeviceId(device).storable()) {
                    throw new BadRequestException("deviceId is not a valid device id");
                }
            }
            case "command" -> command = text(in, "command is not a string");
            case "params" -> params = params(in);
            case "body" -> {
                if (in.currentToken() != JsonToken.START_OBJECT) {
                    throw new BadRequestException("body is not an object");
                }
                long from = in.currentTokenLocation().getByteOffset();
                in.skipChildren();
                body = since(from, in);
            }
            case "id" -> id = id(in);
            case "receipt" -> completion = isCompletion(text(in, "receipt is not a text"));
            case "timeout" ->
                timeoutMillis = number(
                        in,
                        ReceiptRequest.MAX_TIMEOUT_MILLIS,
                        "timeout is not a whole number of milliseconds from 1 to " + ReceiptRequest.MAX_TIMEOUT_MILLIS);
            case "ttl" ->
                ttlSeconds = number(
                        in,
                        QueueOptions.MAX_TTL_SECONDS,
                        "ttl is not a whole number of seconds from 1 to " + QueueOptions.MAX_TTL_SECONDS);
            case "collapse" -> collapse = text(in, "collapse is not a text of 1 to 128 characters");
            default ->
                throw new BadRequestException(
                        "only accountId, deviceId, command and params, or body, and id, receipt, timeout, ttl and collapse may be given");
        }
    }

    private static String id(JsonParser in) throws IOException {
        String id = text(in, "id is not a text of 1 to " + ReceiptRequest.MAX_ID_LENGTH + " characters");
        if (ReceiptRequest.problemOfId(id) != null
                || !StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
            throw new BadRequestException("id is not a text of 1 to " + ReceiptRequest.MAX_ID_LENGTH + " characters");
        }
        if (id.equals(".") || id.equals("..")) {
            // Clients remove them from a path as dot segments (RFC 3986, 5.2.4), percent-encoded or not.
            throw new BadRequestException("id is a dot or two, which no address can hold");
        }
        return id;
    }

    private static boolean isCompletion(String receipt) {
        return switch (receipt) {
            case ReceiptRequest.DELIVERED -> false;
            case ReceiptRequest.COMPLETED -> true;
            default -> throw new BadRequestException("receipt is not delivered or completed");
        };
    }

    private static int number(JsonParser in, int most, String otherwise) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            long number = in.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? 0 : in.getLongValue();
            if (number >= 1 && number <= most) {
                return (int) number;
            }
        }
        throw new BadRequestException(otherwise);
    }

    private @Nullable QueueOptions queue() {
        if (ttlSeconds == 0) {
            if (collapse != null) {
                throw new BadRequestException("collapse needs ttl");
            }
            return null;
        }
        String problem = QueueOptions.problemOf(id, collapse);
        if (problem != null) {
            throw new BadRequestException(problem.substring(0, problem.length() - 1));
        }
        return new QueueOptions(ttlSeconds, collapse);
    }

    private static String text(JsonParser in, String otherwise) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING || in.getText().isEmpty()) {
            throw new BadRequestException(otherwise);
        }
        return in.getText();
    }

    private ByteSlice params(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new BadRequestException("params is not an array");
        }
        long from = in.currentTokenLocation().getByteOffset();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            boolean named = false;
            if (in.currentToken() == JsonToken.START_OBJECT) {
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    boolean isName = "name".equals(in.currentName());
                    named |= in.nextToken() == JsonToken.VALUE_STRING && isName;
                    in.skipChildren();
                }
            }
            if (!named) {
                throw new BadRequestException(
                        "each of params must be an object with a name, which is a string, and a value");
            }
        }
        return since(from, in);
    }

    private ByteSlice since(long from, JsonParser in) {
        if (from < 0) {
            throw new BadRequestException("the body of the request is not UTF-8");
        }
        return new ByteSlice(json, (int) from, (int) (in.currentLocation().getByteOffset() - from));
    }

    private ByteSlice toBody() throws IOException {
        boolean addressed = account != null || device != null || command != null || params != null;
        if (body != null) {
            if (addressed) {
                throw new BadRequestException(
                        "body is all that is sent: accountId, deviceId, command and params may not be given beside it");
            }
            return body;
        }
        if (account == null || device == null || params == null) {
            throw new BadRequestException("accountId, deviceId and params are needed, or body");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + params.length());
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("type", "command");
            out.writeStringField("transport", "ws");
            out.writeObjectFieldStart("content");
            out.writeStringField("domainId", account.toString());
            out.writeStringField("accountId", account.toString());
            out.writeStringField("deviceId", device);
            out.writeStringField("gatewayId", device);
            out.writeStringField("command", command == null ? "LED.v1.0" : command);
            out.writeFieldName("params");
            out.writeRawValue(new String(params.array(), params.offset(), params.length(), StandardCharsets.UTF_8));
            out.writeEndObject();
            out.writeEndObject();
        }
        return new ByteSlice(bytes.toByteArray(), 0, bytes.size());
    }
}
