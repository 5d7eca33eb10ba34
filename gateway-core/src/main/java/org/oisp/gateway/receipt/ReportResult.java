package org.oisp.gateway.receipt;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** What a device's report on an actuation was good for. Each is a meter's tag value, in lower case. */
public enum ReportResult implements ExplainedTag {
    /** A sender waited for it. */
    TOLD("The sender waited for it and was told.", null),
    /** No sender waits for it. */
    NOT_AWAITED("No sender waits for it: none asked for it, or its timeout was over.", null),
    /** This connection was sent no actuation with this id, or each has been reported on already. */
    UNKNOWN(
            "No actuation with this id was sent on this connection, or all with this id have been reported.",
            "Fix the device: it must report each actuation once, with the id of that actuation."),
    /** It has no id, or no status that is known. */
    INVALID(
            "It has no id, or a status that is neither \"succeeded\" nor \"failed\".",
            "Fix the device: docs/PROTOCOL.md has the format.");

    private final String what;
    private final @Nullable String remedy;

    ReportResult(String what, @Nullable String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    /** Returns whether the report is one that a correct device makes. */
    public boolean isUseful() {
        return this == TOLD || this == NOT_AWAITED;
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
