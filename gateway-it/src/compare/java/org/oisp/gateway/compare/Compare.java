package org.oisp.gateway.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.oisp.gateway.auth.BatchComparison;
import org.oisp.gateway.server.socket.BrokenFrames;
import org.oisp.gateway.server.socket.FrameComparison;
import org.oisp.gateway.server.socket.TimerComparison;
import org.oisp.gateway.session.HandOverComparison;

/**
 * Runs a comparison: the variants in turns, each in a process of its own, so that no variant is compiled for what another one did. Prints the
 * median of each figure, and behind it the median of its ratios to the gateway's own part in the same turn.
 */
public final class Compare {

    private static final Map<String, Supplier<Comparison>> COMPARISONS = Map.of(
            "timers", TimerComparison::new,
            "frames", FrameComparison::new,
            "handover", HandOverComparison::new,
            "batches", BatchComparison::new);

    private static final int TURNS = 5;
    private static final String FIGURE = "figure ";
    private static final int NAME_WIDTH = 30;

    private Compare() {}

    /**
     * Compares.
     *
     * @param args the comparison's name and the number of turns; with {@code measure} and a variant in place of the number: measures it here;
     *     or {@code broken-frames}
     * @throws Exception if a variant could not be measured
     */
    public static void main(String... args) throws Exception {
        if (args.length == 1 && args[0].equals("broken-frames")) {
            BrokenFrames.print();
            System.exit(0);
        }
        Supplier<Comparison> known = args.length == 0 ? null : COMPARISONS.get(args[0]);
        if (known == null) {
            System.err.println(
                    "Say what to compare: " + COMPARISONS.keySet() + " and in how many turns, or broken-frames.");
            System.exit(2);
            return;
        }
        if (args.length == 3) {
            known.get().measure(args[2]).forEach((name, value) -> System.out.println(FIGURE + name + "=" + value));
            System.exit(0);
        }
        inTurns(args[0], known.get().variants(), args.length == 2 ? Integer.parseInt(args[1]) : TURNS);
    }

    private static void inTurns(String comparison, List<String> variants, int turns)
            throws IOException, InterruptedException {
        Map<String, Map<String, Map<Integer, Double>>> figures = new LinkedHashMap<>();
        long[] before = ticks();
        for (int turn = 0; turn < turns; turn++) {
            int now = turn;
            for (String variant : variants) {
                fork(comparison, variant)
                        .forEach((name, value) -> figures.computeIfAbsent(name, any -> new LinkedHashMap<>())
                                .computeIfAbsent(variant, any -> new LinkedHashMap<>())
                                .put(now, value));
            }
        }
        long[] after = ticks();
        figures.forEach((name, ofVariants) -> print(name, variants, ofVariants));
        System.out.printf(
                Locale.ROOT,
                "%nMedians of %d turns; x: the median ratio to %s. Machine: %.0f %% busy, %.1f %% stolen; load now %s%n",
                turns,
                variants.get(0),
                share(before, after, 0),
                share(before, after, 1),
                Files.exists(Path.of("/proc/loadavg"))
                        ? Files.readString(Path.of("/proc/loadavg")).strip()
                        : "unknown");
    }

    private static Map<String, Double> fork(String comparison, String variant)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:NewSize=48m",
                        "-XX:MaxNewSize=48m",
                        "-Dio.netty.leakDetection.level=disabled",
                        "-Dio.netty.jfr.enabled=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Compare.class.getName(),
                        comparison,
                        "measure",
                        variant)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Double> figures = new LinkedHashMap<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int equals = line.lastIndexOf('=');
                if (line.startsWith(FIGURE) && equals > 0) {
                    figures.put(line.substring(FIGURE.length(), equals), Double.valueOf(line.substring(equals + 1)));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException(variant + " could not be measured");
        }
        return figures;
    }

    private static void print(String name, List<String> variants, Map<String, Map<Integer, Double>> ofVariants) {
        System.out.println("\n" + name);
        Map<Integer, Double> own = ofVariants.getOrDefault(variants.get(0), Map.of());
        for (String variant : variants) {
            // A turn in which a variant failed has no figure.
            Map<Integer, Double> values = ofVariants.getOrDefault(variant, Map.of());
            if (values.isEmpty()) {
                continue;
            }
            List<Double> ratios = new ArrayList<>();
            values.forEach((turn, value) -> {
                if (own.getOrDefault(turn, 0.0) >= 1) {
                    ratios.add(value / own.get(turn));
                }
            });
            System.out.printf(
                    Locale.ROOT,
                    "  %-" + NAME_WIDTH + "s %,12.1f  x %.2f  (%,.1f to %,.1f, %d turns)%n",
                    variant,
                    median(values.values()),
                    ratios.isEmpty() ? Double.NaN : median(ratios),
                    values.values().stream().min(Double::compare).orElse(Double.NaN),
                    values.values().stream().max(Double::compare).orElse(Double.NaN),
                    values.size());
        }
    }

    private static double median(Collection<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Returns the machine's ticks: used, stolen, all. Zeros where there is no /proc/stat. */
    private static long[] ticks() throws IOException {
        Path stat = Path.of("/proc/stat");
        if (!Files.exists(stat)) {
            return new long[3];
        }
        String[] cpu = Files.readAllLines(stat).get(0).split(" +");
        long all = 0;
        for (int i = 1; i <= 8; i++) {
            all += Long.parseLong(cpu[i]);
        }
        long idle = Long.parseLong(cpu[4]) + Long.parseLong(cpu[5]);
        return new long[] {all - idle, Long.parseLong(cpu[8]), all};
    }

    private static double share(long[] before, long[] after, int which) {
        return 100.0 * (after[which] - before[which]) / Math.max(1, after[2] - before[2]);
    }
}
