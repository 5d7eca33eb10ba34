package org.oisp.gateway.operations.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.oisp.gateway.telemetry.journal.Journal;

/** Says so when many devices leave within a minute, and when they are back. For one thread. */
final class MassDisconnectDetector {

    /** Fewer devices than this come and go by themselves. */
    private static final int MANY = 10;

    private static final long WINDOW = Duration.ofMinutes(1).toMillis();

    /** Whoever is not back by then does not come back: the smaller number is what is normal. */
    private static final long FORGOTTEN = Duration.ofHours(1).toMillis();

    private final Journal journal;
    private final LiveEvents events;
    private final Deque<Seen> seen = new ArrayDeque<>();
    /** How many there were before they left; 0 while nothing is told that is not over. */
    private int before;

    private int toldLeft;
    private long toldMillis;

    MassDisconnectDetector(Journal journal, LiveEvents events) {
        this.journal = journal;
        this.events = events;
    }

    private record Seen(long atMillis, int devices) {}

    void look(Sample sample) {
        if (sample.draining()) {
            seen.clear();
            before = 0;
            return;
        }
        int devices = sample.devices();
        int last = seen.isEmpty() ? devices : seen.getLast().devices();
        seen.addLast(new Seen(sample.at(), devices));
        while (sample.at() - seen.getFirst().atMillis() > WINDOW) {
            seen.removeFirst();
        }
        if (before > 0) {
            lookAgain(sample.at(), devices);
            return;
        }
        Seen most = seen.getFirst();
        for (Seen one : seen) {
            most = one.devices() >= most.devices() ? one : most;
        }
        // While they still leave it is too early to say how many are left.
        if (most.devices() >= MANY && devices * 2 <= most.devices() && (devices == 0 || devices >= last)) {
            before = most.devices();
            gone(sample.at(), devices, Duration.ofMillis(sample.at() - most.atMillis()));
        }
    }

    private void lookAgain(long atMillis, int devices) {
        if (devices * 10L >= before * 9L) {
            tell("devices_up", devices + " devices are connected again; there were " + before + " before.");
            before = 0;
            seen.clear();
        } else if (devices == 0 && toldLeft > 0) {
            gone(atMillis, 0, Duration.ofMillis(atMillis - toldMillis));
        } else if (atMillis - toldMillis > FORGOTTEN) {
            before = 0;
        }
    }

    private void gone(long atMillis, int left, Duration within) {
        toldLeft = left;
        toldMillis = atMillis;
        tell(
                "devices_down",
                "Of " + before + " devices " + (left == 0 ? "none is connected any more" : left + " are left")
                        + ": " + (left == 0 ? "all" : "the others") + " have left within "
                        + Math.max(1, within.toSeconds())
                        + " s.");
    }

    private void tell(String tag, String text) {
        journal.system(tag, text);
        events.fleet(tag, text);
    }
}
