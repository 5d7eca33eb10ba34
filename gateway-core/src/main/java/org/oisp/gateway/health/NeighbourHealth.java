package org.oisp.gateway.health;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.journal.Journal;

/**
 * Which of the servers that the gateway works with answer. Each change is an entry of the journal: {@code database_down},
 * {@code redis_up} and so on; the first answer after the start is none. Thread-safe; what is told over and over costs a look.
 */
public final class NeighbourHealth {

    /** So many statements in a row that fail are no statement's fault. */
    private static final int FAILURES = 3;

    /** Nor are two, with no better one for so long in between: an idle gateway has few. */
    private static final long FAILING = Duration.ofSeconds(1).toNanos();

    private final Journal journal;
    private final LongSupplier nanos;
    private final ConcurrentMap<Neighbour, NeighbourState> states = new ConcurrentHashMap<>();
    private final ConcurrentMap<Neighbour, Long> downSince = new ConcurrentHashMap<>();
    private volatile @Nullable Duration lastStatement;
    private volatile boolean failing;
    /** Both are for whoever holds the lock. */
    private int failures;

    private long failingSinceNanos;

    /**
     * Makes a view in which nobody has been asked for anything yet.
     *
     * @param journal told of each change
     * @param used the servers that are configured
     * @param nanos a clock as {@link System#nanoTime()}
     */
    public NeighbourHealth(Journal journal, Set<Neighbour> used, LongSupplier nanos) {
        this.journal = journal;
        this.nanos = nanos;
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
        return new NeighbourHealth(Journal.unread(), Set.of(), System::nanoTime);
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
        down(neighbour, why, Duration.ZERO);
    }

    private void down(Neighbour neighbour, @Nullable String why, Duration ago) {
        if (state(neighbour) != NeighbourState.DOWN
                && states.put(neighbour, NeighbourState.DOWN) != NeighbourState.DOWN) {
            downSince.put(
                    neighbour,
                    journal.system(
                            neighbour.tag() + "_down",
                            neighbour.called() + " does not answer" + (why == null ? "." : ": " + why),
                            ago));
        }
    }

    /**
     * The database did a statement.
     *
     * @param took how long that took, in nanoseconds
     */
    public void statementDone(long took) {
        lastStatement = Duration.ofNanos(took);
        if (failing) {
            synchronized (this) {
                failing = false;
                failures = 0;
            }
        }
        up(Neighbour.DATABASE);
    }

    /**
     * The database did not do a statement. One that fails among others that do not says nothing against the database.
     *
     * @param why the reason in words
     */
    public void statementFailed(String why) {
        boolean down;
        // What is an outage by now was one when its first statement failed: the log has said so then.
        Duration ago;
        synchronized (this) {
            long now = nanos.getAsLong();
            if (!failing) {
                failing = true;
                failingSinceNanos = now;
            }
            failures++;
            down = failures >= FAILURES || now - failingSinceNanos >= FAILING;
            ago = Duration.ofNanos(now - failingSinceNanos);
        }
        if (down) {
            down(Neighbour.DATABASE, why, ago);
        }
    }
}
