package org.oisp.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;

/** Looks at meters that have one tag, whose values are an enum's constants. */
public record TaggedMeters(MeterRegistry meters) {

    /** There is one for each constant, and each says what it counts. */
    public void assertComplete(String name, String tagName, Tagged... constants) {
        assertThat(tags(name, tagName))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(constants).map(Tagged::tag).toList());
        assertThat(meters.get(name).meters())
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    }

    /** This one was counted once, and no other. */
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
