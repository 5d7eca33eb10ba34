package org.oisp.gateway.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A sender's questions without an answer yet, oldest first: the gateway answers in their order, each over the connection that it was
 * asked over.
 */
final class Questions implements Upkeep.Role {

    /** A gateway that reads and does not answer must not fill the memory. */
    static final int MOST = 10_000;

    private final Deque<Question> open = new ArrayDeque<>();

    /** A question, and who has asked. */
    record Question(Link link, MonoSink<Void> answer) {}

    /** Adds one; false if there are too many. */
    synchronized boolean add(Question question) {
        return open.size() < MOST && open.add(question);
    }

    void fail(Question question, Throwable why) {
        if (remove(question)) {
            question.answer.error(why);
        }
    }

    private synchronized boolean remove(Question question) {
        return open.remove(question);
    }

    private synchronized @Nullable Question oldest(Link link) {
        for (Iterator<Question> each = open.iterator(); each.hasNext(); ) {
            Question question = each.next();
            if (question.link == link) {
                each.remove();
                return question;
            }
        }
        return null;
    }

    @Override
    public Mono<Upkeep.Greeting> greeting() {
        return Mono.just(Upkeep.Greeting.NONE);
    }

    @Override
    public Mono<Void> received(Link from, Incoming message) {
        Question oldest = message.code() == Incoming.PONG ? oldest(from) : null;
        if (oldest != null) {
            oldest.answer.success();
        }
        return Mono.empty();
    }

    @Override
    public void disconnected(Link from, Ending why) {
        List<Question> left = new ArrayList<>();
        for (Question one = oldest(from); one != null; one = oldest(from)) {
            left.add(one);
        }
        left.forEach(one -> one.answer.error(new GatewayClientException("not connected: " + why.describe(), why)));
    }

    @Override
    public Ending.Return comesBack(Ending ending, Upkeep.@Nullable Greeting greeting) {
        // One message was wrong; the next one need not be.
        return ending.kind().comesBack() == Ending.Return.NEVER
                ? Ending.Return.WITH_BACKOFF
                : ending.kind().comesBack();
    }
}
