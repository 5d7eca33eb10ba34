package org.oisp.gateway.benchmark;

import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;

/** Messages such as a dashboard and its devices send. */
final class SampleMessages {

    static final ByteSlice PING = ByteSlice.ofText("{\"type\":\"ping\"}");

    private static final String USERNAME = "api_actuator";
    private static final String PASSWORD = "a-password-of-24-letters";
    private static final String COMPONENT = "1e447b10-9afd-4221-b4d8-7bc5c5bb6c3f";

    private SampleMessages() {}

    static Credentials credentials() {
        return new Credentials(USERNAME, PASSWORD);
    }

    /** Returns an actuation of some 430 bytes that names its device by {@code deviceUID}. */
    static ByteSlice actuationByUid(DeviceIdentity device) {
        return actuation(body(device, "\"deviceUID\":\"%s\",".formatted(device.uid())));
    }

    /** Returns the same actuation, except that it names its device by account and id. */
    static ByteSlice actuationByAccount(DeviceIdentity device) {
        return actuation(body(device, ""));
    }

    /** Returns the body that an actuation by {@code deviceUID} carries to its device. */
    static ByteSlice actuationBody(DeviceIdentity device) {
        return ByteSlice.ofText(body(device, "\"deviceUID\":\"%s\",".formatted(device.uid())));
    }

    static ByteSlice registration(DeviceIdentity device, String token) {
        return ByteSlice.ofText(
                "{\"type\":\"device\",\"deviceId\":\"%s\",\"deviceToken\":\"%s\"}".formatted(device.id(), token));
    }

    private static ByteSlice actuation(String body) {
        return ByteSlice.ofText(
                "{\"type\":\"actuation\",\"credentials\":{\"username\":\"%s\",\"password\":\"%s\"},\"body\":%s}"
                        .formatted(USERNAME, PASSWORD, body));
    }

    private static String body(DeviceIdentity device, String uid) {
        return "{\"type\":\"command\",\"transport\":\"ws\",\"content\":{%s\"accountId\":\"%s\",\"deviceId\":\"%s\",\"gatewayId\":\"%s\","
                        .formatted(uid, device.account(), device.id(), device.id())
                + "\"componentId\":\"%s\",\"command\":\"LED.v1.0\",\"params\":[{\"name\":\"LED\",\"value\":\"1\"}]}}"
                        .formatted(COMPONENT);
    }
}
