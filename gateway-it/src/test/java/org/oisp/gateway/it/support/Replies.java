package org.oisp.gateway.it.support;

/** The answers of PROTOCOL.md. Repeated here, so that a change of the gateway's constants cannot change the contract. */
public final class Replies {

    public static final String REGISTERED = "{\"code\":200,\"content\":\"Record in database update for device\"}";
    public static final String PONG = "{\"code\":202,\"content\":\"PONG\"}";
    public static final String WRONG_FORMAT = "{\"code\":401,\"content\":\"Wrong message format\"}";
    public static final String INVALID_TOKEN = "{\"code\":401,\"content\":\"Invalid device token for device\"}";
    public static final String UNAVAILABLE =
            "{\"code\":500,\"content\":\"Internal server error, unable to set authorization data for device\"}";

    private Replies() {}

    /** Returns the answer to a registration that grants these features, as a list of JSON strings. */
    public static String registered(String features) {
        return "{\"code\":200,\"content\":\"Record in database update for device\",\"features\":[" + features + "]}";
    }

    /** Returns what a device that reports receives for an actuation with this id and body. */
    public static String actuation(String id, String body) {
        return "{\"code\":1024,\"id\":\"" + id + "\",\"content\":" + body + "}";
    }

    /** Returns what a device receives for an actuation with this body. */
    public static String actuation(String body) {
        return "{\"code\":1024,\"content\":" + body + "}";
    }
}
