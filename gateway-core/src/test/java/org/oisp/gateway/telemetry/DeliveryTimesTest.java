package org.oisp.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.telemetry.DeliveryTimes.DeliveryPercentiles;

class DeliveryTimesTest {

    private final DeliveryTimes times = new DeliveryTimes();

    @Test
    void saysPercentilesToWithinOnePerCent() {
        for (int micros = 1; micros <= 10_000; micros++) {
            times.record(TimeUnit.MICROSECONDS.toNanos(micros));
        }
        DeliveryPercentiles took = times.take();
        Percentage one = Percentage.withPercentage(1);
        assertThat(took.count()).isEqualTo(10_000);
        assertThat(took.p50()).isCloseTo(5_000, one);
        assertThat(took.p90()).isCloseTo(9_000, one);
        assertThat(took.p99()).isCloseTo(9_900, one);
        assertThat(took.p999()).isCloseTo(9_990, one);
        assertThat(took.max()).isCloseTo(10_000, one);
    }

    @Test
    void forgetsWhatItHasSaid() {
        assertThat(times.take()).isNull();
        times.record(TimeUnit.MICROSECONDS.toNanos(70));
        assertThat(times.take()).isEqualTo(new DeliveryPercentiles(1, 70, 70, 70, 70, 70));
        assertThat(times.take()).isNull();
    }

    @Test
    void takesWhateverAClockSays() {
        times.record(-5);
        assertThat(times.take().max()).isZero();
        times.record(Long.MAX_VALUE);
        assertThat(times.take().max()).isCloseTo(TimeUnit.SECONDS.toMicros(60), Percentage.withPercentage(1));
    }

    @Test
    void losesNothingWhereManyThreadsRecordWhileItIsAsked() throws InterruptedException {
        int threads = 5;
        int each = 100_000;
        List<Thread> recording = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            recording.add(new Thread(() -> {
                for (int n = 0; n < each; n++) {
                    times.record(n);
                }
            }));
        }
        recording.forEach(Thread::start);
        long count = 0;
        while (recording.stream().anyMatch(Thread::isAlive)) {
            count += taken();
        }
        for (Thread thread : recording) {
            thread.join();
        }
        assertThat(count + taken()).isCloseTo((long) threads * each, within(0L));
    }

    private long taken() {
        DeliveryPercentiles took = times.take();
        return took == null ? 0 : took.count();
    }
}
