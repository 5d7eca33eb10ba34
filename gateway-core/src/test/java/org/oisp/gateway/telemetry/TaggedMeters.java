package org.oisp.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;

/** Checks meters with one tag whose values are the constants of an enum. */
public record TaggedMeters(MeterRegistry meters) {

    /** Checks that each constant has a meter with a description. */
    public void assertComplete(String name, String tagName, Tagged... constants) {
        assertThat(tags(name, tagName))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(constants).map(Tagged::tag).toList());
        assertThat(meters.get(name).meters())
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    }

    /** Checks that this constant was counted once, and no other. */
    public void assertCountedOnce(String name, String tagName, Tagged expected) {
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
}
