package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.server.config.setting.Setting;
import org.slf4j.event.Level;

/** Tests the log level: the gateway's own setting, or {@code DEBUG} as in the original. */
class LogLevelTest {

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = new Variables(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "error, ERROR",
        "warn, WARN",
        "info, INFO",
        "http, INFO",
        "verbose, DEBUG",
        "debug, DEBUG",
        "DEBUG, DEBUG",
        "silly, TRACE"
    })
    void takesTheLogLevelFromWhereTheOriginalDoes(String name, Level level) {
        assertThat(variables.with("DEBUG", name).read().operations().logs().level())
                .isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"error, ERROR", "warn, WARN", "info, INFO", "debug, DEBUG", "Debug, DEBUG", "trace, TRACE"})
    void takesTheLogLevelByItsUsualName(String name, Level level) {
        assertThat(variables
                        .with(Setting.LOG_LEVEL, name)
                        .read()
                        .operations()
                        .logs()
                        .level())
                .isEqualTo(level);
    }

    @Test
    void takesNoNoticeOfADebugThatIsNotForIt() {
        GatewaySettings settings = variables
                .with("DEBUG", "express:*")
                .with(Setting.LOG_LEVEL, "warn")
                .read();

        assertThat(settings.operations().logs().level()).isEqualTo(Level.WARN);
        assertThat(settings.report().notes())
                .contains("DEBUG is \"express:*\", which is not a log level; it is ignored");
    }

    @Test
    void refusesALogLevelThatThereIsNotAndOneThatIsGivenTwice() {
        assertThat(variables.with(Setting.LOG_LEVEL, "loud").problems())
                .containsExactly("GATEWAY_LOG_LEVEL: \"loud\" is not one of error, warn, info, debug, trace");
        assertThat(variables
                        .with(Setting.LOG_LEVEL, "warn")
                        .with("DEBUG", "info")
                        .problems())
                .containsExactly("GATEWAY_LOG_LEVEL: is given twice, here and by DEBUG; remove one of them");
    }
}
