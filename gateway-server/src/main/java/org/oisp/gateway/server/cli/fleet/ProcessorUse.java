package org.oisp.gateway.server.cli.fleet;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** What this process takes of the machine, since a moment. */
final class ProcessorUse {

    private final long cpuAt;
    private final long wallAt;
    private final long collectingAt;

    private ProcessorUse(long cpuAt, long wallAt, long collectingAt) {
        this.cpuAt = cpuAt;
        this.wallAt = wallAt;
        this.collectingAt = collectingAt;
    }

    /** Begins to measure. Of several only the last that began tells the machine's load from its beginning on. */
    static ProcessorUse begin() {
        machineLoad();
        return new ProcessorUse(cpu(), System.nanoTime(), collecting());
    }

    /**
     * What was used since the beginning.
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

    /** Cores that this process kept busy since the beginning. */
    double cores() {
        return (cpu() - cpuAt) / (double) Math.max(1, System.nanoTime() - wallAt);
    }

    private static long cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /** The machine's load since this was asked last; negative if the system does not tell. */
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
     * What was used.
     *
     * @param busy cores that this process kept busy, on average
     * @param cores cores that there are
     * @param machine the share of all cores that was busy, by whoever, from 0 to 1; negative if that is not known
     * @param collecting milliseconds that this process stood still to collect garbage
     */
    record Used(double busy, int cores, double machine, long collecting) {}
}
