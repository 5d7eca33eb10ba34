package org.oisp.gateway.compare;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/** Measures CPU, garbage and retained heap in the calling process. */
public final class Gauges {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM_UP_NANOS = 1_500_000_000L;
    private static final int ROUNDS = 9;
    private static final long ROUND_NANOS = 100_000_000L;
    private static final int RETAINED = 10_000;
    private static final long REFERENCE_BYTES = 4;
    /** Less than a byte of each object. */
    private static final long SETTLED_BYTES = 5_000;

    private Gauges() {}

    /**
     * Puts the CPU time and the allocated bytes of one operation into the figures: the median of several rounds. Counts this thread only, so
     * neither the compilers nor the collector, nor what other processes do.
     *
     * @param what the operation's name
     * @param work does the operation so many times
     */
    public static void cost(Map<String, Double> figures, String what, LongConsumer work) {
        long times = 16;
        long warmUntil = THREADS.getCurrentThreadCpuTime() + WARM_UP_NANOS;
        while (THREADS.getCurrentThreadCpuTime() < warmUntil) {
            long begun = THREADS.getCurrentThreadCpuTime();
            work.accept(times);
            if (THREADS.getCurrentThreadCpuTime() - begun < ROUND_NANOS) {
                times *= 2;
            }
        }
        double[] nanos = new double[ROUNDS];
        double[] bytes = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long begun = THREADS.getCurrentThreadCpuTime();
            work.accept(times);
            nanos[round] = (double) (THREADS.getCurrentThreadCpuTime() - begun) / times;
            bytes[round] = (double) (THREADS.getCurrentThreadAllocatedBytes() - allocated) / times;
        }
        java.util.Arrays.sort(nanos);
        java.util.Arrays.sort(bytes);
        figures.put("CPU " + what + ", ns", nanos[ROUNDS / 2]);
        figures.put("garbage " + what + ", bytes", bytes[ROUNDS / 2]);
    }

    /**
     * Returns the heap that one of 10,000 objects keeps, with all that only it refers to.
     *
     * @param make makes the object of a number
     * @throws InterruptedException if the thread is interrupted
     */
    public static double retained(IntFunction<Object> make) throws InterruptedException {
        // Once for nothing: loads the classes, and lets caches grow.
        Object[] first = all(make);
        long before = used();
        Object[] all = all(make);
        long after = used() - REFERENCE_BYTES * RETAINED;
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(all);
        return (double) (after - before) / RETAINED;
    }

    /** Returns the CPU time that all Java threads of the process have used so far, in ns; not the compilers' and the collector's. */
    public static long cpuOfAllThreads() {
        long sum = 0;
        for (long thread : THREADS.getAllThreadIds()) {
            sum += Math.max(0, THREADS.getThreadCpuTime(thread));
        }
        return sum;
    }

    private static Object[] all(IntFunction<Object> make) {
        Object[] all = new Object[RETAINED];
        for (int i = 0; i < RETAINED; i++) {
            all[i] = make.apply(i);
        }
        return all;
    }

    /** Returns the bytes in use, once no collection frees more: what a cleaner lets go is freed by the next one. */
    private static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int settled = 0; settled < 5; ) {
            System.gc();
            Thread.sleep(20);
            long now = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            settled = now < least - SETTLED_BYTES ? 0 : settled + 1;
            least = Math.min(least, now);
        }
        return least;
    }
}
