package org.oisp.gateway.operations.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.operations.live.alert.Alert;
import org.oisp.gateway.operations.live.alert.FiringAlert;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.registry.Backlog;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.routing.ActuationOutcome;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourState;

class SamplerTest {

    private final Fixture fixture = new Fixture();
    private final Sampler sampler = fixture.sampler();

    private Sample sampleAfter(Duration time) {
        fixture.time.advanceTimeBy(time);
        return sampler.take();
    }

    @Test
    void countsWhatHappenedSinceTheSampleBefore() {
        fixture.actuations.accepted();
        fixture.actuations.accepted();
        fixture.actuations.lost("a device", ActuationOutcome.NOT_CONNECTED);
        fixture.registrations.refused("peer", null, RegistrationOutcome.INVALID_TOKEN);
        fixture.connections.dropped("peer", null, DropReason.SLOW_DEVICE);
        fixture.handshakes++;
        fixture.actuations.delivered(TimeUnit.MICROSECONDS.toNanos(90));
        fixture.connections.connected();
        fixture.devices = 11;
        fixture.health.statementDone(1_500_000);
        fixture.health.up(Neighbour.DATABASE);

        Sample sample = sampleAfter(Duration.ofSeconds(1));
        assertThat(sample.at()).isEqualTo(Fixture.EPOCH + 1_000);
        assertThat(sample.millis()).isEqualTo(1_000);
        assertThat(sample.gauges().connections()).isEqualTo(1);
        assertThat(sample.gauges().devices()).isEqualTo(11);
        assertThat(sample.gauges().underWay()).isEqualTo(3);
        assertThat(sample.events().counts().actuations()).isEqualTo(Map.of("accepted", 2L, "not_connected", 1L));
        assertThat(sample.events().counts().registrations()).isEqualTo(Map.of("invalid_token", 1L));
        assertThat(sample.events().counts().drops()).isEqualTo(Map.of("slow_device", 1L));
        assertThat(sample.events().counts().handshakes()).isEqualTo(Map.of("accepted", 1L));
        assertThat(sample.events().deliveries().count()).isEqualTo(1);
        assertThat(sample.events().deliveries().p50()).isEqualTo(90);
        assertThat(sample.gauges().backlog()).isEqualTo(new Backlog(7, 5));
        assertThat(sample.healthSample().database()).isEqualTo(NeighbourState.UP);
        assertThat(sample.healthSample().lastStatement()).isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(sample.healthSample().kafka()).isEqualTo(NeighbourState.OFF);

        Sample next = sampleAfter(Duration.ofSeconds(1));
        assertThat(next.events().counts().actuations()).isEmpty();
        assertThat(next.events().counts().registrations()).isEmpty();
        assertThat(next.events().deliveries()).isNull();
        assertThat(next.gauges().connections()).isEqualTo(1);
    }

    @Test
    void aSampleAfterAStallSaysHowLongItIs() {
        fixture.cpuNanos =
                Duration.ofSeconds(2).toNanos() * Runtime.getRuntime().availableProcessors();
        Sample sample = sampleAfter(Duration.ofSeconds(4));
        assertThat(sample.millis()).isEqualTo(4_000);
        assertThat(sample.at()).isEqualTo(Fixture.EPOCH + 4_000);
        assertThat(sample.process().cpu()).isEqualTo(0.5, within(1e-9));
        assertThat(new LiveJson().sample(sample).toString()).contains("\"over\":4000,");
        assertThat(new LiveJson().sample(sampleAfter(Duration.ofMillis(1_050))).toString())
                .doesNotContain("over");
    }

    @Test
    void keepsAQuarterOfAnHour() {
        for (int i = 0; i < SampleHistory.LENGTH + 10; i++) {
            var unused = sampleAfter(Duration.ofSeconds(1));
        }
        assertThat(fixture.history.all()).hasSize(900);
        assertThat(fixture.history.all().get(0).at()).isEqualTo(Fixture.EPOCH + 11_000);
        assertThat(fixture.history.all().get(899).at()).isEqualTo(Fixture.EPOCH + 910_000);
    }

    @Test
    void theLoadIsThatOfTheLastSecondsHoweverLongTheyWere() {
        assertThat(fixture.history.load()).isEqualTo(InstanceLoad.NONE);
        fixture.devices = 5;
        fixture.draining = true;
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < second; i++) {
                fixture.actuations.accepted();
            }
            // The receiving instances count forwarded actuations.
            fixture.actuations.forwarded();
            var unused = sampleAfter(Duration.ofSeconds(second == 9 ? 6 : 1));
        }
        InstanceLoad load = fixture.history.load();
        assertThat(load.actuationsPerSecond()).isEqualTo((5 + 6 + 7 + 8 + 9) / 10.0);
        assertThat(load.registrationsPerSecond()).isZero();
        assertThat(load.devices()).isEqualTo(5);
        assertThat(load.draining()).isTrue();
    }

    @Test
    void whatIsDownAndWhatFiresIsWrittenWithSinceWhen() {
        fixture.health.down(Neighbour.DATABASE, "Connection refused");
        fixture.alerts =
                List.of(new FiringAlert(Alert.DATABASE_FAILING, 7, null), new FiringAlert(Alert.DRAINING, 8, "More."));

        assertThat(new LiveJson().sample(sampleAfter(Duration.ofSeconds(1))).toString())
                .contains("\"database\":{\"state\":\"down\",\"ms\":null,\"since\":" + Fixture.EPOCH + "}")
                .contains("\"alerts\":[{\"name\":\"GatewayDatabaseFailing\",\"since\":7},"
                        + "{\"name\":\"GatewayDraining\",\"since\":8,\"more\":\"More.\"}]");
    }

    @Test
    void aSampleIsWrittenAsPromised() {
        fixture.actuations.accepted();
        fixture.actuations.delivered(TimeUnit.MICROSECONDS.toNanos(143));
        fixture.devices = 2;
        String event = new LiveJson().sample(sampleAfter(Duration.ofSeconds(1))).toString();
        assertThat(event.replaceAll("\"heap\":\\{\"used\":\\d+,\"max\":\\d+}", "HEAP"))
                .isEqualTo("""
                event: sample
                data: {"at":1763900001000,"connections":0,"devices":2,"underWay":3,"registrations":{},"actuations":{"accepted":1},\
                "handshakes":{},"drops":{},"delivered":1,"latency":{"p50":143,"p90":143,"p99":143,"p999":143,"max":143},\
                "mailbox":{"messages":7,"deepest":5},"health":{"database":{"state":"unknown","ms":null},"redis":{"state":"off"},\
                "kafka":{"state":"off"},"keys":{"state":"off"}},"cpu":0.0,HEAP,"draining":false}

                """);
    }
}
