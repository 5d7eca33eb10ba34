package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.tracing.TracingSettings;

/** Tests the settings of log format and tracing. */
class ObservationSettingsTest {

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = new Variables(directory);
    }

    @Test
    void writesTextUnlessToldOtherwise() {
        assertThat(variables.read().operations().logs().json()).isFalse();
        assertThat(variables
                        .with(Setting.LOG_FORMAT, "JSON")
                        .read()
                        .operations()
                        .logs()
                        .json())
                .isTrue();
        assertThat(variables.with(Setting.LOG_FORMAT, "xml").problems())
                .containsExactly("GATEWAY_LOG_FORMAT: \"xml\" is neither text nor json");
    }

    @Test
    void tracesNothingUnlessToldWhereTo() {
        assertThat(variables.read().operations().tracing()).isNull();
        assertThat(variables
                        .with(Setting.TRACING_SAMPLING, "1")
                        .read()
                        .operations()
                        .tracing())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://collector:4318, http://collector:4318/v1/traces",
        "https://collector.example/, https://collector.example/v1/traces",
        "http://[::1]:4318/other/traces, http://[::1]:4318/other/traces"
    })
    void knowsWhereCollectorsTakeSpans(String written, URI meant) {
        variables.with(Setting.TRACING_ENDPOINT, written).with(Setting.TRACING_SAMPLING, "0.5");

        assertThat(variables.read().operations().tracing()).isEqualTo(new TracingSettings(meant, 0.5, 2048));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"collector:4318", "grpc://collector:4317", "http://", "http://u:p@collector:4318", "http://a b"})
    void refusesWhatIsNoAddressOfACollector(String written) {
        assertThat(variables.with(Setting.TRACING_ENDPOINT, written).problems())
                .containsExactly(
                        "GATEWAY_TRACING_ENDPOINT: \"" + written.replace("u:p", "***")
                                + "\" is not an http or https URL without user name and fragment, such as http://collector:4318");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.1", "NaN", "1%", "all"})
    void refusesWhatIsNoShare(String written) {
        assertThat(variables.with(Setting.TRACING_SAMPLING, written).problems())
                .containsExactly("GATEWAY_TRACING_SAMPLING: \"" + written + "\" is not a number from 0 to 1");
    }
}
