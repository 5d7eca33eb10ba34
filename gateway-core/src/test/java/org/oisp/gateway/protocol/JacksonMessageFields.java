package org.oisp.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Inbound.Signal;

/** The fields that {@link JacksonMessageReader} found in one message. */
final class JacksonMessageFields {

    private final ByteSlice text;

    private @Nullable String type;
    private @Nullable String deviceId;
    private @Nullable String deviceToken;
    private Set<DeviceFeature> features = Set.of();
    private @Nullable String id;
    private @Nullable String status;
    private @Nullable String detail;
    private @Nullable Credentials credentials;
    private @Nullable ByteSlice body;
    private @Nullable Target target;

    JacksonMessageFields(ByteSlice text) {
        this.text = text;
    }

    /** Reads the object at whose start the parser stands. */
    void read(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type" -> type = JacksonMessageReader.textOrSkip(parser);
                case "deviceId" -> deviceId = JacksonMessageReader.textOrSkip(parser);
                case "deviceToken" -> deviceToken = JacksonMessageReader.textOrSkip(parser);
                case "features" -> features = readFeatures(parser);
                case "id" -> id = wellFormed(JacksonMessageReader.textOrSkip(parser));
                case "status" -> status = JacksonMessageReader.textOrSkip(parser);
                case "detail" -> detail = wellFormed(JacksonMessageReader.textOrSkip(parser));
                case "credentials" -> credentials = readCredentials(parser);
                case "body" -> readBody(parser);
                default -> parser.skipChildren();
            }
        }
    }

    Inbound toMessage(long receivedNanos) {
        if (type == null) {
            return Signal.UNKNOWN;
        }
        return switch (type) {
            case "ping" -> Signal.PING;
            case "device" -> new Inbound.RegistrationRequest(deviceId, deviceToken, features);
            case "ack" -> toReport();
            case "actuation" -> toActuation(receivedNanos);
            default -> Signal.UNKNOWN;
        };
    }

    /** An unpaired surrogate cannot be told to the sender. */
    private static @Nullable String wellFormed(@Nullable String text) {
        return text == null ? null : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private Inbound toReport() {
        return new Inbound.DeviceReport(
                id == null || id.isEmpty() || id.length() > 160 ? null : id,
                "succeeded".equals(status)
                        ? Inbound.ReportStatus.SUCCEEDED
                        : "failed".equals(status) ? Inbound.ReportStatus.FAILED : null,
                detail == null || detail.length() <= 1_024
                        ? detail
                        : detail.substring(0, Character.isHighSurrogate(detail.charAt(1_023)) ? 1_023 : 1_024));
    }

    private static Set<DeviceFeature> readFeatures(JsonParser parser) throws IOException {
        Set<DeviceFeature> found = EnumSet.noneOf(DeviceFeature.class);
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String word = JacksonMessageReader.textOrSkip(parser);
                for (DeviceFeature feature : DeviceFeature.values()) {
                    if (feature.word().equals(word)) {
                        found.add(feature);
                    }
                }
            }
        } else {
            parser.skipChildren();
        }
        return found;
    }

    private Inbound toActuation(long receivedNanos) {
        if (credentials == null) {
            return Signal.MALFORMED;
        }
        if (body == null || target == null) {
            return new Inbound.ActuationMessage(credentials, null, text);
        }
        return new Inbound.ActuationMessage(credentials, new Inbound.Body(target, body.compact(), receivedNanos), text);
    }

    /** Returns null only for JSON null: {@code (5).username} is undefined, not an error, and thus merely wrong. */
    private static @Nullable Credentials readCredentials(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        String username = null;
        String password = null;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "username" -> username = JacksonMessageReader.textOrSkip(parser);
                    case "password" -> password = JacksonMessageReader.textOrSkip(parser);
                    default -> parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        return new Credentials(username, password);
    }

    private void readBody(JsonParser parser) throws IOException {
        body = null;
        target = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean content = parser.currentName().equals("content");
            parser.nextToken();
            if (content) {
                target = readTarget(parser);
            } else {
                parser.skipChildren();
            }
        }
        int to = Math.toIntExact(parser.currentLocation().getByteOffset());
        body = text.part(from, to);
    }

    /** Returns null only for JSON null. Any other content is an actuation, possibly without a target. */
    private static @Nullable Target readTarget(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Target.Nobody.NOBODY;
        }
        Address address = new Address();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "deviceUID" -> {
                    address.hasUid = value != JsonToken.VALUE_NULL;
                    address.uid = JacksonMessageReader.textOrSkip(parser);
                }
                case "deviceId" -> address.id = JacksonMessageReader.textOrSkip(parser);
                case "accountId" -> {
                    address.hasAccount = value != JsonToken.VALUE_NULL;
                    address.account = JacksonMessageReader.textOrSkip(parser);
                }
                case "domainId" -> {
                    address.hasDomain = value != JsonToken.VALUE_NULL;
                    address.domain = JacksonMessageReader.textOrSkip(parser);
                }
                default -> parser.skipChildren();
            }
        }
        return address.toTarget();
    }

    /** The keys of {@code content} that name the device; null where the value is not a string. */
    private static final class Address {
        private boolean hasUid;
        private boolean hasAccount;
        private boolean hasDomain;
        private @Nullable String uid;
        private @Nullable String id;
        private @Nullable String account;
        private @Nullable String domain;

        Target toTarget() {
            if (hasUid) {
                DeviceUid key = uid == null ? null : DeviceUid.parse(uid);
                return key == null ? Target.Nobody.NOBODY : new Target.ByUid(key);
            }
            if (id == null) {
                return Target.Nobody.NOBODY;
            }
            if (!hasAccount && !hasDomain) {
                return new Target.ById(new DeviceId(id));
            }
            String owner = hasAccount ? account : domain;
            AccountId key = owner == null ? null : AccountId.parse(owner);
            return key == null ? Target.Nobody.NOBODY : new Target.ByAccount(key, new DeviceId(id));
        }
    }
}
