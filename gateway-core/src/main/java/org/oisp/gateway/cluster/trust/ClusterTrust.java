package org.oisp.gateway.cluster.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.TrustOutcome;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Signs this instance's messages and decides which messages of other instances are accepted: docs/decisions/097. Thread-safe; never
 * blocks.
 */
public final class ClusterTrust {

    /** Limit of each cache, far above the number of instances; only senders with the secret are added. */
    private static final int MAX_SENDERS = 10_000;

    private static final Duration MIN_MEMORY = Duration.ofMinutes(10);

    /** The kinds of messages between instances. The numbers of one kind arrive in order or nearly so. */
    public enum MessageKind {
        /** Tells all instances which devices the sender owns. */
        ANNOUNCEMENT,
        /** Asks all instances which devices are connected. */
        QUESTION,
        /** Answers the instance that asked. Not checked for replays: it counts at most once, because each question has its number. */
        ANSWER,
        /** Tells all instances that the sender signs. */
        HELLO
    }

    private record SigningInstance(String instance, MessageKind messageKind) {}

    private final String instance;
    private final TrustSettings settings;
    private final DatabaseClock clock;
    private final ClusterKeys keys;
    private final Map<MessageKind, AtomicLong> numbers = new EnumMap<>(MessageKind.class);
    private final Cache<SigningInstance, ReplayWindow> senders;
    private final Cache<String, Boolean> signers;
    /** The names of the other instances with a lease in force; null while unknown. */
    private volatile @Nullable List<String> alive;

    /**
     * Creates a trust that knows no other instance yet.
     *
     * @param instance this instance's id among the others, a UUID
     * @param settings the limits
     * @param clock the database's clock
     * @param keys the signing keys
     */
    public ClusterTrust(String instance, TrustSettings settings, DatabaseClock clock, ClusterKeys keys) {
        this.instance = instance;
        this.settings = settings;
        this.clock = clock;
        this.keys = keys;
        for (MessageKind messageKind : MessageKind.values()) {
            numbers.put(messageKind, new AtomicLong());
        }
        Duration memory = settings.leeway().multipliedBy(3);
        senders = Caffeine.newBuilder()
                .maximumSize(MAX_SENDERS)
                .expireAfterAccess(memory.compareTo(MIN_MEMORY) > 0 ? memory : MIN_MEMORY)
                .build();
        signers = Caffeine.newBuilder()
                .maximumSize(MAX_SENDERS)
                .expireAfterWrite(settings.signers())
                .build();
    }

    /**
     * Signs a message.
     *
     * @param messageKind its kind, which selects the counter
     * @param channel the channel on which it will be sent
     * @param message a JSON object with at least one member
     * @return the message with a signature; unchanged while there is no secret
     */
    public ByteSlice sign(MessageKind messageKind, String channel, ByteSlice message) {
        var key = keys.current();
        return key == null
                ? message
                : new Signature(
                                instance,
                                Objects.requireNonNull(numbers.get(messageKind)).getAndIncrement(),
                                clock.nowMicros())
                        .sign(key, channel, message);
    }

    /**
     * Decides whether a message is accepted.
     *
     * @param messageKind the kind that belongs to the channel
     * @param channel the channel on which it arrived
     * @param message any bytes
     * @return the decision
     */
    public TrustOutcome check(MessageKind messageKind, String channel, ByteSlice message) {
        Signature signature = Signature.of(message);
        if (signature == null) {
            return acceptsUnsigned() ? TrustOutcome.UNSIGNED_ACCEPTED : TrustOutcome.UNSIGNED;
        }
        if (!keys.match(channel, message)) {
            return acceptsUnsigned() ? TrustOutcome.UNSIGNED_ACCEPTED : TrustOutcome.WRONG_SIGNATURE;
        }
        if (clock.isOutsideLeeway(signature.micros())) {
            return TrustOutcome.WRONG_TIME;
        }
        if (messageKind != MessageKind.ANSWER
                && !senders.get(
                                new SigningInstance(signature.sender(), messageKind),
                                signingInstance -> new ReplayWindow())
                        .accept(signature.number())) {
            return TrustOutcome.REPLAYED;
        }
        return TrustOutcome.SIGNED;
    }

    /**
     * Returns the sender that a message's signature claims, unverified.
     *
     * @param message any bytes
     * @return the sender's id; null if there is no signature
     */
    public @Nullable String claimedBy(ByteSlice message) {
        Signature signature = Signature.of(message);
        return signature == null ? null : signature.sender();
    }

    /**
     * Records that an instance signs. The caller has verified the message that says so.
     *
     * @param server its name in binding rows and leases
     * @return whether this was not known
     */
    public boolean signs(String server) {
        return signers.asMap().put(server, true) == null;
    }

    /**
     * Sets which other instances are alive.
     *
     * @param others their names; null if unknown
     */
    public void alive(@Nullable List<String> others) {
        alive = others;
    }

    /**
     * Returns whether messages that cannot be verified are accepted.
     *
     * @return as configured; with {@link UnsignedPolicy#AUTO}, true while there is no secret, while the leases are unknown, or while an
     *     instance with a lease in force was not heard to sign
     */
    public boolean acceptsUnsigned() {
        return switch (settings.unsigned()) {
            case ACCEPT -> true;
            case REFUSE -> false;
            case AUTO -> keys.current() == null || !allSign();
        };
    }

    private boolean allSign() {
        List<String> others = alive;
        return others != null && others.stream().allMatch(other -> signers.getIfPresent(other) != null);
    }
}
