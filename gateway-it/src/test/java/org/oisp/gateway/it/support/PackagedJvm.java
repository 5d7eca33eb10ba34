package org.oisp.gateway.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM with the packaged gateway on its class path. Tests start many for some seconds each, most of which would be spent loading and
 * compiling classes. So they share a class data archive, as {@code ./gateway serve} does, and use the quick compiler only.
 */
final class PackagedJvm {

    static final String MAIN = "org.oisp.gateway.cli.GatewayMain";

    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private static final Path ARCHIVE = archive();

    private PackagedJvm() {}

    /** Returns the command line up to the system properties, the main class and the arguments. */
    static List<String> command(List<String> more) {
        List<String> command = bare(more);
        command.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        return command;
    }

    private static List<String> bare(List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        List<String> classPath = new ArrayList<>(List.of(jar().toString(), GatewayProcess.TARGET + "/lib/*"));
        classPath.addAll(more);
        command.addAll(List.of("-cp", String.join(":", classPath)));
        return command;
    }

    private static Path jar() {
        try (var files = Files.list(GatewayProcess.TARGET)) {
            return files.filter(file -> file.getFileName().toString().matches("gateway-cli-.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns the archive; the first test JVM of a build creates it. If that fails the file is empty, which every JVM ignores. */
    private static Path archive() {
        Path target = Path.of(System.getProperty("gateway.home"), "gateway-it", "target");
        Path archive = target.resolve("classes.jsa");
        try {
            Files.createDirectories(target);
            try (FileChannel channel = FileChannel.open(
                            target.resolve("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!Files.exists(archive)
                        || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar())) < 0) {
                    make(archive);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        return archive;
    }

    private static void make(Path archive) throws IOException, InterruptedException {
        Path unfinished = archive.resolveSibling("classes.new");
        Files.deleteIfExists(unfinished);
        List<String> command = bare(List.of());
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + unfinished, MAIN, "rehearse"));
        ProcessBuilder rehearsal =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        rehearsal.environment().keySet().removeIf(name -> name.startsWith("OISP_") || name.startsWith("GATEWAY_"));
        int status = rehearsal.start().waitFor();
        if (status != 0 || !Files.exists(unfinished)) {
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished);
        }
        Files.move(unfinished, archive, StandardCopyOption.REPLACE_EXISTING);
    }
}
