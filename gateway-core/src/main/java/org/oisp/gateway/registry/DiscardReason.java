package org.oisp.gateway.registry;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** Why an actuation was taken out of a mailbox again without being given to the socket. Each is a meter's tag value, in lower case. */
public enum DiscardReason implements ExplainedTag {
    /** Its sender's timeout was over. */
    EXPIRED("Its sender's timeout was over while it waited for the device.", "The device is slow: look at it."),
    /** The gateway dropped the device's connection. */
    DROPPED(
            "The gateway dropped the device's connection while it waited.",
            "The reason of the drop says why; send it again once the device is back."),
    /** The device's connection ended. */
    DISCONNECTED("The device's connection ended while it waited.", "Send it again once the device is back.");

    private final String what;
    private final String remedy;

    DiscardReason(String what, String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public @Nullable String remedy() {
        return remedy;
    }
}
