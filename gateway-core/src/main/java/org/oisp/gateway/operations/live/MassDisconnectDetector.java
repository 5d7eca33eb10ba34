package org.oisp.gateway.operations.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.oisp.gateway.telemetry.journal.Journal;

/** Reports when many devices disconnect within a minute, and when they are back. Not thread-safe; confined to the sampling thread. */
final class MassDisconnectDetector {

    /** Fleets smaller than this are not reported, because such numbers vary normally. */
    private static final int MANY = 10;

    private static final long WINDOW = Duration.ofMinutes(1).toMillis();

    /** After this time the lower number of devices counts as normal. */
    private static final long FORGOTTEN = Duration.ofHours(1).toMillis();

    private final Journal journal;
    private final LiveEvents events;
    private final Deque<Seen> seen = new ArrayDeque<>();
    /** The number of devices before the loss; 0 while no loss is reported. */
    private int before;

    private int toldLeft;
    private long toldMillis;

    MassDisconnectDetector(Journal journal, LiveEvents events) {
        this.journal = journal;
        this.events = events;
    }

    private record Seen(long atMillis, int devices) {}

    void check(Sample sample) {
        if (sample.gauges().draining()) {
            seen.clear();
            before = 0;
            return;
        }
        int devices = sample.gauges().devices();
        int last = seen.isEmpty() ? devices : seen.getLast().devices();
        seen.addLast(new Seen(sample.at(), devices));
        while (sample.at() - seen.getFirst().atMillis() > WINDOW) {
            seen.removeFirst();
        }
        if (before > 0) {
            lookAgain(sample.at(), devices);
            return;
        }
        Seen max = seen.getFirst();
        for (Seen one : seen) {
            max = one.devices() >= max.devices() ? one : max;
        }
        // While devices are still disconnecting it is too early to report how many are left.
        if (max.devices() >= MANY && devices * 2 <= max.devices() && (devices == 0 || devices >= last)) {
            before = max.devices();
            gone(sample.at(), devices, Duration.ofMillis(sample.at() - max.atMillis()));
        }
    }

    private void lookAgain(long atMillis, int devices) {
        if (devices * 10L >= before * 9L) {
            tell("devices_up", devices + " devices are connected again; before it were " + before + " before.");
            before = 0;
            seen.clear();
        } else if (devices == 0 && toldLeft > 0) {
            gone(atMillis, 0, Duration.ofMillis(atMillis - toldMillis));
        } else if (atMillis - toldMillis > FORGOTTEN) {
            before = 0;
        }
    }

    private void gone(long atMillis, int count, Duration within) {
        toldLeft = count;
        toldMillis = atMillis;
        tell(
                "devices_down",
                "Of " + before + " devices " + (count == 0 ? "none is connected any more" : count + " are left")
                        + ": " + (count == 0 ? "all" : "the others") + " have left within "
                        + Math.max(1, within.toSeconds())
                        + " s.");
    }

    private void tell(String tag, String text) {
        journal.system(tag, text);
        events.fleet(tag, text);
    }
}
