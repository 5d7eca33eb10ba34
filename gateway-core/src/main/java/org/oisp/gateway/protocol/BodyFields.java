package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/** The position of one {@code body} in a message, and the keys of its {@code content} that name the device. */
final class BodyFields {

    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] DEVICE_UID = JsonText.ascii("deviceUID");
    private static final byte[] DEVICE_ID = JsonText.ascii("deviceId");
    private static final byte[] ACCOUNT_ID = JsonText.ascii("accountId");
    private static final byte[] DOMAIN_ID = JsonText.ascii("domainId");

    private final byte[] bytes;
    private final int from;
    private int to;

    private boolean hasContent;
    private long uid = JsonScanner.NULL;
    private long id = JsonScanner.NULL;
    private long account = JsonScanner.NULL;
    private long domain = JsonScanner.NULL;

    private BodyFields(byte[] bytes, int from) {
        this.bytes = bytes;
        this.from = from;
    }

    /** Reads the next value as a body; returns null if it is not an object. Always consumes the value. */
    static @Nullable BodyFields readOrSkip(JsonScanner json) throws MalformedJsonException {
        if (json.peek() != '{') {
            json.skipValue();
            return null;
        }
        BodyFields fields = new BodyFields(json.bytes(), json.position());
        fields.read(json);
        return fields;
    }

    private void read(JsonScanner json) throws MalformedJsonException {
        json.enterObject();
        while (json.nextMember()) {
            if (json.nameIs(CONTENT)) {
                readContent(json);
            } else {
                json.skipValue();
            }
        }
        to = json.position();
    }

    /** Only {@code null} counts as no content: any other content is an actuation, even if it names no device. */
    private void readContent(JsonScanner json) throws MalformedJsonException {
        uid = JsonScanner.NULL;
        id = JsonScanner.NULL;
        account = JsonScanner.NULL;
        domain = JsonScanner.NULL;
        int first = json.peek();
        hasContent = first != 'n';
        if (first != '{') {
            json.skipValue();
            return;
        }
        json.enterObject();
        while (json.nextMember()) {
            if (json.nameIs(DEVICE_UID)) {
                uid = json.textOrSkip();
            } else if (json.nameIs(DEVICE_ID)) {
                id = json.textOrSkip();
            } else if (json.nameIs(ACCOUNT_ID)) {
                account = json.textOrSkip();
            } else if (json.nameIs(DOMAIN_ID)) {
                domain = json.textOrSkip();
            } else {
                json.skipValue();
            }
        }
    }

    /** Returns the body to carry, or null if there is no content. */
    Inbound.@Nullable Body toBody(ByteSlice text, long receivedNanos, @Nullable String traceparent) {
        if (!hasContent) {
            return null;
        }
        ByteSlice json = text.part(from - text.offset(), to - text.offset()).compact();
        return new Inbound.Body(toTarget(), json, receivedNanos, traceparent);
    }

    /**
     * Returns the account and id that a body names beside its device key.
     *
     * @param text a body that was read before
     * @return null if the body does not name both
     */
    static Target.@Nullable ByAccount named(ByteSlice text) {
        try {
            BodyFields fields = readOrSkip(new JsonScanner(text));
            return fields != null && fields.toTargetByName() instanceof Target.ByAccount named ? named : null;
        } catch (MalformedJsonException impossible) {
            return null;
        }
    }

    /**
     * Returns whether the content can be for this device: an account that it names must be the device's; without one, it must name this
     * device.
     */
    boolean mayMean(DeviceIdentity device) {
        if (account != JsonScanner.NULL || domain != JsonScanner.NULL) {
            return (account == JsonScanner.NULL || device.account().equals(toAccount(account)))
                    && (domain == JsonScanner.NULL || device.account().equals(toAccount(domain)));
        }
        return uid != JsonScanner.NULL
                ? device.uid().equals(toUid(uid))
                : id >= 0 && device.id().equals(toId());
    }

    private Target toTarget() {
        if (uid != JsonScanner.NULL) {
            DeviceUid key = toUid(uid);
            return key == null ? Target.Nobody.NOBODY : new Target.ByUid(key);
        }
        return toTargetByName();
    }

    /** Returns the device that the content names by id, with or without an account. */
    private Target toTargetByName() {
        if (id < 0) {
            return Target.Nobody.NOBODY;
        }
        long owner = account != JsonScanner.NULL ? account : domain;
        if (owner == JsonScanner.NULL) {
            return new Target.ById(toId());
        }
        AccountId key = toAccount(owner);
        return key == null ? Target.Nobody.NOBODY : new Target.ByAccount(key, toId());
    }

    private DeviceId toId() {
        return new DeviceId(JsonText.string(bytes, id));
    }

    private @Nullable DeviceUid toUid(long span) {
        if (span < 0) {
            return null;
        }
        return JsonText.isEscaped(span)
                ? DeviceUid.parse(JsonText.string(bytes, span))
                : DeviceUid.parse(bytes, JsonText.start(span), JsonText.length(span));
    }

    private @Nullable AccountId toAccount(long span) {
        if (span < 0) {
            return null;
        }
        return JsonText.isEscaped(span)
                ? AccountId.parse(JsonText.string(bytes, span))
                : AccountId.parse(bytes, JsonText.start(span), JsonText.length(span));
    }
}
