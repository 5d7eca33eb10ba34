package org.oisp.gateway.telemetry.health;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * Which of the servers that the gateway works with answer. Each change is an entry of the journal: {@code database_down},
 * {@code redis_up} and so on; the first answer after the start is none. Thread-safe; what is told over and over costs a look.
 */
public final class NeighbourHealth {

    private final Journal journal;
    private final ConcurrentMap<Neighbour, NeighbourState> states = new ConcurrentHashMap<>();
    private final ConcurrentMap<Neighbour, Long> downSince = new ConcurrentHashMap<>();
    private volatile @Nullable Duration lastStatement;

    /**
     * Makes a view in which nobody has been asked for anything yet.
     *
     * @param journal told of each change
     * @param used the servers that are configured
     */
    public NeighbourHealth(Journal journal, Set<Neighbour> used) {
        this.journal = journal;
        for (Neighbour neighbour : Neighbour.values()) {
            states.put(neighbour, used.contains(neighbour) ? NeighbourState.UNKNOWN : NeighbourState.OFF);
        }
    }

    /**
     * Makes a view that nobody looks at.
     *
     * @return a view of nobody
     */
    public static NeighbourHealth unwatched() {
        return new NeighbourHealth(Journal.unread(), Set.of());
    }

    /**
     * How a server is.
     *
     * @param neighbour which
     * @return its state at this moment
     */
    public NeighbourState state(Neighbour neighbour) {
        return Objects.requireNonNull(states.get(neighbour));
    }

    /**
     * Since when a server is down.
     *
     * @param neighbour which
     * @return milliseconds since 1970; null if it is not down
     */
    public @Nullable Long downSinceMillis(Neighbour neighbour) {
        return state(neighbour) == NeighbourState.DOWN ? downSince.get(neighbour) : null;
    }

    /**
     * How long the last statement has taken that the database did, a probe included.
     *
     * @return null if it has done none yet
     */
    public @Nullable Duration lastStatement() {
        return lastStatement;
    }

    /**
     * A server does what it is asked for.
     *
     * @param neighbour which
     */
    public void up(Neighbour neighbour) {
        if (state(neighbour) != NeighbourState.UP && states.put(neighbour, NeighbourState.UP) == NeighbourState.DOWN) {
            journal.system(neighbour.tag() + "_up", neighbour.called() + " is back.");
        }
    }

    /**
     * A server does not do what it is asked for.
     *
     * @param neighbour which
     * @param why the reason in words, perhaps others'; null for none
     */
    public void down(Neighbour neighbour, @Nullable String why) {
        if (state(neighbour) != NeighbourState.DOWN
                && states.put(neighbour, NeighbourState.DOWN) != NeighbourState.DOWN) {
            downSince.put(
                    neighbour,
                    journal.system(
                            neighbour.tag() + "_down",
                            neighbour.called() + (why == null ? " does not answer." : neighbour.fails() + why),
                            Duration.ZERO));
        }
    }

    /**
     * The database did a statement; whether registrations succeed at it is for {@link DatabaseHealth} to say.
     *
     * @param took how long that took, in nanoseconds
     */
    public void statementDone(long took) {
        lastStatement = Duration.ofNanos(took);
    }
}
