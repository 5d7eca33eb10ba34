package org.oisp.gateway.protocol;

import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;

/**
 * Which device an actuation means; the forms of three eras (PROTOCOL.md, "The actuation a device receives"). The text form is for
 * operators: it says the device as the sender did.
 */
public sealed interface Target {

    /**
     * Calls the handler's method for this form.
     *
     * @param targetHandler what to do for each form
     * @param <R> what it returns
     * @return what the handler returned
     */
    <R> R accept(TargetHandler<R> targetHandler);

    /**
     * What to do for each form.
     *
     * @param <R> what it returns
     */
    interface TargetHandler<R> {
        /** Names the device by its key. */
        R byUid(ByUid target);

        /** Names the device by its account and its id there. */
        R byAccount(ByAccount target);

        /** Names the device by its id alone. */
        R byId(ById target);

        /** Names no device, or names one in a form that no device can have. */
        R nobody();
    }

    /**
     * {@code content.deviceUID}.
     *
     * @param uid the device's key
     */
    record ByUid(DeviceUid uid) implements Target {
        @Override
        public <R> R accept(TargetHandler<R> targetHandler) {
            return targetHandler.byUid(this);
        }

        @Override
        public String toString() {
            return "deviceUID " + uid;
        }
    }

    /**
     * {@code content.deviceId} with {@code content.accountId} or {@code content.domainId}.
     *
     * @param account the account
     * @param id the device's id in it
     */
    record ByAccount(AccountId account, DeviceId id) implements Target {
        @Override
        public <R> R accept(TargetHandler<R> targetHandler) {
            return targetHandler.byAccount(this);
        }

        @Override
        public String toString() {
            return account + "/" + id;
        }
    }

    /**
     * {@code content.deviceId} alone.
     *
     * @param id the device's id, in whatever account
     */
    record ById(DeviceId id) implements Target {
        @Override
        public <R> R accept(TargetHandler<R> targetHandler) {
            return targetHandler.byId(this);
        }

        @Override
        public String toString() {
            return "deviceId " + id;
        }
    }

    /** No device. */
    enum Nobody implements Target {
        /** The only one. */
        NOBODY;

        @Override
        public <R> R accept(TargetHandler<R> targetHandler) {
            return targetHandler.nobody();
        }

        @Override
        public String toString() {
            return "no device";
        }
    }
}
