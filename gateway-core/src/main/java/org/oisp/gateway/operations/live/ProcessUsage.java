package org.oisp.gateway.operations.live;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.function.LongSupplier;

/** What this process takes of its machine. For one thread. */
final class ProcessUsage {

    private final Runtime runtime = Runtime.getRuntime();
    private final LongSupplier cpuNanos;
    private long cpuBefore;

    /** Of this process. */
    ProcessUsage() {
        this(cpuOfProcess());
    }

    ProcessUsage(LongSupplier cpuNanos) {
        this.cpuNanos = cpuNanos;
        this.cpuBefore = cpuNanos.getAsLong();
    }

    /**
     * The memory that objects take.
     *
     * @param used bytes of them, with those that nobody needs any more
     * @param max bytes that there may be
     */
    record Heap(long used, long max) {}

    Heap heap() {
        return new Heap(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory());
    }

    /** The share of all processors since the last time that this was asked, from 0 to 1; so many nanoseconds ago. */
    double cpu(long sinceNanos) {
        long now = cpuNanos.getAsLong();
        double share = (double) (now - cpuBefore) / Math.max(sinceNanos, 1) / runtime.availableProcessors();
        cpuBefore = now;
        return Math.max(0, Math.min(share, 1));
    }

    private static LongSupplier cpuOfProcess() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        // Every JVM that there is; another shows none.
        return system instanceof com.sun.management.OperatingSystemMXBean process
                ? process::getProcessCpuTime
                : () -> 0;
    }
}
