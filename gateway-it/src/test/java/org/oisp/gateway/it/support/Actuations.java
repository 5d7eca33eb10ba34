package org.oisp.gateway.it.support;

import org.oisp.gateway.device.DeviceIdentity;

/** Builds the messages that senders send. */
public final class Actuations {

    public static final String CREDENTIALS =
            "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(TestGateway.USERNAME, TestGateway.PASSWORD);

    private Actuations() {}

    /** Returns a body for the device in the dashboard's format; the value distinguishes it from other actuations. */
    public static String body(DeviceIdentity device, Object value) {
        return """
                {"type":"command","transport":"ws","content":{"domainId":"%1$s","accountId":"%1$s","deviceUID":"%2$s",\
                "deviceId":"%3$s","gatewayId":"%3$s","componentId":"1e447b10-9afd-4221-b4d8-7bc5c5bb6c3f",\
                "command":"LED.v1.0","params":[{"name":"LED","value":"%4$s"}]}}""".formatted(device.account(), device.uid(), device.id(), value);
    }

    /** Returns an actuation message with this body and valid credentials. */
    public static String message(String body) {
        return "{\"type\":\"actuation\",\"credentials\":" + CREDENTIALS + ",\"body\":" + body + "}";
    }
}
