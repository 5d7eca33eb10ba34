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
 * @param heapBytes the heap in use
 * @param directBytes what Netty's allocators hold
 * @param gauges the gateway's own gauges, by name and tags
 */
public record HeldResources(
        Map<String, Long> files,
        Map<String, Long> threads,
        double heapBytes,
        double directBytes,
        Map<String, Double> gauges) {

    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    private static final Pattern POOLS = Pattern.compile(
            "(C[12] CompilerThread|GC Thread|G1 |Attach Listener|VM |ForkJoinPool|boundedElastic-\\d).*");

    static HeldResources of(long pid, URI management) {
        try {
            jcmd(pid, "GC.run");
            String meters = Scrape.text(management);
            return new HeldResources(
                    files(pid),
                    threads(jcmd(pid, "Thread.print")),
                    sum(meters, "jvm_memory_used_bytes{area=\"heap\""),
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
