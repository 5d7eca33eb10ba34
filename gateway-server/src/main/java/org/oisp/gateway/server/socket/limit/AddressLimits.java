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
import org.oisp.gateway.limits.StrangerEvents;
import org.oisp.gateway.server.accept.PeerNetwork;
import org.oisp.gateway.server.socket.limit.AddressPenalty.Change;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * Who misbehaves, by address, and what is done about it. Nothing is remembered of an address before it misbehaves, so that a fleet
 * costs nothing here. Of those that do, the table keeps the most frequent ones if there are too many; those that are limited stay.
 * Thread-safe; nothing here blocks for longer than a lock is held for a few additions.
 */
public final class AddressLimits {

    /** The answer to a handshake that is to be refused, where otherwise a time to wait is. */
    public static final long REFUSED = -1;

    /** An address that behaves is forgotten. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    /** How many are shown to operators. */
    private static final int SHOWN = 20;

    private final OriginSettings settings;
    private final StrangerEvents events;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Cache<PeerNetwork, AddressPenalty> known;
    /** Those that are limited or banned. */
    private final ConcurrentMap<PeerNetwork, AddressPenalty> limited = new ConcurrentHashMap<>();

    /**
     * Makes an empty table.
     *
     * @param settings the bounds, and who is exempt: whom the settings name, and proxies that are trusted, since many are behind one
     * @param events told of all
     */
    public AddressLimits(OriginSettings settings, StrangerEvents events) {
        this(settings, events, System::nanoTime, InstantSource.system());
    }

    AddressLimits(OriginSettings settings, StrangerEvents events, LongSupplier nanos, InstantSource clock) {
        this.settings = settings;
        this.events = events;
        this.nanos = nanos;
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumSize(settings.strangers().addresses())
                .expireAfterAccess(MEMORY)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
        events.addresses(this::limited);
    }

    /**
     * An address has misbehaved.
     *
     * @param address the address; null if it is not known
     * @param what what it did
     * @return false if that was too often
     */
    public boolean misbehaved(@Nullable InetAddress address, Misuse what) {
        events.misbehaved(what);
        if (address == null || settings.strangers().perAddress().getOrDefault(what, 0) == 0 || isExempt(address)) {
            return true;
        }
        PeerNetwork network = PeerNetwork.of(address);
        AddressPenalty penalty = limited.get(network);
        long now = nanos.getAsLong();
        if (penalty == null) {
            penalty = known.get(network, unknown -> new AddressPenalty(unknown, settings.strangers(), now));
        }
        tell(network, penalty, penalty.misbehaved(what, now, clock.millis()));
        return !penalty.isOver(what, now);
    }

    private void tell(PeerNetwork network, AddressPenalty penalty, Change change) {
        if (change == Change.LIMITED) {
            limit(network, penalty);
        } else if (change == Change.BANNED) {
            events.banned(penalty.told(), penalty.ban());
        }
    }

    /** As many may be limited as are remembered: then none that is limited makes room for another. */
    private void limit(PeerNetwork network, AddressPenalty penalty) {
        limited.put(network, penalty);
        if (limited.size() > settings.strangers().addresses()) {
            limited.remove(network, penalty);
            penalty.free();
            events.done(LimitAction.MISSED);
            return;
        }
        events.limited(penalty.told());
    }

    /**
     * Somebody at an address has shown to be no stranger.
     *
     * @param address the address; null if it is not known
     */
    public void proved(@Nullable InetAddress address) {
        if (address == null || (limited.isEmpty() && known.estimatedSize() == 0)) {
            return;
        }
        PeerNetwork network = PeerNetwork.of(address);
        AddressPenalty penalty = limited.get(network);
        if (penalty == null) {
            penalty = known.getIfPresent(network);
        }
        if (penalty != null) {
            penalty.proved(nanos.getAsLong());
        }
    }

    /**
     * Whether a connection is to be accepted.
     *
     * @param address where it comes from; null if that is not known
     * @return false if it is to be closed without an answer
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
     * When to answer a handshake that is good.
     *
     * @param address where it comes from; null if that is not known
     * @return after how many nanoseconds, or {@link #REFUSED}
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
            tell(PeerNetwork.of(address), penalty, penalty.persisted(now, clock.millis()));
        }
    }

    /** Lets those go whose time is over; to be called about once a second. */
    public void release() {
        long now = nanos.getAsLong();
        limited.forEach((network, penalty) -> {
            LimitedAddress before = penalty.told();
            if (penalty.look(now) == Change.RELEASED) {
                known.put(network, penalty);
                limited.remove(network, penalty);
                events.released(before);
            }
        });
    }

    /** Those that are limited now, the worst first. */
    List<LimitedAddress> limited() {
        return limited.values().stream()
                .map(AddressPenalty::told)
                .sorted(Comparator.comparing(LimitedAddress::banned)
                        .thenComparingLong(LimitedAddress::turnedAway)
                        .thenComparingLong(LimitedAddress::count)
                        .reversed())
                .limit(SHOWN)
                .toList();
    }

    /** How many addresses anything is kept of. */
    long remembered() {
        known.cleanUp();
        return known.estimatedSize() + limited.size();
    }

    private @Nullable AddressPenalty limitedPenalty(@Nullable InetAddress address) {
        return address == null || limited.isEmpty() ? null : limited.get(PeerNetwork.of(address));
    }

    private boolean isExempt(InetAddress address) {
        return AddressRange.anyHolds(settings.strangers().exempt(), address)
                || AddressRange.anyHolds(settings.proxies(), address);
    }
}
