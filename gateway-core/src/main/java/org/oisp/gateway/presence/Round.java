package org.oisp.gateway.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A question that is out, and what has come back so far. Thread-safe. */
final class Round {

    private static final long NOT_KNOWN = -1;

    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final List<PresenceAnswer> answers = new ArrayList<>();
    private long expected = NOT_KNOWN;

    /** So many others have heard it. */
    synchronized void heardBy(long others) {
        expected = others;
        look();
    }

    synchronized void answered(PresenceAnswer answer) {
        answers.add(answer);
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
        return new Answers(true, List.copyOf(answers), Math.max(expected - answers.size(), 0));
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
