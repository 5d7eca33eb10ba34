package org.oisp.gateway.operations.actuations;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a request to send an actuation.
 *
 * @param result whether it was taken
 * @param record what becomes of it; null if it was not taken
 */
public record Submission(SubmissionResult result, @Nullable ActuationRecord record) {

    /** Whether an actuation was taken. */
    public enum SubmissionResult {
        /** It is sent, now or by an earlier request with the same id. */
        TAKEN,
        /** Its body is not one that a sender could send; nothing was sent. */
        MALFORMED,
        /** Its id is that of another actuation; nothing was sent. */
        OTHER_BODY,
        /** Too many actuations wait for their outcome; nothing was sent. */
        FULL
    }

    static Submission refused(SubmissionResult why) {
        return new Submission(why, null);
    }
}
