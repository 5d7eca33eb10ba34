package org.oisp.gateway.operations.presence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A question that is out, and what has come back so far. Thread-safe. */
final class PendingQuestion {

    private static final long NOT_KNOWN = -1;

    /** Of each instance the first answer counts, and no more of them than there can be. */
    private static final int MOST_INSTANCES = 1_000;

    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Map<String, PresenceAnswer> answers = new LinkedHashMap<>();
    private long expected = NOT_KNOWN;

    /** So many others have heard it. */
    synchronized void heardBy(long others) {
        expected = others;
        look();
    }

    synchronized void answered(PresenceAnswer answer) {
        if (answers.size() < MOST_INSTANCES) {
            answers.putIfAbsent(answer.instance(), answer);
        }
        look();
    }

    private void look() {
        if (expected != NOT_KNOWN && answers.size() >= expected) {
            over.complete(null);
        }
    }

    /** The question could not be asked. */
    void failed(Throwable why) {
        over.completeExceptionally(why);
    }

    /** Completes when all have answered; fails if they could not be asked. */
    CompletableFuture<Void> over() {
        return over;
    }

    /** What there is by now. */
    synchronized Answers answers() {
        return new Answers(true, List.copyOf(answers.values()), Math.max(expected - answers.size(), 0));
    }

    /**
     * What the others have answered.
     *
     * @param asked whether they could be asked
     * @param answers what came
     * @param missing how many have heard the question and not answered
     */
    record Answers(boolean asked, List<PresenceAnswer> answers, long missing) {
        static final Answers NONE = new Answers(false, List.of(), 0);
    }
}
