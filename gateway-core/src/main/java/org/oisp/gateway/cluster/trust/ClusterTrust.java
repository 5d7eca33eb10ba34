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
 * Signs what this instance says to the others, and decides what of theirs is believed: docs/decisions/097. Thread-safe; nothing here
 * blocks.
 */
public final class ClusterTrust {

    /** Instances that are remembered at a time, far more than there are; only who has the secret gets into it. */
    private static final int MOST_SENDERS = 10_000;

    private static final Duration LEAST_MEMORY = Duration.ofMinutes(10);

    /** What instances say to each other. Numbers of one kind come in their order, or nearly. */
    public enum MessageKind {
        /** To all, which devices are whose. */
        ANNOUNCEMENT,
        /** To all, who is connected. */
        QUESTION,
        /** To one that has asked. It counts once at most as it is, since each question has its number. */
        ANSWER,
        /** To all, that it signs. */
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
    /** The names of the other instances that are alive by their leases; null while that is not known. */
    private volatile @Nullable List<String> alive;

    /**
     * Makes a trust that knows of no other instance yet.
     *
     * @param instance what this instance is called among the others: a UUID
     * @param settings the bounds
     * @param clock the database's
     * @param keys what is signed with
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
                .maximumSize(MOST_SENDERS)
                .expireAfterAccess(memory.compareTo(LEAST_MEMORY) > 0 ? memory : LEAST_MEMORY)
                .build();
        signers = Caffeine.newBuilder()
                .maximumSize(MOST_SENDERS)
                .expireAfterWrite(settings.signers())
                .build();
    }

    /**
     * Signs a message.
     *
     * @param messageKind what it is
     * @param channel where it is sent
     * @param message a JSON object with at least one member
     * @return the same with a signature; as it is while there is no secret
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
     * Decides whether a message is believed.
     *
     * @param messageKind what it should be, by its channel
     * @param channel where it came
     * @param message any bytes
     * @return what becomes of it
     */
    public TrustOutcome check(MessageKind messageKind, String channel, ByteSlice message) {
        Signature signature = Signature.of(message);
        if (signature == null) {
            return acceptsUnsigned() ? TrustOutcome.UNSIGNED_ACCEPTED : TrustOutcome.UNSIGNED;
        }
        if (!keys.match(channel, message)) {
            return acceptsUnsigned() ? TrustOutcome.UNSIGNED_ACCEPTED : TrustOutcome.WRONG_SIGNATURE;
        }
        if (clock.isElsewhen(signature.micros())) {
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
     * Who says that it has signed a message.
     *
     * @param message any bytes
     * @return its name among the instances, as it says; null for one without a signature
     */
    public @Nullable String claimedBy(ByteSlice message) {
        Signature signature = Signature.of(message);
        return signature == null ? null : signature.sender();
    }

    /**
     * An instance has said that it signs, and has signed that.
     *
     * @param server its name in binding rows and leases
     * @return whether that was not known
     */
    public boolean signs(String server) {
        return signers.asMap().put(server, true) == null;
    }

    /**
     * The database has said which instances are alive.
     *
     * @param others the names of the others; null if that cannot be known
     */
    public void alive(@Nullable List<String> others) {
        alive = others;
    }

    /**
     * Whether a message is believed that cannot be checked.
     *
     * @return by setting; else while there is no secret, or not known who is alive, or somebody alive who was not heard to sign
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
