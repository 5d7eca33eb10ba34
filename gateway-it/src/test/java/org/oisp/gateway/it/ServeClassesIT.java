package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** The command-line classes that a server loads: unused ones must not slow its start. */
class ServeClassesIT {

    private static final String COMMAND_LINE = "org.oisp.gateway.cli.";

    /** Captures up to the {@code $} of a nested class or a lambda. */
    private static final Pattern CLASS_LOADED = Pattern.compile("\\[class,load *] ([\\w.]+)");

    @TempDir
    private Path home;

    /** With options, the server also loads the option parser, but no other command. */
    @ParameterizedTest
    @CsvSource({"serve, GatewayMain", "serve --help, GatewayMain GatewayCommand UsageErrors Version"})
    void loadsNoOtherCommand(String command, String ofTheCommandLine) {
        boolean plain = command.equals("serve");
        Set<String> loaded = loadedBy(command, plain);
        assertThat(loaded)
                .contains(COMMAND_LINE + "GatewayMain")
                .noneMatch(name -> name.startsWith("org.oisp.gateway.client."));
        assertThat(loaded)
                .filteredOn(name -> name.startsWith(COMMAND_LINE))
                .allMatch(name -> List.of(ofTheCommandLine.split(" ")).contains(name.substring(COMMAND_LINE.length())));
        assertThat(loaded.stream().anyMatch(name -> name.startsWith("picocli.")))
                .isEqualTo(!plain);
    }

    private Set<String> loadedBy(String command, boolean serves) {
        Map<String, String> environment =
                TestGateway.environment(TestDatabase.shared().port());
        environment.put("JDK_JAVA_OPTIONS", "-Xlog:class+load=info:stdout:level,tags");
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, command.split(" "))) {
            if (serves) {
                gateway.awaitLine("listening on port");
                gateway.signal("TERM");
            }
            assertThat(gateway.exitStatus()).isZero();
            return gateway.output().stream()
                    .map(CLASS_LOADED::matcher)
                    .filter(Matcher::find)
                    .map(line -> line.group(1))
                    .collect(Collectors.toSet());
        }
    }
}
