package org.oisp.gateway.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.routing.ActuationOutcome;
import org.oisp.gateway.routing.ActuationRouter;
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

/**
 * Measures the whole way of an actuation through this module, each time to another of ten thousand reading devices: credentials, lookup,
 * mailbox, meter.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ActuationRouterBenchmark {

    private final Fleet fleet = new Fleet();
    private final ActuationRouter router =
            new ActuationRouter(SampleMessages.credentials(), fleet.registry(), fleet.events());
    private final MessageReader reader = new MessageReader(1 << 20);

    private final List<ByteSlice> messages =
            fleet.asNamed().stream().map(SampleMessages::actuationByUid).toList();
    private final List<Inbound.ActuationMessage> byUid =
            messages.stream().map(this::read).toList();
    private final List<Inbound.ActuationMessage> byAccount = fleet.asNamed().stream()
            .map(SampleMessages::actuationByAccount)
            .map(this::read)
            .toList();

    /** Routes a parsed actuation that names its device by key. */
    @Benchmark
    public ActuationOutcome routeByUid(Turn turn) {
        return accepted(router.route(byUid.get(turn.among(Fleet.DEVICES)), this));
    }

    /** Routes a parsed actuation that names its device by account and id. */
    @Benchmark
    public ActuationOutcome routeByAccountAndId(Turn turn) {
        return accepted(router.route(byAccount.get(turn.among(Fleet.DEVICES)), this));
    }

    /** Parses the bytes of the sender's message and routes it; the message names its device by key. */
    @Benchmark
    public ActuationOutcome readAndRouteByUid(Turn turn) {
        return accepted(router.route(read(messages.get(turn.among(Fleet.DEVICES))), this));
    }

    /** Fails if the devices received nothing but their greetings. */
    @TearDown
    public void everythingWasSent() {
        if (fleet.received() <= Fleet.DEVICES || fleet.registry().waiting() > 0) {
            throw new IllegalStateException("what was routed did not arrive");
        }
    }

    private Inbound.ActuationMessage read(ByteSlice message) {
        return (Inbound.ActuationMessage) reader.read(message, System.nanoTime());
    }

    private static ActuationOutcome accepted(ActuationOutcome outcome) {
        if (outcome != ActuationOutcome.ACCEPTED) {
            throw new IllegalStateException("an actuation was lost: " + outcome);
        }
        return outcome;
    }
}
