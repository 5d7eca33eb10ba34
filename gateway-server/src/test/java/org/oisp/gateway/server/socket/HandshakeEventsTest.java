package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.oisp.gateway.telemetry.Tagged;

class HandshakeEventsTest {

    private final HandshakeEvents events = new HandshakeEvents(new SimpleMeterRegistry());

    @ParameterizedTest
    @EnumSource(HandshakeOutcome.class)
    void countsEachOutcome(HandshakeOutcome outcome) {
        Map<String, Long> expected = Arrays.stream(HandshakeOutcome.values())
                .collect(Collectors.toMap(Tagged::tag, other -> other == outcome ? 1L : 0L));

        events.answered("peer", outcome);

        assertThat(events.counts()).isEqualTo(expected);
    }
}
