package org.oisp.gateway.it.deploy;

import static org.oisp.gateway.it.deploy.DeployFiles.CHART;
import static org.oisp.gateway.it.deploy.DeployFiles.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies of the chart that show what Helm's library does not: it renders no hooks, and of an installation it tells only the notes. */
final class ChartCopy {

    static final Path TEST = Path.of("templates/tests/reachable.yaml");
    static final String HOOK = "    helm.sh/hook: test\n";

    private static final Path NOTES = Path.of("templates/NOTES.txt");
    private static final Path SET = Path.of("templates/statefulset.yaml");

    private ChartCopy() {}

    /** Returns a chart whose test is no hook. */
    static Path withoutHook() {
        Path copy = copy();
        write(copy.resolve(TEST), text(CHART.resolve(TEST)).replace(HOOK, ""));
        return copy;
    }

    /** Returns a chart whose notes are its StatefulSet. */
    static Path whoseNotesAreTheSet() {
        Path copy = copy();
        write(copy.resolve(NOTES), text(CHART.resolve(SET)));
        return copy;
    }

    private static Path copy() {
        try (Stream<Path> files = Files.walk(CHART)) {
            Path copy = Files.createTempDirectory("chart");
            List<Path> all = files.toList();
            for (Path file : all) {
                Path target = copy.resolve(CHART.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
                // In the order of deletion: the last is deleted first.
                target.toFile().deleteOnExit();
            }
            return copy;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
