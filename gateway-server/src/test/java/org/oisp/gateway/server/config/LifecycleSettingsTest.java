package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.oisp.gateway.cluster.membership.LeaseSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.socket.probe.RehearsalSettings;
import org.oisp.gateway.server.socket.probe.SelfProbeSettings;

/** Tests the times of leases and drains, which depend on each other, and the leeway of tokens, which may be zero. */
class LifecycleSettingsTest {

    static final List<Setting> TIMES = List.of(
            Setting.LEASE_INTERVAL,
            Setting.LEASE_DURATION,
            Setting.DRAIN_GRACE,
            Setting.DRAIN_TIMEOUT,
            Setting.WARM_UP,
            Setting.SELF_PROBE_INTERVAL,
            Setting.SELF_PROBE_TIMEOUT,
            Setting.TOKEN_LEEWAY,
            Setting.SLOW_DEVICE_TIMEOUT,
            Setting.UNACKNOWLEDGED_TIMEOUT,
            Setting.RECONNECT_HOLD);

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = Variables.ownForm(directory);
    }

    @Test
    void theGatewayProbesItselfUnlessItIsToldNotTo() {
        assertThat(variables.read().operations().selfProbe())
                .isEqualTo(new SelfProbeSettings(Duration.ofSeconds(10), Duration.ofSeconds(5)));
        assertThat(variables
                        .with(Setting.SELF_PROBE_INTERVAL, "0s")
                        .read()
                        .operations()
                        .selfProbe()
                        .interval())
                .isZero();
    }

    @Test
    void theGatewayWarmsUpUnlessItIsToldNotTo() {
        assertThat(variables.read().operations().warmUp()).isEqualTo(new RehearsalSettings(Duration.ofSeconds(4)));
        assertThat(variables
                        .with(Setting.WARM_UP, "0s")
                        .read()
                        .operations()
                        .warmUp()
                        .time())
                .isZero();
    }

    @Test
    void hasDefaults() {
        GatewaySettings settings = variables.read();
        LeaseSettings lease = settings.registration().lease();
        assertThat(lease.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(lease.duration()).isEqualTo(Duration.ofSeconds(15));
        assertThat(lease.server()).isEqualTo(settings.registration().ledger().server());
        assertThat(settings.operations().drain())
                .isEqualTo(new DrainSettings(Duration.ofSeconds(5), 1_000, Duration.ofSeconds(25)));
        assertThat(settings.management().password()).isNull();
    }

    @ParameterizedTest
    @FieldSource("TIMES")
    void refusesWhatIsNoTime(Setting setting) {
        for (String value : List.of("-1s", "25h", "30", "s", "1.5s", "1d")) {
            assertThat(variables.with(setting, value).problems())
                    .singleElement()
                    .asString()
                    .startsWith(setting.variable() + ": \"" + value + "\" is not a time such as ");
        }
    }

    @Test
    void aLeaseIsAtLeastTwoBeats() {
        variables
                .with(Setting.LEASE_INTERVAL, "10s")
                .with(Setting.LEASE_DURATION, "20s")
                .read();
        assertThat(variables.with(Setting.LEASE_DURATION, "19999ms").problems())
                .singleElement()
                .asString()
                .startsWith("GATEWAY_LEASE_DURATION: has to be at least twice GATEWAY_LEASE_INTERVAL");
    }

    @Test
    void theGraceMayBeNoneAndIsAtMostHalfOfTheTime() {
        assertThat(variables
                        .with(Setting.DRAIN_GRACE, "0s")
                        .read()
                        .operations()
                        .drain()
                        .grace())
                .isZero();
        assertThat(variables
                        .with(Setting.DRAIN_GRACE, "12500ms")
                        .read()
                        .operations()
                        .drain()
                        .grace())
                .isEqualTo(Duration.ofMillis(12_500));
        assertThat(variables.with(Setting.DRAIN_GRACE, "13s").problems())
                .singleElement()
                .asString()
                .startsWith("GATEWAY_DRAIN_GRACE: is more than half of GATEWAY_DRAIN_TIMEOUT");
    }

    @Test
    void whoSetsTheTimeAloneHasAGraceThatFits() {
        assertThat(variables
                        .with(Setting.DRAIN_TIMEOUT, "4s")
                        .read()
                        .operations()
                        .drain()
                        .grace())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(variables
                        .with(Setting.DRAIN_TIMEOUT, "1m")
                        .read()
                        .operations()
                        .drain()
                        .grace())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anEmptyPasswordIsNone() {
        assertThat(variables
                        .with(Setting.MANAGEMENT_PASSWORD, "")
                        .read()
                        .management()
                        .password())
                .isNull();
        assertThat(variables.with(Setting.MANAGEMENT_PASSWORD, "hunter2").read().toString())
                .doesNotContain("hunter2");
    }
}
