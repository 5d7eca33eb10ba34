package org.oisp.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import reactor.test.subscriber.TestSubscriber;

/** Tests forwarding to other instances: ordered and bounded, and a failure of one actuation does not affect others. */
class ForwarderTest {

    private static final DeviceUid UID = new DeviceUid(new UUID(1, 1));
    private static final DeviceAddress ADDRESS =
            new DeviceAddress(new AccountId(new UUID(2, 2)), new DeviceId("device"));
    private static final int MAX = 4;
    private static final int MAILBOX = 10;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ActuationEvents events = new ActuationEvents(meters);
    private final ReconnectHold hold = new ReconnectHold(
            HoldSettings.NEVER,
            new MailboxSettings(MAILBOX, 10_000),
            new MemoryBudget(MemorySettings.UNBOUNDED, System::nanoTime),
            (task, millis) -> () -> {},
            new HoldEvents(meters),
            System::nanoTime);
    private final DeviceRegistry devices =
            new DeviceRegistry(new MailboxSettings(MAILBOX, 10_000), new ConnectionEvents(meters), hold);
    private final ScriptedLink link = new ScriptedLink();
    private final ScriptedAddresses addresses = new ScriptedAddresses();
    private final Forwarder forwarder = new Forwarder(
            () -> link,
            devices,
            addresses,
            new ForwarderSettings(MAX, 10_000, 100, Duration.ofMinutes(1), Duration.ofSeconds(1)),
            events,
            new BusEvents(meters),
            hold);

    @Test
    void whatWaitsForALookupGoesInItsOrderAndLaterOnesGoAtOnce() {
        forward("a");
        forward("b");
        assertThat(link.published).isEmpty();
        assertThat(addresses.lookups).hasSize(1);

        addresses.answer(Optional.of(ADDRESS));
        forward("c");

        assertThat(link.published).containsExactly("a", "b", "c");
        link.heardBy(1);
        assertThat(count(ActuationOutcome.FORWARDED)).isEqualTo(3);
        assertIdle();
    }

    /** The device registers here while its address is looked up: a router finds its mailbox from then on. */
    @Test
    void whatWaitsForALookupIsAheadOfWhatComesOnceTheDeviceIsHere() {
        forward("a");
        forward("b");
        Mailbox mailbox =
                devices.admit(new DeviceIdentity(UID, ADDRESS.account(), ADDRESS.id()), "a session", Reply.REGISTERED);
        assertThat(forward("c")).isEqualTo(ActuationOutcome.ACCEPTED);
        addresses.answer(Optional.of(ADDRESS));
        assertThat(forward("d")).isEqualTo(ActuationOutcome.ACCEPTED);

        TestSubscriber<Outbound> connection = TestSubscriber.create();
        mailbox.messages().subscribe(connection);
        assertThat(connection.getReceivedOnNext())
                .filteredOn(Outbound.Delivery.class::isInstance)
                .map(message -> text(((Outbound.Delivery) message).body()))
                .containsExactly("a", "b", "c", "d");
        assertThat(link.published).isEmpty();
        assertThat(count(ActuationOutcome.ACCEPTED)).isEqualTo(4);
        assertIdle();
    }

    private static String text(ByteSlice bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsPastTheBoundsIsLostAndSaidToBe() {
        for (int i = 0; i < MAX; i++) {
            assertThat(forward("" + i)).isEqualTo(ActuationOutcome.FORWARDED);
        }
        assertThat(forward("too many")).isEqualTo(ActuationOutcome.BUS_FULL);
        addresses.answer(Optional.of(ADDRESS));
        link.heardBy(0);
        assertThat(count(ActuationOutcome.NOT_CONNECTED)).isEqualTo(MAX);
        assertIdle();
    }

    @Test
    void oneAtWhichSomethingFailsDoesNotHoldUpThoseBehindIt() {
        link.defectiveAt = "b";
        forward("a");
        forward("b");
        forward("c");

        addresses.answer(Optional.of(ADDRESS));

        assertThat(link.published).containsExactly("a", "c");
        assertThat(forward("d")).isEqualTo(ActuationOutcome.FORWARDED);
        assertThat(link.published).containsExactly("a", "c", "d");
        link.heardBy(1);
        assertThat(defects()).isEqualTo(1);
        assertThat(count(ActuationOutcome.UNRESOLVED)).isEqualTo(1);
        assertIdle();
    }

    /** The sender gets no exception, which would end its session. */
    @Test
    void oneAtWhichSomethingFailsAtOnceCostsItsSenderNothing() {
        link.defectiveAt = "a";
        Inbound.Body body = new Inbound.Body(
                new Target.ByAccount(ADDRESS.account(), ADDRESS.id()), ByteSlice.ofText("a"), System.nanoTime());
        assertThat(forwarder.forward(actuation(body, "a"), body, "a sender", null))
                .isEqualTo(ActuationOutcome.UNRESOLVED);
        assertThat(defects()).isEqualTo(1);
        assertIdle();
    }

    @Test
    void aLookupThatCannotEvenBeginHasFailedAndTheNextIsTried() {
        addresses.defective = true;
        assertThat(forward("a")).isEqualTo(ActuationOutcome.FORWARDED);
        assertThat(count(ActuationOutcome.UNRESOLVED)).isEqualTo(1);
        assertThat(defects()).isEqualTo(1);
        assertIdle();

        addresses.defective = false;
        forward("b");
        addresses.answer(Optional.of(ADDRESS));
        assertThat(link.published).containsExactly("b");
    }

    /** The lookup returns null instead of an Optional. */
    @Test
    void aLookupThatAnswersNonsenseIsOneThatFailed() {
        forward("a");
        forward("b");
        addresses.answer(null);
        assertThat(count(ActuationOutcome.UNRESOLVED)).isEqualTo(2);
        assertIdle();
    }

    @Test
    void whoeverFollowsAnActuationAndFailsDoesNotKeepItsRoom() {
        ActuationObserver broken = new ActuationObserver() {
            @Override
            public void ended(ActuationOutcome outcome) {
                throw new IllegalStateException("ended");
            }

            @Override
            public void published(long heard) {
                throw new IllegalStateException("published");
            }

            @Override
            public void written(long sinceReceivedNanos) {}
        };
        forward("a", broken);
        forward("b", null);
        addresses.answer(Optional.of(ADDRESS));
        link.heardBy(1);
        assertThat(link.published).containsExactly("a", "b");
        assertThat(count(ActuationOutcome.FORWARDED)).isEqualTo(1);
        assertThat(defects()).isEqualTo(1);
        assertThat(meters.get("gateway.defects").tag("where", "trace").counter().count())
                .isEqualTo(1);
        assertIdle();
    }

    private ActuationOutcome forward(String text) {
        return forward(text, null);
    }

    private ActuationOutcome forward(String text, ActuationObserver actuationObserver) {
        Inbound.Body body = new Inbound.Body(new Target.ByUid(UID), ByteSlice.ofText(text), System.nanoTime());
        return forwarder.forward(actuation(body, text), body, "a sender", actuationObserver);
    }

    private static Inbound.ActuationMessage actuation(Inbound.Body body, String text) {
        return new Inbound.ActuationMessage(new Credentials("u", "p"), body, ByteSlice.ofText(text));
    }

    private double count(ActuationOutcome outcome) {
        return meters.get("gateway.actuations")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    private double defects() {
        return meters.get("gateway.redis.defects").counter().count();
    }

    /** Checks that nothing is under way or counted as such. */
    private void assertIdle() {
        assertThat(forwarder.underWay()).isZero();
        assertThat(forwarder.bytesUnderWay()).isZero();
    }

    private static final class ScriptedAddresses implements DeviceAddresses {
        private final List<CompletableFuture<Optional<DeviceAddress>>> lookups = new ArrayList<>();
        private boolean defective;

        void answer(Optional<DeviceAddress> address) {
            lookups.remove(0).complete(address);
        }

        @Override
        public CompletionStage<Optional<DeviceAddress>> find(DeviceUid device) {
            if (defective) {
                throw new IllegalStateException("a defect");
            }
            lookups.add(new CompletableFuture<>());
            return lookups.get(lookups.size() - 1);
        }

        @Override
        public CompletionStage<List<DeviceAddress>> find(DeviceId id) {
            throw new UnsupportedOperationException();
        }
    }
}
