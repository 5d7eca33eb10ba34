package org.oisp.gateway.telemetry.journal;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/**
 * The device that an entry is about, as far as it is known.
 *
 * @param uid its key
 * @param account its account
 * @param deviceId its id, or what somebody has said that it is; not longer than is ever shown
 */
public record JournalSubject(
        @Nullable DeviceUid uid,
        @Nullable AccountId account,
        @Nullable String deviceId) {

    /** No device. */
    public static final JournalSubject NOBODY = new JournalSubject(null, null, null);

    /** Holds on to no more of an id than is shown: whoever chose it may have chosen a megabyte. */
    public JournalSubject {
        if (deviceId != null && deviceId.length() > DisplayText.MAX_LENGTH) {
            deviceId = deviceId.substring(0, DisplayText.MAX_LENGTH + 1);
        }
    }

    /**
     * A device that is known.
     *
     * @param device the device
     * @return it
     */
    public static JournalSubject of(DeviceIdentity device) {
        return new JournalSubject(device.uid(), device.account(), device.id().value());
    }

    /**
     * A device whose key is not known.
     *
     * @param device where it is reached
     * @return it
     */
    public static JournalSubject of(DeviceAddress device) {
        return new JournalSubject(null, device.account(), device.id().value());
    }

    /**
     * What somebody says to be.
     *
     * @param deviceId the id, which nobody has checked; null for none
     * @return it
     */
    public static JournalSubject claimed(@Nullable String deviceId) {
        return deviceId == null ? NOBODY : new JournalSubject(null, null, deviceId);
    }
}
