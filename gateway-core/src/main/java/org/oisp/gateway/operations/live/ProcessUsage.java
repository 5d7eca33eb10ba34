package org.oisp.gateway.operations.live;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.function.LongSupplier;

/** Measures the CPU and heap usage of this process. Not thread-safe; confined to the sampling thread. */
final class ProcessUsage {

    private final Runtime runtime = Runtime.getRuntime();
    private final LongSupplier cpuNanos;
    private long cpuBefore;

    /** Measures the current process. */
    ProcessUsage() {
        this(cpuOfProcess());
    }

    ProcessUsage(LongSupplier cpuNanos) {
        this.cpuNanos = cpuNanos;
        this.cpuBefore = cpuNanos.getAsLong();
    }

    /**
     * The use of the heap.
     *
     * @param used bytes in use, including garbage that is not collected yet
     * @param max the maximum number of bytes
     */
    record Heap(long used, long max) {}

    Heap heap() {
        return new Heap(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory());
    }

    /** Returns the share of all processors, from 0 to 1, that was used since the last call, {@code sinceNanos} ago. */
    double cpu(long sinceNanos) {
        long now = cpuNanos.getAsLong();
        double share = (double) (now - cpuBefore) / Math.max(sinceNanos, 1) / runtime.availableProcessors();
        cpuBefore = now;
        return Math.max(0, Math.min(share, 1));
    }

    private static LongSupplier cpuOfProcess() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        // All common JVMs implement this interface; on others the usage is 0.
        return system instanceof com.sun.management.OperatingSystemMXBean process
                ? process::getProcessCpuTime
                : () -> 0;
    }
}
