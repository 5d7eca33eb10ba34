package org.oisp.gateway.session;

import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A session's answer to a registration (PROTOCOL.md, "Messages to the server").
 *
 * @param messages the messages for the peer
 * @param announced completes when the other instances know of the device; the messages are sent after that
 * @param granted whether the device is registered
 * @param closes whether the connection ends with the answer
 */
record RegistrationAnswer(Flux<Outbound> messages, Mono<Void> announced, boolean granted, boolean closes) {

    /**
     * Returns the messages of an answer that is still to come. Detaches the operators before it once it has come: a registered device keeps
     * its mailbox for days, and these operators, its token among them, would otherwise be most of its memory cost.
     */
    static Flux<Outbound> messagesOf(Mono<RegistrationAnswer> answer) {
        return answer.onTerminateDetach().flatMapMany(RegistrationAnswer::messages);
    }

    /** Returns the answer to a device that left before it was registered. */
    static RegistrationAnswer none() {
        return refusal(Flux.empty(), false);
    }

    /** Returns the answer to a registered device, whose mailbox begins with the reply. */
    static RegistrationAnswer granted(Flux<Outbound> mailbox, Mono<Void> announced) {
        return new RegistrationAnswer(mailbox, announced, true, false);
    }

    /** Returns the answer to a refused registration. */
    static RegistrationAnswer refused(RegistrationOutcome why) {
        return switch (why) {
            case INVALID_TOKEN, FOREIGN_CERTIFICATE -> refusal(Flux.just(Reply.INVALID_TOKEN, CloseFrame.POLICY), true);
            case NO_ACCOUNT -> refusal(Flux.just(Reply.WRONG_FORMAT, CloseFrame.UNPROCESSABLE), true);
            case KEYS_UNAVAILABLE, UNKNOWN_DEVICE, DATABASE_FAILED, ROW_LOCKED, TIMED_OUT, OVERLOADED ->
                refusal(Flux.just(Reply.UNAVAILABLE, CloseFrame.NORMAL), true);
            // The other devices of the connection must stay connected.
            case TOO_MANY_DEVICES -> refusal(Flux.just(Reply.UNAVAILABLE), false);
            case REGISTERED -> throw new IllegalArgumentException("REGISTERED is not a refusal");
        };
    }

    private static RegistrationAnswer refusal(Flux<Outbound> messages, boolean closes) {
        return new RegistrationAnswer(messages, Mono.empty(), false, closes);
    }
}
