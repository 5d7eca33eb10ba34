package org.oisp.gateway.cli.fleet;

import org.HdrHistogram.Histogram;

/**
 * The distribution of measured times, in microseconds.
 *
 * @param count number of times
 * @param p50 the median
 * @param p90 the 90th percentile
 * @param p99 the 99th percentile
 * @param p999 the 99.9th percentile
 * @param p9999 the 99.99th percentile
 * @param max the maximum
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
