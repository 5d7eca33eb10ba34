package org.oisp.gateway.server.cli.fleet;

import org.HdrHistogram.Histogram;

/**
 * How times are distributed, in microseconds.
 *
 * @param count how many times there are
 * @param p50 half of them are at most this
 * @param p90 90 % of them are
 * @param p99 99 % of them are
 * @param p999 99.9 % of them are
 * @param p9999 99.99 % of them are
 * @param max all of them are
 */
public record Percentiles(long count, long p50, long p90, long p99, long p999, long p9999, long max) {

    static Percentiles of(Histogram times) {
        return new Percentiles(
                times.getTotalCount(),
                times.getValueAtPercentile(50),
                times.getValueAtPercentile(90),
                times.getValueAtPercentile(99),
                times.getValueAtPercentile(99.9),
                times.getValueAtPercentile(99.99),
                times.getMaxValue());
    }
}
