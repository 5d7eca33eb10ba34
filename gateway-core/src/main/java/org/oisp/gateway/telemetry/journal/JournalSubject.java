package org.oisp.gateway.telemetry.journal;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/**
 * The device that an entry is about; null fields are unknown.
 *
 * @param uid its key
 * @param account its account
 * @param deviceId its id, or the id that a peer claims; cut to what is displayed
 */
public record JournalSubject(
        @Nullable DeviceUid uid,
        @Nullable AccountId account,
        @Nullable String deviceId) {

    /** No device. */
    public static final JournalSubject NOBODY = new JournalSubject(null, null, null);

    /** Cuts the id to the displayed length: a stranger may send one of a megabyte. */
    public JournalSubject {
        if (deviceId != null && deviceId.length() > DisplayText.MAX_LENGTH) {
            deviceId = deviceId.substring(0, DisplayText.MAX_LENGTH + 1);
        }
    }

    /**
     * Returns the subject for an identified device.
     *
     * @param device the device
     * @return key, account and id
     */
    public static JournalSubject of(DeviceIdentity device) {
        return new JournalSubject(device.uid(), device.account(), device.id().value());
    }

    /**
     * Returns the subject for a device without a known key.
     *
     * @param device its address
     * @return account and id
     */
    public static JournalSubject of(DeviceAddress device) {
        return new JournalSubject(null, device.account(), device.id().value());
    }

    /**
     * Returns the subject for a claimed device id.
     *
     * @param deviceId the unverified id; null for none
     * @return the id only, or {@link #NOBODY}
     */
    public static JournalSubject claimed(@Nullable String deviceId) {
        return deviceId == null ? NOBODY : new JournalSubject(null, null, deviceId);
    }
}
