package org.oisp.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/** Every outcome has a meter from the start, and each thing that happened is counted once and said in one line. */
class GatewayEventsTest {

    private static final DeviceIdentity DEVICE =
            new DeviceIdentity(new DeviceUid(new UUID(0, 1)), new AccountId(new UUID(0, 2)), new DeviceId("d1"));
    private static final String DEVICE_NAME = "00000000-0000-0000-0000-000000000002/d1";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final GatewayEvents events = new GatewayEvents(meters);
    private final LogLines lines = new LogLines();

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void hasAMeterForEachOutcomeFromTheStart() {
        assertThat(tags("gateway.handshakes", "outcome"))
                .containsExactlyInAnyOrderElementsOf(names(HandshakeOutcome.values()));
        assertThat(tags("gateway.registrations", "outcome"))
                .containsExactlyInAnyOrderElementsOf(names(RegistrationOutcome.values()));
        assertThat(tags("gateway.actuations", "outcome"))
                .containsExactlyInAnyOrderElementsOf(names(ActuationOutcome.values()));
        assertThat(tags("gateway.drops", "reason")).containsExactlyInAnyOrderElementsOf(names(DropReason.values()));
        assertThat(meters.get("gateway.delivery").timer().count()).isZero();
        assertThat(meters.get("gateway.connections").gauge().value()).isZero();
        // The timer's own histogram registers gauges beside it, which carry its name.
        assertThat(meters.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> !id.getName().endsWith(".histogram")))
                .allSatisfy(
                        id -> assertThat(id.getDescription()).as(id.getName()).isNotBlank());
    }

    @ParameterizedTest
    @EnumSource(HandshakeOutcome.class)
    void countsEachHandshake(HandshakeOutcome outcome) {
        events.handshake("peer", outcome);

        assertCountedOnce("gateway.handshakes", "outcome", outcome);
    }

    @ParameterizedTest
    @EnumSource(value = RegistrationOutcome.class, mode = EnumSource.Mode.EXCLUDE, names = "REGISTERED")
    void countsAndSaysEachRefusal(RegistrationOutcome outcome) {
        events.registrationRefused("1.2.3.4:5", "d1", outcome);

        assertCountedOnce("gateway.registrations", "outcome", outcome);
        assertThat(lines.all()).containsExactly("WARN peer=1.2.3.4:5 device=d1 not registered: " + outcome.tag());
    }

    @Test
    void countsAndSaysARegistration() {
        events.registered("1.2.3.4:5", DEVICE);
        events.released("1.2.3.4:5", DEVICE, Departure.CUT);

        assertCountedOnce("gateway.registrations", "outcome", RegistrationOutcome.REGISTERED);
        assertThat(lines.all())
                .containsExactly(
                        "INFO peer=1.2.3.4:5 device=" + DEVICE_NAME + " registered",
                        "INFO peer=1.2.3.4:5 device=" + DEVICE_NAME + " gone");
    }

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void countsAndSaysEachDrop(DropReason reason) {
        events.dropped("1.2.3.4:5", DEVICE, reason);

        assertCountedOnce("gateway.drops", "reason", reason);
        assertThat(lines.all()).containsExactly("INFO peer=1.2.3.4:5 dropped: " + reason.tag());
    }

    @ParameterizedTest
    @CsvSource({"1007, INVALID_TEXT", "1009, TOO_BIG", "1002, PROTOCOL_ERROR", "1003, PROTOCOL_ERROR"})
    void knowsWhyACloseCodeWasSent(int code, DropReason reason) {
        assertThat(DropReason.of(code)).isEqualTo(reason);
    }

    @Test
    void saysADefectWithItsCause() {
        events.failed(DefectSite.SESSION, "1.2.3.4:5", DEVICE, new IllegalStateException("a defect"));

        assertCountedOnce("gateway.drops", "reason", DropReason.INTERNAL_ERROR);
        assertThat(lines.all())
                .containsExactly(
                        "ERROR peer=1.2.3.4:5 dropped: internal error java.lang.IllegalStateException a defect");
    }

    @ParameterizedTest
    @EnumSource(value = ActuationOutcome.class, mode = EnumSource.Mode.EXCLUDE, names = "ACCEPTED")
    void countsAndSaysEachLostActuation(ActuationOutcome outcome) {
        events.actuationLost(DEVICE, outcome);

        assertCountedOnce("gateway.actuations", "outcome", outcome);
        assertThat(lines.all())
                .containsExactly("INFO actuation for " + DEVICE_NAME + " not delivered: " + outcome.tag());
    }

    @Test
    void countsAcceptedActuationsWithoutAWord() {
        events.actuationAccepted();
        events.delivered(TimeUnit.MICROSECONDS.toNanos(70));

        assertCountedOnce("gateway.actuations", "outcome", ActuationOutcome.ACCEPTED);
        assertThat(meters.get("gateway.delivery").timer().totalTime(TimeUnit.MICROSECONDS))
                .isEqualTo(70);
        assertThat(lines.all()).isEmpty();
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
    void countsAStormInFullAndSaysItInAFewLines() {
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

    private void assertCountedOnce(String name, String tagName, Tagged expected) {
        meters.get(name)
                .counters()
                .forEach(counter -> assertThat(counter.count())
                        .as(counter.getId().getTag(tagName))
                        .isEqualTo(expected.tag().equals(counter.getId().getTag(tagName)) ? 1 : 0));
    }

    private List<String> tags(String name, String tagName) {
        return meters.get(name).meters().stream()
                .map(Meter::getId)
                .map(id -> id.getTag(tagName))
                .toList();
    }

    private static List<String> names(Tagged... constants) {
        return Arrays.stream(constants).map(Tagged::tag).toList();
    }
}
