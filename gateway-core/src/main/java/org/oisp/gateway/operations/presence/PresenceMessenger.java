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
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What instances ask each other about who is connected, and answer. Thread-safe; reads, looks and writes on the scheduler that it is
 * given, and drops what that has no room for: the others then name this instance as one that does not answer.
 */
public final class PresenceMessenger implements QuestionListener {

    /** Bytes of messages that wait to be read; of instances that are in order a few hundred kilobytes each. */
    private static final long MOST_UNREAD = 32L << 20;

    private final String self;
    private final LocalPresence local;
    private final Supplier<@Nullable BusLink> link;
    private final boolean alone;
    private final PresenceEvents events;
    private final Scheduler worker;
    private final PresenceJson json = new PresenceJson();
    private final ConcurrentMap<Long, PendingQuestion> rounds = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong unread = new AtomicLong();

    /**
     * Makes a dialogue.
     *
     * @param self what this instance is called among the others: a UUID
     * @param server what binding rows call it
     * @param devices who is here
     * @param load what this instance has to do
     * @param journal what happened here
     * @param link the way to the others, or null while there is none; null if there never is any
     * @param events told of each question of others
     * @param worker where it works
     */
    public PresenceMessenger(
            String self,
            String server,
            DeviceRegistry devices,
            Supplier<InstanceLoad> load,
            Journal journal,
            @Nullable Supplier<@Nullable BusLink> link,
            PresenceEvents events,
            Scheduler worker) {
        this.self = self;
        this.local = new LocalPresence(server, devices, load, journal);
        this.link = link == null ? () -> null : link;
        this.alone = link == null;
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

    /** Whether the others should be there to ask and are not. */
    boolean isAway() {
        return !alone && link.get() == null;
    }

    /** What this instance itself has to say. */
    PresenceAnswer own(PresenceQuestion question) {
        return local.answer(question);
    }

    /** The key of a device that is connected here. */
    @Nullable
    DeviceUid uid(DeviceAddress device) {
        return local.uid(device);
    }

    /**
     * Asks the other instances what they have to do.
     *
     * @param timeout how long they may take
     * @return what they say, as far as they do in time; never fails
     */
    public Mono<LoadReplies> loads(Duration timeout) {
        return others(PresenceQuestion.loads(), timeout)
                .map(answers -> new LoadReplies(
                        answers.asked(),
                        answers.answers().stream()
                                .map(answer -> new LoadReplies.LoadReply(answer.instance(), answer.load()))
                                .toList()));
    }

    /** What the others say, as far as they do in time; never fails. */
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
                    // One of them is this instance.
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
        if (unread.addAndGet(message.length()) > MOST_UNREAD) {
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

    /** What one message does, it does to itself: others wait to be read here. */
    private void read(MessageReading work) {
        try {
            work.run();
        } catch (IOException unreadable) {
            events.notUnderstood(unreadable.getMessage());
        } catch (RuntimeException | StackOverflowError defect) {
            events.failed(defect);
        }
    }

    /** Reads a message, and does what it asks for. */
    private interface MessageReading {
        void run() throws IOException;
    }
}
