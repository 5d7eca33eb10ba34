package org.oisp.gateway.benchmark;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Target;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures parsing a message from its bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MessageReaderBenchmark {

    private static final long RECEIVED = 42;

    private final MessageReader reader = new MessageReader(1 << 20);
    private final DeviceIdentity device = Fleet.device(1);
    private final ByteSlice actuationByUid = SampleMessages.actuationByUid(device);
    private final ByteSlice actuationByAccount = SampleMessages.actuationByAccount(device);
    private final ByteSlice ping = SampleMessages.PING;
    private final ByteSlice registration =
            SampleMessages.registration(device, new SignedTokens(1).compact().get(0));

    /** Fails if a sample message is not read as what it stands for. */
    public MessageReaderBenchmark() {
        expect(new Target.ByUid(device.uid()), targetOf(actuationByUid));
        expect(new Target.ByAccount(device.account(), device.id()), targetOf(actuationByAccount));
        expect(Inbound.Signal.PING, ping());
        expect(device.id().value(), ((Inbound.RegistrationRequest) registration()).deviceId());
    }

    /** Reads an actuation of some 430 bytes. */
    @Benchmark
    public Inbound actuationByUid() {
        return reader.read(actuationByUid, RECEIVED);
    }

    /** Reads the same actuation without the uid. */
    @Benchmark
    public Inbound actuationByAccountAndId() {
        return reader.read(actuationByAccount, RECEIVED);
    }

    /** Reads the application's ping, 15 bytes. */
    @Benchmark
    public Inbound ping() {
        return reader.read(ping, RECEIVED);
    }

    /** Reads a device's registration, most of which is its token. */
    @Benchmark
    public Inbound registration() {
        return reader.read(registration, RECEIVED);
    }

    private @Nullable Target targetOf(ByteSlice actuation) {
        Inbound.Body body = ((Inbound.ActuationMessage) reader.read(actuation, RECEIVED)).body();
        return body == null ? null : body.target();
    }

    private static void expect(Object expected, @Nullable Object actual) {
        if (!expected.equals(actual)) {
            throw new IllegalStateException("read as " + actual + " instead of " + expected);
        }
    }
}
