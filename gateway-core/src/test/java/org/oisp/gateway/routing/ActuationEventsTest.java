package org.oisp.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.telemetry.LogLines;
import org.oisp.gateway.telemetry.TaggedMeters;

class ActuationEventsTest {

    private static final DeviceIdentity DEVICE =
            new DeviceIdentity(new DeviceUid(new UUID(0, 1)), new AccountId(new UUID(0, 2)), new DeviceId("d1"));
    private static final String DEVICE_NAME = "00000000-0000-0000-0000-000000000002/d1";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TaggedMeters tagged = new TaggedMeters(meters);
    private final ActuationEvents events = new ActuationEvents(meters);
    private final LogLines lines = new LogLines();

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void hasAMeterForEachOutcomeFromTheStart() {
        tagged.assertComplete("gateway.actuations", "outcome", ActuationOutcome.values());
        assertThat(meters.get("gateway.delivery").timer().count()).isZero();
        // The timer's histogram also registers gauges, named after the timer.
        assertThat(meters.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> !id.getName().endsWith(".histogram")))
                .allSatisfy(
                        id -> assertThat(id.getDescription()).as(id.getName()).isNotBlank());
    }

    @ParameterizedTest
    @EnumSource(value = ActuationOutcome.class, mode = EnumSource.Mode.EXCLUDE, names = "ACCEPTED")
    void countsAndLogsEachLostActuation(ActuationOutcome outcome) {
        events.lost(DEVICE, outcome);

        tagged.assertCountedOnce("gateway.actuations", "outcome", outcome);
        assertThat(lines.all())
                .containsExactly("INFO actuation for " + DEVICE_NAME + " not delivered: " + outcome.tag());
    }

    @Test
    void countsAcceptedActuationsWithoutALogLine() {
        events.accepted();
        events.delivered(TimeUnit.MICROSECONDS.toNanos(70));

        tagged.assertCountedOnce("gateway.actuations", "outcome", ActuationOutcome.ACCEPTED);
        assertThat(meters.get("gateway.delivery").timer().totalTime(TimeUnit.MICROSECONDS))
                .isEqualTo(70);
        assertThat(lines.all()).isEmpty();
    }
}
