package org.oisp.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Inbound.Signal;

/**
 * The fields of one message. Records every key wherever it stands, because {@code type} may come last; decodes only those strings that the
 * type requires.
 */
final class MessageFields {

    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] DEVICE_ID = JsonText.ascii("deviceId");
    private static final byte[] DEVICE_TOKEN = JsonText.ascii("deviceToken");
    private static final byte[] CREDENTIALS = JsonText.ascii("credentials");
    private static final byte[] USERNAME = JsonText.ascii("username");
    private static final byte[] PASSWORD = JsonText.ascii("password");
    private static final byte[] FEATURES = JsonText.ascii("features");
    private static final byte[] BODY = JsonText.ascii("body");

    private static final byte[] TRACEPARENT = JsonText.ascii("traceparent");

    /** The length of a traceparent of version 00 (W3C Trace Context, 3.2). */
    private static final int TRACEPARENT_LENGTH = 55;

    private static final byte[] PING = JsonText.ascii("ping");
    private static final byte[] DEVICE = JsonText.ascii("device");
    private static final byte[] ACK = JsonText.ascii("ack");
    private static final byte[] ACTUATION = JsonText.ascii("actuation");

    private final ByteSlice text;
    private final byte[] bytes;

    private long type = JsonScanner.NULL;
    private long deviceId = JsonScanner.NULL;
    private long deviceToken = JsonScanner.NULL;
    private boolean hasCredentials;
    private long username = JsonScanner.NULL;
    private long password = JsonScanner.NULL;
    /** Index of its first byte; 0 for none, since at least the object's brace precedes it. */
    private int traceparent;

    private @Nullable BodyFields body;
    /** Null as long as no member belongs to a request for a receipt. */
    private @Nullable ReceiptFields receipt;

    private Set<DeviceFeature> features = Set.of();
    /** Null as long as no member belongs to a device's report. */
    private @Nullable ReportFields report;

    MessageFields(ByteSlice text) {
        this.text = text;
        this.bytes = text.array();
    }

    /** Reads the object at the scanner's position. */
    void read(JsonScanner json) throws MalformedJsonException {
        json.enterObject();
        while (json.nextMember()) {
            if (json.nameIs(TYPE)) {
                type = json.textOrSkip();
            } else if (json.nameIs(BODY)) {
                body = BodyFields.readOrSkip(json);
            } else if (json.nameIs(CREDENTIALS)) {
                readCredentials(json);
            } else if (json.nameIs(DEVICE_ID)) {
                deviceId = json.textOrSkip();
            } else if (json.nameIs(DEVICE_TOKEN)) {
                deviceToken = json.textOrSkip();
            } else if (json.nameIs(TRACEPARENT)) {
                long span = json.textOrSkip();
                boolean fits = span >= 0 && !JsonText.isEscaped(span) && JsonText.length(span) == TRACEPARENT_LENGTH;
                traceparent = fits ? JsonText.start(span) : 0;
            } else if (ReceiptFields.isNext(json)) {
                if (receipt == null) {
                    receipt = new ReceiptFields(bytes);
                }
                receipt.read(json);
            } else if (json.nameIs(FEATURES)) {
                features = DeviceFeature.readOrSkip(json);
            } else if (ReportFields.isNext(json)) {
                if (report == null) {
                    report = new ReportFields(bytes);
                }
                report.read(json);
            } else {
                json.skipValue();
            }
        }
    }

    Inbound toMessage(long receivedNanos) {
        if (type < 0) {
            return Signal.UNKNOWN;
        }
        if (JsonText.is(bytes, type, ACTUATION)) {
            return toActuation(receivedNanos);
        }
        if (JsonText.is(bytes, type, DEVICE)) {
            return new Inbound.RegistrationRequest(string(deviceId), string(deviceToken), features);
        }
        if (JsonText.is(bytes, type, ACK)) {
            ReportFields written = report == null ? new ReportFields(bytes) : report;
            return written.toReport(receipt == null ? null : receipt.id());
        }
        return JsonText.is(bytes, type, PING) ? Signal.PING : Signal.UNKNOWN;
    }

    private Inbound toActuation(long receivedNanos) {
        if (!hasCredentials) {
            return Signal.MALFORMED;
        }
        Credentials credentials = Credentials.ofUtf8(utf8(username), utf8(password));
        return new Inbound.ActuationMessage(
                credentials,
                body == null ? null : body.toBody(text, receivedNanos, trace()),
                text,
                receipt == null ? null : receipt.toRequest());
    }

    private @Nullable String trace() {
        return traceparent == 0
                ? null
                : new String(bytes, traceparent, TRACEPARENT_LENGTH, StandardCharsets.ISO_8859_1);
    }

    /** Returns a message from the device's channel; null if it is not an actuation. */
    @Nullable
    PublishedActuation toPublished(long receivedNanos, DeviceIdentity device) {
        return toMessage(receivedNanos) instanceof Inbound.ActuationMessage actuation
                ? new PublishedActuation(actuation, body != null && body.mayMean(device))
                : null;
    }

    /** Only {@code null} counts as no credentials: {@code (5).username} is undefined, not an error, and thus merely wrong. */
    private void readCredentials(JsonScanner json) throws MalformedJsonException {
        username = JsonScanner.NULL;
        password = JsonScanner.NULL;
        int first = json.peek();
        hasCredentials = first != 'n';
        if (first != '{') {
            json.skipValue();
            return;
        }
        json.enterObject();
        while (json.nextMember()) {
            if (json.nameIs(USERNAME)) {
                username = json.textOrSkip();
            } else if (json.nameIs(PASSWORD)) {
                password = json.textOrSkip();
            } else {
                json.skipValue();
            }
        }
    }

    private @Nullable String string(long span) {
        return span < 0 ? null : JsonText.string(bytes, span);
    }

    private byte @Nullable [] utf8(long span) {
        return span < 0 ? null : JsonText.utf8(bytes, span);
    }
}
