package org.oisp.gateway.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendScheduleTest {

    @Test
    void whatIsDueDoesNotDependOnWhatWasSent() {
        SendSchedule sendSchedule = new SendSchedule(-1_000, 4);
        assertThat(sendSchedule.due(0)).isEqualTo(-1_000);
        assertThat(sendSchedule.due(1)).isEqualTo(-1_000 + 250_000_000L);
        assertThat(sendSchedule.due(40))
                .isEqualTo(-1_000 + Duration.ofSeconds(10).toNanos());
    }

    @Test
    void aRateThatIsNoWholeIntervalDoesNotDrift() {
        SendSchedule sendSchedule = new SendSchedule(0, 3_000);
        assertThat(sendSchedule.due(3_000L * 3_600))
                .isEqualTo(Duration.ofHours(1).toNanos());
        assertThat(new SendSchedule(0, 0.5).due(1))
                .isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void aLoadHasAsManyActuationsAsFit() {
        assertThat(new FleetPlan.Load(0.5, Duration.ofSeconds(5), 1, 0).total()).isEqualTo(2);
        assertThat(new FleetPlan.Load(1000, Duration.ofSeconds(20), 1, 0).total())
                .isEqualTo(20_000);
        assertThat(new FleetPlan.Load(0, Duration.ofSeconds(20), 1, 0).total()).isZero();
    }
}
