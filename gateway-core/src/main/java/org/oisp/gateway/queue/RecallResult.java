package org.oisp.gateway.queue;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** Whether a kept actuation was taken back. */
public enum RecallResult implements ExplainedTag {
    /** The device has not received it, and will not. */
    IN_TIME("It was taken back before it was sent: the device has not received it and will not.", null),
    /** It is kept no longer, but it was sent before. */
    SENT_BEFORE(
            "It is kept no longer, but it was sent before: the device may have received it, or may still receive it.",
            "Ask the device for its state."),
    /** None is kept with this id. */
    NOT_KEPT(
            "No actuation is kept with this id: it was delivered, expired or taken back, or was never kept.",
            "Ask the device for its state."),
    /** Several are kept with this id; none was taken back. */
    SEVERAL(
            "Several actuations are kept with this id, and none was taken back.",
            "Give each actuation an id of its own."),
    /** The database does not answer. */
    UNKNOWN(
            "The database does not answer, so it is unknown whether it was taken back.",
            "Ask again once the database is back.");

    private final String what;
    private final @Nullable String remedy;

    RecallResult(String what, @Nullable String remedy) {
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
