package org.oisp.gateway.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A checkout with the script {@code ./gateway} and no code, a Java that prints how it was called, and a Maven that counts its builds. */
public final class LauncherCheckout {

    private static final Path SCRIPT = Path.of(System.getProperty("gateway.home"), "gateway");

    private static final List<String> MODULES =
            List.of("gateway-core", "gateway-client", "gateway-server", "gateway-cli");

    /** The POM files whose changes the script detects. */
    public static final List<String> POMS = Stream.concat(
                    Stream.of("pom.xml"), MODULES.stream().map(module -> module + "/pom.xml"))
            .toList();

    private final Path directory;
    private final Path home;
    private final Path tools;
    private String path;

    /** Creates a checkout that has not been built. */
    public LauncherCheckout(Path directory) throws IOException {
        this.directory = directory;
        home = Files.createDirectories(directory.resolve("a checkout"));
        for (String file : POMS) {
            Files.createDirectories(file(file).getParent());
            Files.writeString(file(file), "<project/>");
        }
        for (String module : MODULES) {
            Files.createDirectories(file(module + "/src/main"));
        }
        Files.copy(SCRIPT, file("gateway"));
        executable(file("gateway"));
        tools = Files.createDirectories(directory.resolve("tools"));
        path = tools + ":" + System.getenv("PATH");
        tool("java", "printf '%s\\n' \"$@\"");
        tool("mvn", """
                echo built >> "$BUILDS"
                mkdir -p gateway-cli/target/lib gateway-cli/target/lib-dev
                [ -e gateway-cli/target/gateway-cli-1.jar ] || touch gateway-cli/target/gateway-cli-1.jar
                """);
    }

    public Path home() {
        return home;
    }

    public Path file(String name) {
        return home.resolve(name);
    }

    /** Replaces a program that the script calls. */
    public void tool(String name, String script) throws IOException {
        executable(Files.writeString(tools.resolve(name), "#!/usr/bin/env bash\n" + script));
    }

    /** Takes Maven away: only the programs that the script itself calls are left. */
    public void withoutMaven() throws IOException {
        Files.delete(tools.resolve("mvn"));
        for (String program : List.of("bash", "env", "dirname", "find", "head", "readlink")) {
            Path there = Stream.of(System.getenv("PATH").split(":"))
                    .map(directory -> Path.of(directory, program))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(tools.resolve(program), there);
        }
        path = tools.toString();
    }

    private static void executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Returns the lines that the tools wrote to a file beside the checkout; {@code $BUILDS} is "builds". */
    public List<String> lines(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name));
    }

    public Run run(String... arguments) throws Exception {
        return finish(start(arguments));
    }

    public Run run(Path script, String... arguments) throws Exception {
        return finish(start(script, arguments));
    }

    public Process start(String... arguments) throws IOException {
        return start(file("gateway"), arguments);
    }

    private Process start(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "HOME", "CDPATH"));
        builder.environment().put("PATH", path);
        builder.environment().put("BUILDS", directory.resolve("builds").toString());
        builder.environment().put("OLD", directory.resolve("old.jar").toString());
        return builder.start();
    }

    /** Waits for the end of a process. */
    public static Run finish(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    /** The script's exit status, and the output of the script and its tools. */
    public record Run(int status, String output) {
        public List<String> lines() {
            return output.lines().toList();
        }
    }
}
