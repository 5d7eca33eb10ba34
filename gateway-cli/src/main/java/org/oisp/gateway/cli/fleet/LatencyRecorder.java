package org.oisp.gateway.cli.fleet;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Records times in microseconds, to three significant digits, up to one hour. Thread-safe. */
final class LatencyRecorder {

    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 3;

    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);
    private final Histogram total = new Histogram(LONGEST_MICROS, DIGITS);

    void record(long nanos) {
        recorder.recordValue(Math.min(LONGEST_MICROS, Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos))));
    }

    /** Returns the percentiles of the times recorded since the last call of this or {@link #all()}. */
    synchronized Percentiles recent() {
        Histogram since = recorder.getIntervalHistogram();
        total.add(since);
        return Percentiles.of(since);
    }

    /** Returns the percentiles of all recorded times. */
    synchronized Percentiles all() {
        total.add(recorder.getIntervalHistogram());
        return Percentiles.of(total);
    }
}
