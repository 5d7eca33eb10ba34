package org.oisp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.UUID;
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

class RegistrationEventsTest {

    private static final DeviceIdentity DEVICE =
            new DeviceIdentity(new DeviceUid(new UUID(0, 1)), new AccountId(new UUID(0, 2)), new DeviceId("d1"));
    private static final String DEVICE_NAME = "00000000-0000-0000-0000-000000000002/d1";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TaggedMeters tagged = new TaggedMeters(meters);
    private final RegistrationEvents events = new RegistrationEvents(meters);
    private final LogLines lines = new LogLines();

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void hasAMeterForEachOutcomeFromTheStart() {
        tagged.assertComplete("gateway.registrations", "outcome", RegistrationOutcome.values());
    }

    @ParameterizedTest
    @EnumSource(value = RegistrationOutcome.class, mode = EnumSource.Mode.EXCLUDE, names = "REGISTERED")
    void countsAndLogsEachRefusal(RegistrationOutcome outcome) {
        events.refused("1.2.3.4:5", "d1", outcome);

        tagged.assertCountedOnce("gateway.registrations", "outcome", outcome);
        assertThat(lines.all()).containsExactly("WARN peer=1.2.3.4:5 device=d1 not registered: " + outcome.tag());
    }

    @Test
    void countsAndLogsARegistration() {
        events.registered("1.2.3.4:5", DEVICE);

        tagged.assertCountedOnce("gateway.registrations", "outcome", RegistrationOutcome.REGISTERED);
        assertThat(lines.all()).containsExactly("INFO peer=1.2.3.4:5 device=" + DEVICE_NAME + " registered");
    }
}
