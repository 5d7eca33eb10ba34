package org.oisp.gateway.protocol;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a device may ask for in its registration, beyond what the original gateway does (PROTOCOL.md, "Devices that opt in"). */
public enum DeviceFeature {
    /** Its actuations carry an id, and the device reports what it did. */
    ACK("ack"),
    /** The device is told before its token ends. */
    RENEW("renew");

    private final String word;
    // The array is never written to, which Error Prone cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] ascii;

    DeviceFeature(String word) {
        this.word = word;
        this.ascii = JsonText.ascii(word);
    }

    /** Returns its name in messages. */
    public String word() {
        return word;
    }

    /**
     * Reads the next value as a list of features. Ignores unknown names and values of other types. Always
     * consumes the value.
     */
    static Set<DeviceFeature> readOrSkip(JsonScanner json) throws MalformedJsonException {
        if (json.peek() != '[') {
            json.skipValue();
            return Set.of();
        }
        Set<DeviceFeature> found = EnumSet.noneOf(DeviceFeature.class);
        json.enterArray();
        while (json.nextElement()) {
            long span = json.textOrSkip();
            DeviceFeature feature = span < 0 ? null : of(json.bytes(), span);
            if (feature != null) {
                found.add(feature);
            }
        }
        return Collections.unmodifiableSet(found);
    }

    private static @Nullable DeviceFeature of(byte[] bytes, long span) {
        for (DeviceFeature feature : values()) {
            if (JsonText.is(bytes, span, feature.ascii)) {
                return feature;
            }
        }
        return null;
    }
}
