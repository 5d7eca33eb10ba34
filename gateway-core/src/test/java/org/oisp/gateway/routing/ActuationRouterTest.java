package org.oisp.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import reactor.test.subscriber.TestSubscriber;

/** Each actuation has one outcome, counted once, and reaches the device that was meant or none. */
class ActuationRouterTest {

    private static final Credentials GOOD = new Credentials("api_actuator", "word");
    private static final ByteSlice JSON = ByteSlice.ofText("{\"content\":{}}");
    private static final long RECEIVED = 77;
    private static final String SENDER = "10.0.0.7:51000";
    private static final int MAILBOX_MESSAGES = 3;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ActuationEvents events = new ActuationEvents(meters);
    private final DeviceRegistry devices =
            new DeviceRegistry(new MailboxSettings(MAILBOX_MESSAGES, 10_000), new ConnectionEvents(meters));
    private final ActuationRouter router = new ActuationRouter(GOOD, devices, events);

    private final DeviceIdentity device = device(1, "d1");
    private final Mailbox mailbox = devices.admit(device, "connection 1", Reply.REGISTERED);

    @Test
    void deliversByEachFormOfTarget() {
        TestSubscriber<Outbound> connection = TestSubscriber.create();
        mailbox.messages().subscribe(connection);
        expect(ActuationOutcome.ACCEPTED, to(new Target.ByUid(device.uid())));
        expect(ActuationOutcome.ACCEPTED, to(new Target.ByAccount(device.account(), device.id())));
        expect(ActuationOutcome.ACCEPTED, to(new Target.ById(device.id())));

        Outbound delivery = new Outbound.Delivery(JSON, RECEIVED, mailbox);
        assertThat(connection.getReceivedOnNext()).containsExactly(Reply.REGISTERED, delivery, delivery, delivery);
    }

    @Test
    void deliversToNobodyElse() {
        Mailbox other = devices.admit(device(1, "d2"), "connection 2", Reply.REGISTERED);
        Mailbox namesake = devices.admit(device(2, "d1"), "connection 3", Reply.REGISTERED);
        expect(ActuationOutcome.ACCEPTED, to(new Target.ByUid(device.uid())));
        expect(ActuationOutcome.ACCEPTED, to(new Target.ByAccount(device.account(), device.id())));

        assertThat(mailbox.depth()).isEqualTo(3);
        assertThat(other.depth()).isEqualTo(1);
        assertThat(namesake.depth()).isEqualTo(1);
    }

    @Test
    void doesNotDeliverToADeviceThatIsNotConnected() {
        DeviceIdentity absent = device(1, "absent");
        expect(ActuationOutcome.NOT_CONNECTED, to(new Target.ByUid(absent.uid())));
        expect(ActuationOutcome.NOT_CONNECTED, to(new Target.ByAccount(absent.account(), absent.id())));
        expect(
                ActuationOutcome.NOT_CONNECTED,
                to(new Target.ByAccount(device(2, "d1").account(), device.id())));
        expect(ActuationOutcome.NOT_CONNECTED, to(new Target.ById(absent.id())));

        assertThat(mailbox.depth()).isEqualTo(1);
    }

    @Test
    void doesNotDeliverToADeviceWhoseSessionHasEnded() {
        TestSubscriber<Outbound> connection = TestSubscriber.create();
        mailbox.messages().subscribe(connection);
        connection.cancel();

        expect(ActuationOutcome.NOT_CONNECTED, to(new Target.ByUid(device.uid())));
    }

    @Test
    void doesNotGuessBetweenNamesakes() {
        Mailbox namesake = devices.admit(device(2, "d1"), "connection 2", Reply.REGISTERED);
        expect(ActuationOutcome.AMBIGUOUS, to(new Target.ById(device.id())));
        assertThat(mailbox.depth()).isEqualTo(1);
        assertThat(namesake.depth()).isEqualTo(1);

        devices.remove(namesake);
        expect(ActuationOutcome.ACCEPTED, to(new Target.ById(device.id())));
    }

    @Test
    void deliversNothingThatNamesNobody() {
        expect(ActuationOutcome.UNADDRESSED, to(Target.Nobody.NOBODY));
        assertThat(mailbox.depth()).isEqualTo(1);
    }

    @Test
    void deliversNothingForWrongCredentials() {
        Inbound.Body body = new Inbound.Body(new Target.ByUid(device.uid()), JSON, RECEIVED);
        for (Credentials wrong : new Credentials[] {
            new Credentials("api_actuator", "Word"),
            new Credentials("other", "word"),
            new Credentials(null, "word"),
            new Credentials("api_actuator", null),
            new Credentials(null, null)
        }) {
            expect(ActuationOutcome.WRONG_CREDENTIALS, new Inbound.ActuationMessage(wrong, body, JSON));
        }
        assertThat(mailbox.depth()).isEqualTo(1);
    }

    @Test
    void saysThatThereIsNoBodyOnlyToWhoeverKnowsTheCredentials() {
        expect(ActuationOutcome.MALFORMED, new Inbound.ActuationMessage(GOOD, null, JSON));
        expect(ActuationOutcome.WRONG_CREDENTIALS, new Inbound.ActuationMessage(new Credentials("x", "y"), null, JSON));
    }

    @Test
    void saysThatTheMailboxIsFullAndThenThatTheDeviceIsGone() {
        TestSubscriber<Outbound> connection =
                TestSubscriber.builder().initialRequest(0).build();
        mailbox.messages().subscribe(connection);
        for (int i = 1; i < MAILBOX_MESSAGES; i++) {
            expect(ActuationOutcome.ACCEPTED, to(new Target.ByUid(device.uid())));
        }
        expect(ActuationOutcome.MAILBOX_FULL, to(new Target.ByUid(device.uid())));

        assertThat(connection.isTerminatedError()).isTrue();
        expect(ActuationOutcome.NOT_CONNECTED, to(new Target.ByUid(device.uid())));
    }

    /** The mailbox ended between lookup and post. */
    @Test
    void whatAMailboxDoesNotTakeAnyMoreIsForTheOneThatHasTakenItsPlaceHere() {
        PublishedActuation publishedActuation = new PublishedActuation(to(new Target.ByUid(device.uid())), true);
        Mailbox newer = devices.admit(device, "connection 2", Reply.REGISTERED);
        Mailbox newest = devices.admit(device, "connection 3", Reply.REGISTERED);
        assertThat(router.deliver(publishedActuation, mailbox)).isEqualTo(ActuationOutcome.ACCEPTED);
        assertThat(newest.deliveries().accepted()).isEqualTo(1);

        devices.surrender(newest);
        assertThat(router.deliver(publishedActuation, mailbox)).isEqualTo(ActuationOutcome.NOT_HERE);
        assertThat(router.deliver(publishedActuation, newer)).isEqualTo(ActuationOutcome.NOT_HERE);
        assertThat(router.deliver(publishedActuation, newest)).isEqualTo(ActuationOutcome.NOT_HERE);
    }

    @Test
    void aDefectOfWhoeverFollowsAnActuationIsNeitherTheSendersNorTheDevices() {
        ActuationObserver broken = new ActuationObserver() {
            @Override
            public void ended(ActuationOutcome outcome) {
                throw new IllegalStateException("a defect");
            }

            @Override
            public void written(long sinceReceivedNanos) {
                throw new IllegalStateException("another");
            }
        };
        TestSubscriber<Outbound> connection = TestSubscriber.create();
        mailbox.messages().subscribe(connection);

        assertThat(router.route(to(new Target.ByUid(device.uid())), SENDER, broken))
                .isEqualTo(ActuationOutcome.ACCEPTED);
        ((Outbound.Delivery) connection.getReceivedOnNext().get(1))
                .deliveryObserver()
                .written(5_000);
        assertThat(mailbox.deliveries().written()).isEqualTo(1);
        assertThat(meters.get("gateway.defects").tag("where", "trace").counter().count())
                .isEqualTo(2);
    }

    @Test
    void whoFollowsAnActuationIsToldOnceWhatBecameOfIt() {
        List<String> told = new ArrayList<>();
        ActuationObserver actuationObserver = new ActuationObserver() {
            @Override
            public void ended(ActuationOutcome outcome) {
                told.add(outcome.name());
            }

            @Override
            public void written(long sinceReceivedNanos) {
                told.add("written after " + sinceReceivedNanos);
            }
        };
        TestSubscriber<Outbound> connection = TestSubscriber.create();
        mailbox.messages().subscribe(connection);
        Credentials wrong = new Credentials("x", "y");

        router.route(to(new Target.ByUid(device.uid())), SENDER, actuationObserver);
        ((Outbound.Delivery) connection.getReceivedOnNext().get(1))
                .deliveryObserver()
                .written(5_000);
        router.route(to(Target.Nobody.NOBODY), SENDER, actuationObserver);
        router.route(new Inbound.ActuationMessage(wrong, null, JSON), SENDER, actuationObserver);
        // The sender's credentials were checked before.
        router.routeTrusted(
                new Inbound.ActuationMessage(
                        wrong, new Inbound.Body(new Target.ByUid(device.uid()), JSON, RECEIVED), JSON),
                SENDER,
                actuationObserver);
        router.deliver(null, mailbox, actuationObserver);

        assertThat(told)
                .containsExactly(
                        "ACCEPTED", "written after 5000", "UNADDRESSED", "WRONG_CREDENTIALS", "ACCEPTED", "MALFORMED");
        assertThat(mailbox.deliveries().accepted()).isEqualTo(2);
        assertThat(mailbox.deliveries().written()).isEqualTo(1);
    }

    /** Routes the actuation and checks that its outcome, and no other, is counted once. */
    private void expect(ActuationOutcome expected, Inbound.ActuationMessage actuation) {
        double all = all();
        double before = counted(expected);

        assertThat(router.route(actuation, SENDER)).isEqualTo(expected);
        assertThat(counted(expected)).isEqualTo(before + 1);
        assertThat(all()).isEqualTo(all + 1);
    }

    private double all() {
        double all = 0;
        for (ActuationOutcome outcome : ActuationOutcome.values()) {
            all += counted(outcome);
        }
        return all;
    }

    private double counted(ActuationOutcome outcome) {
        return meters.get("gateway.actuations")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    private static Inbound.ActuationMessage to(Target target) {
        return new Inbound.ActuationMessage(GOOD, new Inbound.Body(target, JSON, RECEIVED), JSON);
    }

    private static DeviceIdentity device(int account, String id) {
        return new DeviceIdentity(
                new DeviceUid(new UUID(account, id.hashCode())), new AccountId(new UUID(account, 0)), new DeviceId(id));
    }
}
