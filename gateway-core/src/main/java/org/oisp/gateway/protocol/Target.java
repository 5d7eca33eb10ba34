package org.oisp.gateway.protocol;

import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;

/**
 * The device that an actuation names, in one of three forms, introduced at different times (PROTOCOL.md, "The actuation a device
 * receives"). {@code toString} is for operators: it names the device as the sender did.
 */
public sealed interface Target {

    /**
     * Calls the handler's method for this form.
     *
     * @param targetHandler handles each form
     * @param <R> the handler's result type
     * @return the handler's result
     */
    <R> R accept(TargetHandler<R> targetHandler);

    /**
     * Handles each form.
     *
     * @param <R> the result type
     */
    interface TargetHandler<R> {
        /** Names the device by its key. */
        R byUid(ByUid target);

        /** Names the device by its account and its id within it. */
        R byAccount(ByAccount target);

        /** Names the device by its id alone. */
        R byId(ById target);

        /** Names no device, or in a form that matches no device. */
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
     * @param id the device's id within the account
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
     * @param id the device's id, in any account
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
        /** The only instance. */
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
