package org.oisp.gateway.operations.presence;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.bus.QuestionListener;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.operations.presence.PendingQuestion.Answers;
import org.oisp.gateway.protocol.ByteSlice;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Sends and answers questions between instances about their devices. Thread-safe. Parses and answers on the given scheduler, and drops
 * messages when its queue is full: the other instances then list this one as not answering.
 */
public final class PresenceMessenger implements QuestionListener {

    /** Maximum number of bytes that wait to be read. Messages of a sound instance have a few hundred kilobytes each. */
    private static final long MAX_UNREAD = 32L << 20;

    private final String self;
    private final LocalPresence local;
    private final Supplier<@Nullable BusLink> link;
    private final boolean withoutLink;
    private final PresenceEvents events;
    private final Scheduler worker;
    private final PresenceJson json = new PresenceJson();
    private final ConcurrentMap<Long, PendingQuestion> rounds = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong unread = new AtomicLong();

    /**
     * Creates a messenger.
     *
     * @param self this instance's id among the others, a UUID
     * @param local answers for this instance
     * @param link supplies the link to the other instances, or null while there is none; null if there never is one
     * @param events receives the outcome of each question of other instances
     * @param worker runs the parsing and answering
     */
    public PresenceMessenger(
            String self,
            LocalPresence local,
            @Nullable Supplier<@Nullable BusLink> link,
            PresenceEvents events,
            Scheduler worker) {
        this.self = self;
        this.local = local;
        this.link = link == null ? () -> null : link;
        this.withoutLink = link == null;
        this.events = events;
        this.worker = worker;
    }

    @Override
    public void asked(BusLink by, ByteSlice question) {
        later(question, () -> {
            PresenceQuestion asked = json.readQuestion(question);
            if (!asked.from().equals(self)) {
                answer(by, asked);
            }
        });
    }

    @Override
    public void answered(ByteSlice answer) {
        later(answer, () -> {
            PresenceAnswer came = json.readAnswer(answer);
            PendingQuestion pendingQuestion = rounds.get(came.number());
            if (pendingQuestion != null) {
                pendingQuestion.answered(came);
            }
        });
    }

    /** Returns whether the other instances cannot be reached at the moment. */
    boolean isAway() {
        return !withoutLink && link.get() == null;
    }

    /** Returns this instance's own answer. */
    PresenceAnswer own(PresenceQuestion question) {
        return local.answer(question);
    }

    /** Returns the key of a device that is connected here, or null. */
    @Nullable
    DeviceUid uid(DeviceAddress device) {
        return local.uid(device);
    }

    /**
     * Asks the other instances for their load.
     *
     * @param timeout how long to wait for answers
     * @return the answers that arrive in time; never fails
     */
    public Mono<LoadReplies> loads(Duration timeout) {
        return others(PresenceQuestion.loads(), timeout)
                .map(answers -> new LoadReplies(
                        answers.asked(),
                        answers.answers().stream()
                                .map(answer -> new LoadReplies.LoadReply(answer.instance(), answer.load()))
                                .toList()));
    }

    /** Asks the other instances; returns the answers that arrive in time, and never fails. */
    Mono<Answers> others(PresenceQuestion question, Duration timeout) {
        return Mono.defer(() -> {
            BusLink current = link.get();
            if (current == null) {
                return Mono.just(Answers.NONE);
            }
            long number = numbers.incrementAndGet();
            PendingQuestion pendingQuestion = new PendingQuestion();
            rounds.put(number, pendingQuestion);
            var unused = current.ask(json.write(question.as(self, number))).whenComplete((heard, error) -> {
                if (error == null) {
                    // This instance receives its own question too.
                    pendingQuestion.heardBy(heard - 1);
                } else {
                    pendingQuestion.failed(error);
                }
            });
            return Mono.fromFuture(pendingQuestion.over(), true)
                    .timeout(timeout, Mono.empty())
                    .then(Mono.fromSupplier(pendingQuestion::answers))
                    .onErrorReturn(Answers.NONE)
                    .doFinally(signal -> rounds.remove(number));
        });
    }

    private void answer(BusLink by, PresenceQuestion asked) {
        var unused = by.reply(asked.from(), json.write(local.answer(asked)))
                .whenComplete((heard, error) -> events.questioned(error == null));
    }

    private void later(ByteSlice message, MessageReading work) {
        if (unread.addAndGet(message.length()) > MAX_UNREAD) {
            unread.addAndGet(-message.length());
            events.questionDropped();
            return;
        }
        try {
            var unused = worker.schedule(() -> {
                unread.addAndGet(-message.length());
                read(work);
            });
        } catch (RejectedExecutionException full) {
            unread.addAndGet(-message.length());
            events.questionDropped();
        }
    }

    /** Confines a failure to one message, because others wait to be read here. */
    private void read(MessageReading work) {
        try {
            work.run();
        } catch (IOException unreadable) {
            events.notUnderstood(unreadable.getMessage());
        } catch (RuntimeException | StackOverflowError defect) {
            events.failed(defect);
        }
    }

    /** Reads and processes a message. */
    private interface MessageReading {
        void run() throws IOException;
    }
}
