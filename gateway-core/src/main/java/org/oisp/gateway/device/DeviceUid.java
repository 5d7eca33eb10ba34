package org.oisp.gateway.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The device's own key, unique over all accounts: {@code dashboard.devices.uid}.
 *
 * @param value the device's unique id
 */
public record DeviceUid(UUID value) {

    /**
     * Reads a device's unique id in its canonical form of 36 characters, in either case.
     *
     * @param text what a peer wrote
     * @return the unique id, or null if the text is not a UUID
     */
    public static @Nullable DeviceUid parse(String text) {
        UUID uuid = CanonicalUuid.parse(text);
        return uuid == null ? null : new DeviceUid(uuid);
    }

    /**
     * Reads a device's unique id as {@link #parse(String)} does, straight from the bytes of a message.
     *
     * @param utf8 an array with the text somewhere in it
     * @param from where the text begins
     * @param length how many bytes it has
     * @return the unique id, or null if the text is not a UUID
     */
    public static @Nullable DeviceUid parse(byte[] utf8, int from, int length) {
        UUID uuid = CanonicalUuid.parse(utf8, from, length);
        return uuid == null ? null : new DeviceUid(uuid);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
