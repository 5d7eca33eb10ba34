package org.oisp.gateway.telemetry.health;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * Tracks which neighbours answer. Each change is a journal entry: {@code database_down}, {@code redis_up} and so on; the first answer
 * after the start is not. Thread-safe; reporting an unchanged state costs one map read.
 */
public final class NeighbourHealth {

    private final Journal journal;
    private final ConcurrentMap<Neighbour, NeighbourState> states = new ConcurrentHashMap<>();
    private final ConcurrentMap<Neighbour, Long> downSince = new ConcurrentHashMap<>();
    private volatile @Nullable Duration lastStatement;

    /**
     * Creates a view in which no neighbour has been used yet.
     *
     * @param journal receives each change
     * @param used the configured neighbours
     */
    public NeighbourHealth(Journal journal, Set<Neighbour> used) {
        this.journal = journal;
        for (Neighbour neighbour : Neighbour.values()) {
            states.put(neighbour, used.contains(neighbour) ? NeighbourState.UNKNOWN : NeighbourState.OFF);
        }
    }

    /**
     * Creates a view without neighbours, for callers that need no health.
     *
     * @return a view whose journal is not read
     */
    public static NeighbourHealth unwatched() {
        return new NeighbourHealth(Journal.unread(), Set.of());
    }

    /**
     * Returns the state of a neighbour.
     *
     * @param neighbour the neighbour
     * @return the current state
     */
    public NeighbourState state(Neighbour neighbour) {
        return Objects.requireNonNull(states.get(neighbour));
    }

    /**
     * Returns since when a neighbour is down.
     *
     * @param neighbour the neighbour
     * @return milliseconds since 1970; null if it is not down
     */
    public @Nullable Long downSinceMillis(Neighbour neighbour) {
        return state(neighbour) == NeighbourState.DOWN ? downSince.get(neighbour) : null;
    }

    /**
     * Returns the duration of the last database statement, probes included.
     *
     * @return null if no statement has completed yet
     */
    public @Nullable Duration lastStatement() {
        return lastStatement;
    }

    /**
     * Records that a neighbour works.
     *
     * @param neighbour the neighbour
     */
    public void up(Neighbour neighbour) {
        up(neighbour, null);
    }

    /**
     * Records that a neighbour works. The first answer after the start is a journal entry too, if the server is named.
     *
     * @param neighbour the neighbour
     * @param where which server it is now, if the configuration does not say so; null if it does
     */
    public void up(Neighbour neighbour, @Nullable String where) {
        if (state(neighbour) == NeighbourState.UP) {
            return;
        }
        boolean back = states.put(neighbour, NeighbourState.UP) == NeighbourState.DOWN;
        String message = neighbour.called() + (back ? " is back" : " is there");
        if (where != null) {
            journal.system(neighbour.tag() + "_up", message + ": " + where + ".");
        } else if (back) {
            journal.system(neighbour.tag() + "_up", message + ".");
        }
    }

    /**
     * Records that a neighbour failed.
     *
     * @param neighbour the neighbour
     * @param why the reason in words, may contain untrusted text; null if unknown
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
     * Records a completed database statement. Whether registrations succeed is decided by {@link DatabaseHealth}.
     *
     * @param took duration in nanoseconds
     */
    public void statementDone(long took) {
        lastStatement = Duration.ofNanos(took);
    }
}
