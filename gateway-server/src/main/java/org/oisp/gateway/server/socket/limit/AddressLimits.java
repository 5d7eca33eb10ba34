package org.oisp.gateway.server.socket.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.LimitAction;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.limits.MisuseEvents;
import org.oisp.gateway.server.accept.PeerNetwork;
import org.oisp.gateway.server.socket.limit.AddressPenalty.Change;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * Limits and bans addresses that misbehave. It keeps nothing about an address before its first misuse, so a well-behaved fleet costs
 * nothing. When the table is full it keeps the most frequent addresses; limited ones are never displaced. Thread-safe; holds locks only for
 * a few additions.
 */
public final class AddressLimits {

    /** Result of {@link #handshakeDelay}: the handshake is to be refused. */
    public static final long REFUSED = -1;

    /** How long an address that behaves is remembered. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    /** How many limited addresses operators see. */
    private static final int SHOWN = 20;

    private final OriginSettings settings;
    private final MisuseEvents events;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Cache<PeerNetwork, AddressPenalty> known;
    /** Addresses that are limited or banned. */
    private final ConcurrentMap<PeerNetwork, AddressPenalty> limited = new ConcurrentHashMap<>();

    /**
     * Creates an empty table.
     *
     * @param settings the limits, and the exempt addresses: those listed, and trusted proxies, which many peers share
     * @param events receives every event
     */
    public AddressLimits(OriginSettings settings, MisuseEvents events) {
        this(settings, events, System::nanoTime, InstantSource.system());
    }

    AddressLimits(OriginSettings settings, MisuseEvents events, LongSupplier nanos, InstantSource clock) {
        this.settings = settings;
        this.events = events;
        this.nanos = nanos;
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumSize(settings.misuse().addresses())
                .expireAfterAccess(MEMORY)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
        events.addresses(this::limited);
    }

    /**
     * Counts a misuse.
     *
     * @param address the address; null if unknown
     * @param what the misuse
     * @return false if the address has done this too often
     */
    public boolean misbehaved(@Nullable InetAddress address, Misuse what) {
        events.misbehaved(what);
        if (address == null || settings.misuse().perAddress().getOrDefault(what, 0) == 0 || isExempt(address)) {
            return true;
        }
        PeerNetwork network = PeerNetwork.of(address);
        AddressPenalty penalty = limited.get(network);
        long now = nanos.getAsLong();
        if (penalty == null) {
            penalty = known.get(network, unknown -> new AddressPenalty(unknown, settings.misuse(), now));
        }
        tell(network, penalty, penalty.misbehaved(what, now, clock.millis()));
        return !penalty.isOver(what, now);
    }

    private void tell(PeerNetwork network, AddressPenalty penalty, Change change) {
        if (change == Change.LIMITED) {
            limit(network, penalty);
        } else if (change == Change.BANNED) {
            events.banned(penalty.snapshot(), penalty.ban());
        }
    }

    /** Limits an address, unless the maximum is reached: a limited address never makes room for another. */
    private void limit(PeerNetwork network, AddressPenalty penalty) {
        limited.put(network, penalty);
        if (limited.size() > settings.misuse().addresses()) {
            limited.remove(network, penalty);
            penalty.free();
            events.done(LimitAction.MISSED);
            return;
        }
        events.limited(penalty.snapshot());
    }

    /**
     * Records that a peer at an address has registered a device or sent valid credentials.
     *
     * @param address the address; null if unknown
     */
    public void authenticated(@Nullable InetAddress address) {
        if (address == null || (limited.isEmpty() && known.estimatedSize() == 0)) {
            return;
        }
        PeerNetwork network = PeerNetwork.of(address);
        AddressPenalty penalty = limited.get(network);
        if (penalty == null) {
            penalty = known.getIfPresent(network);
        }
        if (penalty != null) {
            penalty.credit(nanos.getAsLong());
        }
    }

    /**
     * Returns whether to accept a connection.
     *
     * @param address the peer's address; null if unknown
     * @return false if the connection is to be closed without an answer
     */
    public boolean accepts(@Nullable InetAddress address) {
        AddressPenalty penalty = limitedPenalty(address);
        if (penalty == null) {
            return true;
        }
        long now = nanos.getAsLong();
        if (penalty.accepts(now)) {
            return true;
        }
        events.done(LimitAction.NOT_ACCEPTED);
        persist(address, penalty, now);
        return false;
    }

    /**
     * Returns when to answer a valid handshake.
     *
     * @param address the peer's address; null if unknown
     * @return the delay in nanoseconds, or {@link #REFUSED}
     */
    public long handshakeDelay(@Nullable InetAddress address) {
        AddressPenalty penalty = limitedPenalty(address);
        if (penalty == null) {
            return 0;
        }
        long now = nanos.getAsLong();
        long delay = penalty.handshakeDelay(now);
        if (delay < 0) {
            events.done(LimitAction.REFUSED);
            persist(address, penalty, now);
            return REFUSED;
        }
        if (delay > 0) {
            events.done(LimitAction.DELAYED);
        }
        return delay;
    }

    private void persist(@Nullable InetAddress address, AddressPenalty penalty, long now) {
        if (address != null) {
            tell(PeerNetwork.of(address), penalty, penalty.recordRefusedAttempt(now, clock.millis()));
        }
    }

    /** Releases the addresses whose limit or ban is over. To be called about once a second. */
    public void release() {
        long now = nanos.getAsLong();
        limited.forEach((network, penalty) -> {
            LimitedAddress before = penalty.snapshot();
            if (penalty.releaseIfOver(now) == Change.RELEASED) {
                known.put(network, penalty);
                limited.remove(network, penalty);
                events.released(before);
                // If it has misbehaved again since it was looked at, it was perhaps removed after it was put there.
                if (!penalty.isFree()) {
                    limited.put(network, penalty);
                }
            }
        });
    }

    /** Returns the addresses that are limited now, the worst first. */
    List<LimitedAddress> limited() {
        return limited.values().stream()
                .map(AddressPenalty::snapshot)
                .sorted(Comparator.comparing(LimitedAddress::banned)
                        .thenComparingLong(LimitedAddress::turnedAway)
                        .thenComparingLong(LimitedAddress::count)
                        .reversed())
                .limit(SHOWN)
                .toList();
    }

    /** Returns how many addresses are in the table. */
    long remembered() {
        known.cleanUp();
        return known.estimatedSize() + limited.size();
    }

    private @Nullable AddressPenalty limitedPenalty(@Nullable InetAddress address) {
        return address == null || limited.isEmpty() ? null : limited.get(PeerNetwork.of(address));
    }

    private boolean isExempt(InetAddress address) {
        return AddressRange.anyHolds(settings.misuse().exempt(), address)
                || AddressRange.anyHolds(settings.proxies(), address);
    }
}
