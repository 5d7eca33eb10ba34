package org.oisp.gateway.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The key of a device, unique across all accounts: {@code dashboard.devices.uid}.
 *
 * @param value the device's unique id
 */
public record DeviceUid(UUID value) {

    /**
     * Parses a device's unique id in its canonical form of 36 characters, in either case.
     *
     * @param text what a peer sent
     * @return null if the text is not a UUID
     */
    public static @Nullable DeviceUid parse(String text) {
        UUID uuid = CanonicalUuid.parse(text);
        return uuid == null ? null : new DeviceUid(uuid);
    }

    /**
     * Parses a device's unique id like {@link #parse(String)}, directly from the bytes of a message.
     *
     * @param utf8 an array that contains the text
     * @param from index of the first byte
     * @param length number of bytes
     * @return null if the text is not a UUID
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
