package org.oisp.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.telemetry.DefectSite;
import org.oisp.gateway.telemetry.LogLines;
import org.oisp.gateway.telemetry.TaggedMeters;

class ConnectionEventsTest {

    private static final DeviceIdentity DEVICE =
            new DeviceIdentity(new DeviceUid(new UUID(0, 1)), new AccountId(new UUID(0, 2)), new DeviceId("d1"));
    private static final String DEVICE_NAME = "00000000-0000-0000-0000-000000000002/d1";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TaggedMeters tagged = new TaggedMeters(meters);
    private final ConnectionEvents events = new ConnectionEvents(meters);
    private final LogLines lines = new LogLines();

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void hasAMeterForEachReasonFromTheStart() {
        tagged.assertComplete("gateway.drops", "reason", DropReason.values());
        assertThat(meters.get("gateway.connections").gauge().value()).isZero();
        assertThat(meters.get("gateway.connections").meter().getId().getDescription())
                .isNotBlank();
    }

    @Test
    void logsADeviceThatIsGone() {
        events.released("1.2.3.4:5", DEVICE, DisconnectReason.CUT);

        assertThat(lines.all()).containsExactly("INFO peer=1.2.3.4:5 device=" + DEVICE_NAME + " gone");
    }

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void countsAndLogsEachDrop(DropReason reason) {
        events.dropped("1.2.3.4:5", DEVICE, reason);

        tagged.assertCountedOnce("gateway.drops", "reason", reason);
        assertThat(lines.all()).containsExactly("INFO peer=1.2.3.4:5 dropped: " + reason.tag());
    }

    @ParameterizedTest
    @CsvSource({"1007, INVALID_TEXT", "1009, TOO_BIG", "1002, PROTOCOL_ERROR", "1003, PROTOCOL_ERROR"})
    void knowsWhyACloseCodeWasSent(int code, DropReason reason) {
        assertThat(DropReason.of(code)).isEqualTo(reason);
    }

    @Test
    void logsADefectWithItsCause() {
        events.failed(DefectSite.SESSION, "1.2.3.4:5", DEVICE, new IllegalStateException("a defect"));

        tagged.assertCountedOnce("gateway.drops", "reason", DropReason.INTERNAL_ERROR);
        assertThat(lines.all())
                .containsExactly(
                        "ERROR peer=1.2.3.4:5 dropped: internal error java.lang.IllegalStateException a defect");
    }

    @Test
    void countsTheSocketsThatAreOpen() {
        assertThat(events.connected()).isEqualTo(1);
        assertThat(events.connected()).isEqualTo(2);
        events.disconnected();

        assertThat(events.connections()).isEqualTo(1);
        assertThat(meters.get("gateway.connections").gauge().value()).isEqualTo(1);
    }

    @Test
    void countsAStormInFullAndLogsItInAFewLines() {
        for (int i = 0; i < 10_000; i++) {
            events.dropped("peer", null, DropReason.TAKEN_OVER);
        }
        events.summariseLogs();

        assertThat(meters.get("gateway.drops")
                        .tag("reason", "taken_over")
                        .counter()
                        .count())
                .isEqualTo(10_000);
        assertThat(lines.all()).hasSizeLessThan(1_000).last().asString().matches("INFO \\d+ more: connections dropped");
    }
}
