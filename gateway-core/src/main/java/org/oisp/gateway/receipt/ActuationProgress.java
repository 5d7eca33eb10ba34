package org.oisp.gateway.receipt;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** Where an actuation is while its {@link FinalOutcome} is not known yet. */
public enum ActuationProgress implements ExplainedTag {
    /** Its device is looked for. */
    ROUTING("The gateway looks for its device."),
    /** It is in a mailbox. */
    WAITING("It waits in the device's mailbox, or is just being written."),
    /** The kernel has it. */
    SENT("It was written to the device's socket; the device has not confirmed it yet."),
    /** Another instance has it, or is about to. */
    FORWARDED("It was forwarded to another instance, which has not reported the outcome yet."),
    /** The device's stack has read it. */
    READ("The device has read it, but has not reported yet what it did.");

    private final String what;

    ActuationProgress(String what) {
        this.what = what;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public @Nullable String remedy() {
        return null;
    }

    /** Returns the progress in a state of {@link TrackedActuation}; null if its outcome is known. */
    static @Nullable ActuationProgress of(int state) {
        return switch (state) {
            case TrackedActuation.ROUTING -> ROUTING;
            case TrackedActuation.WAITING, TrackedActuation.WRITING -> WAITING;
            case TrackedActuation.SENT -> SENT;
            case TrackedActuation.FORWARDED -> FORWARDED;
            case TrackedActuation.READ -> READ;
            default -> null;
        };
    }
}
