package org.oisp.gateway.cli.fleet;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** Measures the CPU use of this process and of the machine, from a given moment. */
final class ProcessorUse {

    private final long cpuAt;
    private final long wallAt;
    private final long collectingAt;

    private ProcessorUse(long cpuAt, long wallAt, long collectingAt) {
        this.cpuAt = cpuAt;
        this.wallAt = wallAt;
        this.collectingAt = collectingAt;
    }

    /**
     * Begins to measure. The JVM reports the machine's load since the previous query, so only the latest measurement covers it from its
     * beginning.
     */
    static ProcessorUse begin() {
        machineLoad();
        return new ProcessorUse(cpu(), System.nanoTime(), collecting());
    }

    /**
     * Measures what was used since the beginning. Ends the measurement of the machine's load.
     *
     * @return the use of this process and of the machine
     */
    Used used() {
        double wall = Math.max(1, System.nanoTime() - wallAt);
        return new Used(
                (cpu() - cpuAt) / wall,
                Runtime.getRuntime().availableProcessors(),
                machineLoad(),
                collecting() - collectingAt);
    }

    /** Returns the average number of cores that this process kept busy since the beginning. */
    double cores() {
        return (cpu() - cpuAt) / (double) Math.max(1, System.nanoTime() - wallAt);
    }

    private static long cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /** Returns the machine's load since the previous call; negative if the system does not report it. */
    private static double machineLoad() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getCpuLoad()
                : -1;
    }

    private static long collecting() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /**
     * The CPU use since the beginning.
     *
     * @param busy cores that this process kept busy, on average
     * @param cores number of cores
     * @param machine share of all cores that was busy, in all processes, from 0 to 1; negative if not known
     * @param collecting garbage collection pauses of this process in milliseconds
     */
    record Used(double busy, int cores, double machine, long collecting) {}
}
