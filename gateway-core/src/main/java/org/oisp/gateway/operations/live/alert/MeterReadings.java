package org.oisp.gateway.operations.live.alert;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The meters' current values, and the counters' values within the last hour. Not thread-safe; confined to the sampling thread. */
final class MeterReadings {

    /** The longest period that a condition covers. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final String BOUND = "gateway.bound";
    private static final String REPLICAS = "gateway.replicas";

    /** The tags whose values conditions select. */
    private static final List<String> OUTCOMES = List.of("outcome", "reason");

    private final MeterRegistry meters;
    private final Map<Meter.Id, Integer> places = new HashMap<>();
    private final Deque<MeterReading> kept = new ArrayDeque<>();
    private final long startedMillis;
    private MeterReading newest;

    MeterReadings(MeterRegistry meters, long nowMillis) {
        this.meters = meters;
        this.startedMillis = nowMillis;
        this.newest = new MeterReading(nowMillis, new double[0], Double.NaN);
    }

    /** The counts, by the index of their meter, and the number of replicas that answered. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and private to this class
    private record MeterReading(long atMillis, double[] counts, double replicas) {
        double count(int place) {
            return place < counts.length ? counts[place] : 0;
        }
    }

    /** Reads all counters. */
    void read(long nowMillis) {
        double[] counts = new double[places.size()];
        for (Meter meter : meters.getMeters()) {
            if (!counts(meter)) {
                continue;
            }
            int place = places.computeIfAbsent(meter.getId(), id -> places.size());
            if (place >= counts.length) {
                counts = Arrays.copyOf(counts, place + 1);
            }
            counts[place] = count(meter);
        }
        newest = new MeterReading(nowMillis, counts, gauge(REPLICAS));
        kept.addLast(newest);
        while (kept.size() > 1 && nowMillis - kept.getFirst().atMillis > KEPT.toMillis()) {
            kept.removeFirst();
        }
    }

    private static boolean counts(Meter meter) {
        return switch (meter.getId().getType()) {
            case COUNTER, TIMER -> true;
            default -> false;
        };
    }

    private static double count(Meter meter) {
        for (Measurement measurement : meter.measure()) {
            if (measurement.getStatistic() == Statistic.COUNT) {
                return measurement.getValue();
            }
        }
        return 0;
    }

    /** Returns a gauge's value; NaN, for which every comparison is false, if there is no such gauge. */
    double gauge(String name) {
        Gauge gauge = meters.find(name).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    /** Returns the lowest value of the gauges with that name, which differ in a tag; NaN if there is none. */
    double lowest(String name) {
        return meters.find(name).gauges().stream()
                .mapToDouble(Gauge::value)
                .min()
                .orElse(Double.NaN);
    }

    double bound(String setting) {
        Gauge gauge = meters.find(BOUND).tag("setting", setting).gauge();
        double bound = gauge == null ? 0 : gauge.value();
        return bound > 0 ? bound : Double.NaN;
    }

    /** Returns the increase of a counter, for the given outcomes or reasons; for all if none is given. */
    double increase(String name, Duration window, String... outcomes) {
        MeterReading before = before(window);
        double grown = 0;
        for (Map.Entry<Meter.Id, Integer> one : places.entrySet()) {
            if (one.getKey().getName().equals(name) && isMeant(one.getKey(), outcomes)) {
                grown += newest.count(one.getValue()) - (before == null ? 0 : before.count(one.getValue()));
            }
        }
        return grown;
    }

    /** Returns a counter's value since the start. */
    double total(String name) {
        return places.entrySet().stream()
                .filter(one -> one.getKey().getName().equals(name))
                .mapToDouble(one -> newest.count(one.getValue()))
                .sum();
    }

    /** Returns whether these outcomes exceed a share of all. */
    boolean share(double max, String name, Duration window, String... outcomes) {
        double all = increase(name, window);
        return all > 0 && increase(name, window, outcomes) / all > max;
    }

    /** Returns whether a time, in seconds since 1970, is less than {@code soon} ahead or has passed; false if it is 0. */
    boolean endsWithin(String name, Duration soon) {
        double ends = gauge(name);
        return ends > 0 && ends - newest.atMillis / 1_000.0 < soon.toSeconds();
    }

    double mostReplicas() {
        return kept.stream().mapToDouble(MeterReading::replicas).max().orElse(Double.NaN);
    }

    boolean isOlderThan(Duration age) {
        return newest.atMillis - startedMillis >= age.toMillis();
    }

    private static boolean isMeant(Meter.Id id, String... outcomes) {
        if (outcomes.length == 0) {
            return true;
        }
        for (Tag tag : id.getTagsAsIterable()) {
            if (OUTCOMES.contains(tag.getKey())) {
                return Arrays.asList(outcomes).contains(tag.getValue());
            }
        }
        return false;
    }

    /** Returns the oldest reading within the window; null if the gateway started within it, when all counts belong to the window. */
    private @Nullable MeterReading before(Duration window) {
        long from = newest.atMillis - window.toMillis();
        if (startedMillis >= from) {
            return null;
        }
        for (MeterReading meterReading : kept) {
            if (meterReading.atMillis >= from) {
                return meterReading;
            }
        }
        return newest;
    }
}
