package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.setting.Setting;

/** Tests the address that binding rows give to the dashboard. */
class AdvertisedServerTest {

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = Variables.ownForm(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway",
                "gateway:",
                ":5000",
                "gateway:0",
                "gateway:65536",
                "gateway:http",
                "a b:5000",
                "ws://gateway:5000",
                "http://gateway:5000",
                "gateway:5000/",
                "fd00::1:5000",
                "[fd00::1]",
                "user@gateway:5000"
            })
    void refusesAnAddressThatTheDashboardCouldNotConnectTo(String address) {
        assertThat(variables.with(Setting.ADVERTISED_SERVER, address).problems())
                .containsExactly("GATEWAY_ADVERTISED_SERVER: \"" + address
                        + "\" is not host:port; the dashboard could not connect there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway:1", "gateway-0.gateway:65535", "10.0.0.1:5000", "[fd00::1]:5000", "my_host:8080"})
    void takesAnAddressOfHostAndPort(String address) {
        assertThat(variables
                        .with(Setting.ADVERTISED_SERVER, address)
                        .read()
                        .registration()
                        .ledger()
                        .server())
                .isEqualTo(address);
    }

    @Test
    void notesThatNobodyCanConnectToPortZero() {
        assertThat(variables.with(Setting.PORT, "0").read().report().notes())
                .anyMatch(note -> note.startsWith("GATEWAY_PORT is 0 and GATEWAY_ADVERTISED_SERVER is not set"));
        assertThat(variables
                        .with(Setting.ADVERTISED_SERVER, "gateway:5000")
                        .read()
                        .report()
                        .notes())
                .noneMatch(note -> note.startsWith("GATEWAY_PORT"));
    }
}
