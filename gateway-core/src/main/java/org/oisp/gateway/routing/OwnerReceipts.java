package org.oisp.gateway.routing;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.receipt.FinalOutcome;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.TrackedActuation;

/**
 * Asks the instance that has a device for the outcome of a forwarded actuation: adds the request to the published message, and receives
 * the answer on this instance's own channel. While a device changes over, several instances may hear one message, so that "not
 * delivered" counts only once each of them has said it. Thread-safe.
 */
public final class OwnerReceipts {

    /** The part of the timeout that the answer has for its way back: a quarter, at most this, in milliseconds. */
    private static final long WAY_BACK_MILLIS = 500;

    private static final int WAY_BACK_SHARE = 4;

    /** More than the members of a question take, in bytes. */
    public static final int MEMBERS_LENGTH = 512;

    private final String instance;
    private final String replyTo;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentMap<String, Question> questions = new ConcurrentHashMap<>();
    /** Whether no other instance has a lease or is heard, so that no other instance can answer. */
    private volatile boolean alone;
    /** Whether it was ever known who has a lease. Written by the poller only. */
    private boolean known;

    /**
     * Creates an empty set of questions.
     *
     * @param instance this instance's id among the others, a UUID
     */
    public OwnerReceipts(String instance) {
        this.instance = instance;
        this.replyTo = OwnerAnswer.INSTANCE + instance;
    }

    /**
     * Records which other instances have a lease. An instance without one, such as one of the original gateway, does not answer.
     *
     * @param others their names; null if unknown
     * @param heard whether others were heard lately: one that has just started has no lease yet
     */
    public void alive(@Nullable List<String> others, boolean heard) {
        boolean first = !known && others != null;
        known |= first;
        alone = others != null && others.isEmpty() && !heard;
        if (first && alone) {
            questions.values().forEach(Question::endUnlessAnswered);
        }
    }

    /** Records an instance that announces devices. It has a lease, or is about to. */
    void heardOf(String another) {
        if (!another.equals(instance)) {
            heardOfAnother();
        }
    }

    /** Records that there is another instance. */
    void heardOfAnother() {
        if (alone) {
            alone = false;
        }
    }

    /** Opens the question for an actuation that is about to be published. */
    Question ask(TrackedActuation actuation) {
        // Unguessable, so that only those who got the message can answer.
        String number = numbers.incrementAndGet() + "-" + UUID.randomUUID();
        Question question = new Question(number, actuation);
        questions.put(number, question);
        return question;
    }

    /**
     * Receives the answer of an instance.
     *
     * @param message any bytes for which {@link OwnerAnswer#isAnswer} returned true
     * @throws IOException if it is not an answer
     */
    void answered(ByteSlice message) throws IOException {
        OwnerAnswer answer = OwnerAnswer.read(message);
        Question question = questions.get(answer.number());
        if (question != null) {
            question.answered(answer);
        }
    }

    /** The question for the outcome of one actuation. Thread-safe. */
    final class Question {
        private final String number;
        private final TrackedActuation actuation;
        /** The number of instances that got the message; negative until Redis has said it. */
        private long heard = -1;

        private int refusals;
        private @Nullable OwnerAnswer refusal;

        private Question(String number, TrackedActuation actuation) {
            this.number = number;
            this.actuation = actuation;
        }

        /** Returns the message with the question. Of members with one name the last counts, so the sender's own are void. */
        ByteSlice in(ByteSlice message) {
            long left = actuation.leftMillis();
            long forOwner = Math.max(1, left - Math.min(WAY_BACK_MILLIS, left / WAY_BACK_SHARE));
            byte[] members = ("," + idMember() + "\"receipt\":\""
                            + (actuation.awaitsCompletion() ? "completed" : "delivered") + "\",\"timeout\":" + forOwner
                            + ",\"replyTo\":\"" + replyTo + OwnerAnswer.NUMBER + number + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            int brace = message.length() - 1;
            while (message.array()[message.offset() + brace] != '}') {
                brace--;
            }
            int from = message.offset();
            byte[] bytes = Arrays.copyOfRange(message.array(), from, from + brace + members.length);
            System.arraycopy(members, 0, bytes, brace, members.length);
            return new ByteSlice(bytes, 0, bytes.length);
        }

        /** The sender's name for it, which a device that reports is told. */
        private String idMember() {
            String id = actuation.id();
            return id == null
                    ? ""
                    : "\"id\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(id)) + "\",";
        }

        /** Records how many instances got the message. */
        void published(long count) {
            OwnerAnswer last;
            synchronized (this) {
                heard = count;
                last = lastRefusal();
            }
            end(last);
            if (alone) {
                endUnlessAnswered();
            }
        }

        /** Ends it if a subscriber received the message: no other instance can answer. */
        private void endUnlessAnswered() {
            boolean heardByOthers;
            synchronized (this) {
                heardByOthers = heard > refusals;
            }
            if (heardByOthers) {
                actuation.end(OutcomeReason.NO_RECEIPTS);
            }
        }

        private void answered(OwnerAnswer answer) {
            OwnerAnswer last = answer;
            if (answer.receipt().outcome() == FinalOutcome.NOT_DELIVERED) {
                synchronized (this) {
                    refusals++;
                    if (refusal == null || refusal.receipt().reason() == OutcomeReason.NOT_HERE) {
                        refusal = answer;
                    }
                    last = lastRefusal();
                }
            }
            end(last);
        }

        private @Nullable OwnerAnswer lastRefusal() {
            return heard >= 0 && refusals >= heard ? refusal : null;
        }

        private void end(@Nullable OwnerAnswer answer) {
            if (answer != null) {
                actuation.end(answer.receipt());
            }
        }

        /** Forgets the question: the outcome is known. */
        void close() {
            questions.remove(number, this);
        }
    }
}
