package org.oisp.gateway.registry;

import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Outbound;

/** Devices and actuations for the tests of this package. */
final class Fixture {

    /** How many bytes an actuation is longer than its body. */
    static final int ENVELOPE = Outbound.Delivery.HEAD.length() + Outbound.Delivery.TAIL.length();

    private Fixture() {}

    /** Returns a device; equal numbers give equal devices, and the account is part of the key. */
    static DeviceIdentity device(int account, int id) {
        return new DeviceIdentity(
                new DeviceUid(new UUID(account, id)), new AccountId(new UUID(account, 0)), new DeviceId("device" + id));
    }

    static Outbound.Delivery delivery(String body) {
        return new Outbound.Delivery(ByteSlice.ofText(body), 0);
    }

    /** Returns an actuation of this many bytes in all. */
    static Outbound.Delivery deliveryOf(int bytes) {
        return delivery("x".repeat(bytes - ENVELOPE));
    }
}
