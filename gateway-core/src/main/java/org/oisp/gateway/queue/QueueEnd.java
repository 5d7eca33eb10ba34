package org.oisp.gateway.queue;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** Why an actuation is kept no longer. Each is a meter's tag value, in lower case. */
public enum QueueEnd implements ExplainedTag {
    /** The device has confirmed it. */
    DELIVERED("The device has confirmed it.", null),
    /** The device was sent it several times and never confirmed it. */
    UNDELIVERABLE(
            "The device was sent it GATEWAY_QUEUE_ATTEMPTS times and never confirmed it.",
            "Look at what the device does with it: it breaks off, or its WebSocket library answers no pings that carry data."),
    /** Its time was over first. */
    EXPIRED(
            "Its ttl was over before the device confirmed it.",
            "Find out why the device stays away, or give it a longer ttl."),
    /** A newer one with the same key has replaced it. */
    COLLAPSED("A newer one with the same collapse key has replaced it.", null),
    /** It was taken back. */
    TAKEN_BACK("It was taken back with DELETE /api/actuations/<id>.", null);

    private final String what;
    private final @Nullable String remedy;

    QueueEnd(String what, @Nullable String remedy) {
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
