package org.oisp.gateway.operations.presence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A question that was sent, with the answers so far. Thread-safe. */
final class PendingQuestion {

    private static final long NOT_KNOWN = -1;

    /** Maximum number of answers. Only the first answer of each instance counts. */
    private static final int MAX_INSTANCES = 1_000;

    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Map<String, PresenceAnswer> answers = new LinkedHashMap<>();
    private long expected = NOT_KNOWN;

    /** Sets how many other instances received the question. */
    synchronized void heardBy(long others) {
        // None at all if not even this instance was subscribed: then no answer can come.
        expected = Math.max(others, 0);
        completeIfAnswered();
    }

    synchronized void answered(PresenceAnswer answer) {
        if (answers.size() < MAX_INSTANCES) {
            answers.putIfAbsent(answer.instance(), answer);
        }
        completeIfAnswered();
    }

    private void completeIfAnswered() {
        if (expected != NOT_KNOWN && answers.size() >= expected) {
            over.complete(null);
        }
    }

    /** Fails the question because it could not be sent. */
    void failed(Throwable why) {
        over.completeExceptionally(why);
    }

    /** Completes when all instances have answered; fails if the question could not be sent. */
    CompletableFuture<Void> over() {
        return over;
    }

    /** Returns the answers so far. */
    synchronized Answers answers() {
        return new Answers(true, List.copyOf(answers.values()), Math.max(expected - answers.size(), 0));
    }

    /**
     * The answers of the other instances.
     *
     * @param asked whether the question could be sent
     * @param answers the answers that arrived
     * @param missing the number of instances that received the question and have not answered
     */
    record Answers(boolean asked, List<PresenceAnswer> answers, long missing) {
        static final Answers NONE = new Answers(false, List.of(), 0);
    }
}
