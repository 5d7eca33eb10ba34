package org.oisp.gateway.benchmark;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.registry.PostResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measures posting to the mailbox of a reading device, up to its connection, which does nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MailboxBenchmark {

    private final DeviceIdentity device = Fleet.device(1);
    private final DeviceRegistry registry =
            new DeviceRegistry(new MailboxSettings(256, 1 << 20), new ConnectionEvents(new SimpleMeterRegistry()));
    private final Mailbox mailbox = registry.admit(device, "connection", Reply.REGISTERED);
    private final Connection connection = Connection.reading(mailbox);
    private final Outbound.Delivery delivery = new Outbound.Delivery(SampleMessages.actuationBody(device), 42);

    /** Posts one message to an empty mailbox. */
    @Benchmark
    public PostResult post() {
        return mailbox.post(delivery);
    }

    /** Fails if the device was dropped or has not received everything. */
    @TearDown
    public void everythingWasSent() {
        if (post() != PostResult.ACCEPTED || mailbox.depth() > 0 || connection.received() < 2) {
            throw new IllegalStateException("what was posted did not arrive");
        }
    }
}
