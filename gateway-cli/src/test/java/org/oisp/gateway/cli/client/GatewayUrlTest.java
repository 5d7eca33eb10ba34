package org.oisp.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Tests which gateway a command connects to: the given one, otherwise the one on this machine. */
class GatewayUrlTest {

    @ParameterizedTest
    @CsvSource({"6000, 6000", "65535, 65535", "'', 5000", "' ', 5000"})
    void takesThePortOfTheEnvironment(String port, int meant) throws CommandException {
        GatewayUrl url = url(Map.of("GATEWAY_PORT", port));

        assertThat(url.get()).hasToString("ws://127.0.0.1:" + meant + "/");
        assertThat(url.endpoint().url()).isEqualTo(url.get());
    }

    @Test
    void hasADefault() throws CommandException {
        assertThat(url(Map.of()).get()).hasToString(GatewayUrl.DEFAULT);
    }

    @Test
    void takesNoNoticeOfTheEnvironmentWhereItIsTold() throws CommandException {
        GatewayUrl url = url(Map.of("GATEWAY_PORT", "soon"), "--url", "wss://gateway.example/");

        assertThat(url.get()).hasToString("wss://gateway.example/");
        assertThat(url.endpoint().url()).isEqualTo(url.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "65536", "80 80", "1.5"})
    void saysInOneLineThatThePortIsNone(String port) {
        assertThatThrownBy(() -> url(Map.of("GATEWAY_PORT", port)).endpoint())
                .isInstanceOf(CommandException.class)
                .hasMessage("GATEWAY_PORT: \"" + port + "\" is not a number from 0 to 65535");
    }

    @Test
    void cannotKnowAFreePort() {
        assertThatThrownBy(() -> url(Map.of("GATEWAY_PORT", "0")).endpoint())
                .isInstanceOf(CommandException.class)
                .hasMessage("GATEWAY_PORT is 0, which means any free port: give --url");
    }

    private static GatewayUrl url(Map<String, String> environment, String... arguments) {
        GatewayUrl url = new GatewayUrl(environment);
        assertThat(new CommandLine(new Mixed(url)).parseArgs(arguments).errors())
                .isEmpty();
        return url;
    }

    @CommandLine.Command
    private record Mixed(@CommandLine.Mixin GatewayUrl url) {}
}
