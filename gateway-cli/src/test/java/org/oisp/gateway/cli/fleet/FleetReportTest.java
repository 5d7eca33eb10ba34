package org.oisp.gateway.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.cli.fleet.FleetProgress.ActuationCounts;
import org.oisp.gateway.cli.fleet.FleetProgress.DeviceCounts;

class FleetReportTest {

    private static final Percentiles TIMES = new Percentiles(5_000, 210, 400, 9_999, 12_340, 123_456, 1_234_567);
    private static final Percentiles NO_TIMES = new Percentiles(0, 0, 0, 0, 0, 0, 0);

    private static final DeliveryFaults NO_FAULTS = new DeliveryFaults(0, 0, 0, 0);
    private static final ActuationCounts NO_ACTUATIONS = new ActuationCounts(0, 0, 0);

    private static FleetResult result(long lost, long duplicates, int registered, int back) {
        return new FleetResult(
                false,
                new FleetResult.Registrations(5_000, registered, 0, 0, 2, TIMES),
                new FleetResult.DeliveryTotals(
                        new FleetOutcomes(
                                10_000, 10_000, 10_000 - lost - 7, new FleetOutcomes.Undelivered(0, 7, 0, lost), 0),
                        20,
                        20,
                        new DeliveryFaults(duplicates, 0, 0, 0),
                        TIMES),
                new FleetResult.StormResult(true, 5_000, back, 5.5, 5, TIMES),
                new FleetResult.Tool(0.25, 2, 0.5, 12, TIMES),
                Map.of("device, cut: the connection was cut", 3L),
                List.of("too slow"));
    }

    @Test
    void isATableForAPerson() {
        assertThat(FleetReport.table(result(3, 0, 5_000, 5_000)))
                .contains(
                        "  devices        5,000, 5,000 registered at the end",
                        "  registrations  2,500/s, 5,000 in 2.0 s",
                        "                 p50 0.21 ms  p90 0.40 ms  p99 10.00 ms  p99.9 12.3 ms  p99.99 123 ms  max 1,235 ms",
                        "  sent           500/s, 10,000 in 20.0 s",
                        "  delivered      500/s, 9,990",
                        "  undelivered    10: 0 not sent, 7 to devices that the storm had dropped, 0 to devices that were disconnected, 3 lost",
                        "  storm          5,000 dropped, 5,000 back in 5.5 s, within 5.0 s of jitter: 909/s",
                        "  this tool      0.25 of 2 cores, the machine 50 % busy; late by 10.00 ms (p99), 1,235 ms at most",
                        "  errors         3 device, cut: the connection was cut",
                        "  warning        too slow");
    }

    @Test
    void saysOfARunThatWasBrokenOffWhatWasUnderWay() throws IOException {
        FleetResult cut = new FleetResult(
                true,
                new FleetResult.Registrations(50, 30, 5, 15, 2, TIMES),
                new FleetResult.DeliveryTotals(
                        new FleetOutcomes(600, 100, 80, new FleetOutcomes.Undelivered(8, 0, 0, 0), 12),
                        1,
                        1,
                        NO_FAULTS,
                        TIMES),
                new FleetResult.StormResult(false, 0, 0, 0, 0, TIMES),
                new FleetResult.Tool(0.25, 2, 0.5, 12, TIMES),
                Map.of(),
                List.of());
        assertThat(FleetReport.table(cut))
                .contains(
                        "  interrupted    500 of 600 actuations were not asked for, 12 were under way",
                        "  devices        50, 30 registered at the end, 5 at their first attempt, 15 not begun",
                        "  sent           92/s, 92 of 100 asked for in 1.0 s",
                        "  delivered      80/s, 80",
                        "  undelivered    8: 8 not sent, 0 to devices that the storm had dropped, 0 to devices that were disconnected, 0 lost");
        JsonNode deliveries =
                JsonMapper.builder().build().readTree(FleetReport.json(cut)).path("deliveries");
        assertThat(deliveries.path("underWay").asInt()).isEqualTo(12);
        assertThat(deliveries.path("notAsked").asInt()).isEqualTo(500);
    }

    @Test
    void whatWasUnderWayIsNoFault() {
        FleetResult cut = new FleetResult(
                true,
                new FleetResult.Registrations(50, 50, 0, 0, 2, TIMES),
                new FleetResult.DeliveryTotals(
                        new FleetOutcomes(600, 100, 88, new FleetOutcomes.Undelivered(0, 0, 0, 0), 12),
                        1,
                        1,
                        NO_FAULTS,
                        TIMES),
                new FleetResult.StormResult(false, 0, 0, 0, 0, TIMES),
                new FleetResult.Tool(0.25, 2, 0.5, 12, TIMES),
                Map.of(),
                List.of());
        assertThat(cut.isSuccess(0)).isTrue();
    }

    @Test
    void isTheSameAsJson() throws IOException {
        JsonNode json = JsonMapper.builder().build().readTree(FleetReport.json(result(3, 1, 4_999, 5_000)));
        assertThat(json.at("/registrations/perSecond").asDouble()).isEqualTo(2_500);
        assertThat(json.at("/deliveries/undelivered").asInt()).isEqualTo(10);
        assertThat(json.at("/deliveries/duplicates").asInt()).isEqualTo(1);
        assertThat(json.at("/deliveries/micros/p9999").asLong()).isEqualTo(123_456);
        assertThat(json.at("/storm/micros/max").asLong()).isEqualTo(1_234_567);
        assertThat(json.at("/tool/lagMicros/p99").asLong()).isEqualTo(9_999);
        assertThat(json.at("/errors/device, cut: the connection was cut").asLong())
                .isEqualTo(3);
        assertThat(json.path("warnings").get(0).asText()).isEqualTo("too slow");
    }

    @Test
    void isGoodIfNoMoreIsMissingThanIsTolerated() {
        assertThat(result(0, 0, 5_000, 5_000).isSuccess(0)).isTrue();
        assertThat(result(3, 0, 5_000, 5_000).isSuccess(2)).isFalse();
        assertThat(result(3, 0, 5_000, 5_000).isSuccess(3)).isTrue();
        assertThat(result(0, 1, 5_000, 5_000).isSuccess(100)).isFalse();
        assertThat(result(0, 0, 4_999, 5_000).isSuccess(0)).isFalse();
        assertThat(result(0, 0, 5_000, 4_999).isSuccess(0)).isFalse();
        assertThat(result(0, 0, 4_999, 4_999).isSuccess(1)).isTrue();
    }

    @Test
    void progressIsALine() {
        FleetProgress begin = new FleetProgress(0, new DeviceCounts(5_000, 0), NO_ACTUATIONS, 0, 0, TIMES);
        FleetProgress registering = new FleetProgress(0, new DeviceCounts(5_000, 2_500), NO_ACTUATIONS, 2, 1, TIMES);
        assertThat(ProgressLine.line(begin, registering, 2, Duration.ofMinutes(2)))
                .isEqualTo("registering: 2,500 of 5,000, 1,250/s, 2 errors");
        FleetProgress sending = new FleetProgress(
                31.4, new DeviceCounts(5_000, 5_000), new ActuationCounts(1_000, 999, 1), 0, 0.21, TIMES);
        assertThat(ProgressLine.line(registering, sending, 2, Duration.ofMinutes(2)))
                .isEqualTo(
                        "31 of 120 s: 5,000 devices, 500/s asked for, 500/s delivered, p50 0.21 ms, p99 10.00 ms, 1 missing;"
                                + " own CPU 0.21 cores");
        FleetProgress silent = new FleetProgress(
                33.4, new DeviceCounts(5_000, 0), new ActuationCounts(2_000, 999, 1_001), 7, 0.21, NO_TIMES);
        assertThat(ProgressLine.line(sending, silent, 2, Duration.ofMinutes(2)))
                .isEqualTo("33 of 120 s: 0 devices, 500/s asked for, 0/s delivered, 1,001 missing, 7 errors;"
                        + " own CPU 0.21 cores");
    }
}
