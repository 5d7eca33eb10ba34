package org.oisp.gateway.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a gateway's process holds, after a garbage collection.
 *
 * @param files its open files; empty where there is no {@code /proc}
 * @param threads how many of its threads have a name, by the name without numbers
 * @param heapBytes the bytes of all reachable objects on the heap, by class
 * @param directBytes what Netty's allocators hold
 * @param gauges the gateway's own gauges, by name and tags
 */
public record HeldResources(
        Map<String, Long> files,
        Map<String, Long> threads,
        Map<String, Long> heapBytes,
        double directBytes,
        Map<String, Double> gauges) {

    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    private static final Pattern POOLS = Pattern.compile(
            "(C[12] CompilerThread|GC Thread|G1 |Attach Listener|VM |ForkJoinPool|boundedElastic-\\d).*");

    private static final Pattern LINE_OF_CLASS = Pattern.compile("\\d+:\\s+\\d+\\s+\\d+\\s");
    private static final int GROWTH_LINES = 12;

    static HeldResources of(long pid, URI management) {
        try {
            // Collects garbage before it counts.
            Map<String, Long> heap = heap(jcmd(pid, "GC.class_histogram"));
            String meters = Scrape.text(management);
            return new HeldResources(
                    files(pid),
                    threads(jcmd(pid, "Thread.print")),
                    heap,
                    sum(meters, "netty_allocator_memory_used"),
                    gauges(meters));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String jcmd(long pid, String command) throws IOException {
        Process process = new ProcessBuilder(JCMD.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(command + ": " + output);
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        return output;
    }

    /** Each line is rank, instances, bytes, class, and perhaps the module. */
    private static Map<String, Long> heap(String histogram) {
        return histogram
                .lines()
                .map(String::strip)
                .filter(line -> LINE_OF_CLASS.matcher(line).lookingAt())
                .map(line -> line.split("\\s+"))
                .collect(Collectors.toMap(
                        parts -> parts[3], parts -> Long.parseLong(parts[2]), Long::sum, TreeMap::new));
    }

    /** Returns the bytes of all reachable objects. */
    public long heapTotal() {
        return heapBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the classes whose objects take more memory than before, those with the largest difference first. */
    public String growthSince(HeldResources before) {
        return heapBytes.entrySet().stream()
                .map(each ->
                        Map.entry(each.getKey(), each.getValue() - before.heapBytes.getOrDefault(each.getKey(), 0L)))
                .filter(each -> each.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(GROWTH_LINES)
                .map(each -> each.getKey() + " +" + each.getValue())
                .collect(Collectors.joining(", "));
    }

    /** By their kind: a socket's name has its number in it. */
    private static Map<String, Long> files(long pid) throws IOException {
        Path directory = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isDirectory(directory)) {
            return Map.of();
        }
        try (Stream<Path> open = Files.list(directory)) {
            return open.map(HeldResources::kind)
                    .filter(kind -> !kind.isEmpty())
                    .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
        }
    }

    private static String kind(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().replaceAll("\\d+", "N");
        } catch (IOException closed) {
            return "";
        }
    }

    /** Without those of pools that grow and shrink with the work, of the JVM and of Reactor. */
    private static Map<String, Long> threads(String dump) {
        return dump.lines()
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.indexOf('"', 1)))
                .filter(name -> !POOLS.matcher(name).matches())
                .map(name -> name.replaceAll("\\d+", "N"))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    private static double sum(String meters, String prefix) {
        return meters.lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(HeldResources::value)
                .sum();
    }

    private static Map<String, Double> gauges(String meters) {
        Set<String> names = meters.lines()
                .filter(line -> line.startsWith("# TYPE gateway_") && line.endsWith(" gauge"))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toSet());
        return meters.lines()
                .filter(line -> names.contains(line.split("[{ ]", 2)[0]))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        HeldResources::value,
                        (one, other) -> other,
                        TreeMap::new));
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
