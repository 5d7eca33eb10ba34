package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Outbound.Delivery;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.Mailbox;

/** Tests the devices of one connection: each gets its 200, all receive on it, and its end releases them all. */
class SessionDevicesTest {

    private static final int MAX_DEVICES = 3;

    private final Gateway gateway = new Gateway(MAX_DEVICES);
    private final Conversation peer = gateway.connect();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void deliversToARegisteredDevice() {
        peer.registers("d1");
        peer.hears(Reply.REGISTERED);
        assertThat(gateway.registrations(RegistrationOutcome.REGISTERED)).isEqualTo(1);
        Delivery first = delivery("1");
        Delivery second = delivery("2");
        gateway.find("d1").post(first);
        gateway.find("d1").post(second);

        peer.hears(first, second);
    }

    @Test
    void registersNoDeviceBeforeItsRowIsWritten() {
        gateway.database.delay = Duration.ofMillis(100);
        peer.registers("d1");
        gateway.pass(Duration.ofMillis(99));
        assertThat(gateway.database.bound()).isZero();
        assertThat(gateway.find("d1")).isNull();
        peer.hears();

        gateway.pass(Duration.ofMillis(1));
        assertThat(gateway.database.bound()).isEqualTo(1);
        peer.hears(Reply.REGISTERED);
    }

    @Test
    void holdsSeveralDevicesAndReleasesThemAll() {
        peer.registers("d1");
        peer.registers("d2");
        peer.registers("d3");
        peer.hears(Reply.REGISTERED, Reply.REGISTERED, Reply.REGISTERED);
        Delivery delivery = delivery("x");
        gateway.find("d2").post(delivery);
        peer.hears(delivery);

        peer.breaksOff();
        assertThat(gateway.connectedDevices()).isZero();
        assertThat(gateway.database.released).containsExactlyInAnyOrder(uid("d1"), uid("d2"), uid("d3"));
    }

    @Test
    void releasesItsDevicesWhenItEndsItself() {
        peer.registers("d1");
        peer.says(Signal.MALFORMED);
        peer.hears(Reply.REGISTERED, Reply.WRONG_FORMAT, CloseFrame.UNPROCESSABLE);

        assertThat(gateway.connectedDevices()).isZero();
        assertThat(gateway.database.released).containsExactly(uid("d1"));
    }

    @Test
    void closesTheOlderConnectionOfADevice() {
        peer.registers("d1");
        Conversation newer = gateway.connect();
        newer.registers("d1");
        newer.hears(Reply.REGISTERED);

        peer.hears(Reply.REGISTERED, CloseFrame.NORMAL);
        assertThat(peer.hasEnded()).isTrue();
        assertThat(newer.goesOn()).isTrue();
        assertThat(gateway.drops(DropReason.TAKEN_OVER)).isEqualTo(1);
        Delivery delivery = delivery("x");
        gateway.find("d1").post(delivery);
        newer.hears(delivery);
    }

    @Test
    void releasesTheOtherDevicesOfAConnectionThatIsTakenOver() {
        peer.registers("d1");
        peer.registers("d2");
        gateway.connect().registers("d1");

        assertThat(peer.hasEnded()).isTrue();
        assertThat(gateway.find("d1")).isNotNull();
        assertThat(gateway.find("d2")).isNull();
    }

    @Test
    void registersADeviceAgainOnItsOwnConnection() {
        peer.registers("d1");
        peer.registers("d1");
        peer.hears(Reply.REGISTERED, Reply.REGISTERED);
        assertThat(peer.goesOn()).isTrue();
        Delivery delivery = delivery("x");
        gateway.find("d1").post(delivery);
        peer.hears(delivery);

        peer.breaksOff();
        assertThat(gateway.connectedDevices()).isZero();
        assertThat(gateway.database.released).containsExactly(uid("d1"));
        assertThat(gateway.drops(DropReason.TAKEN_OVER)).isZero();
    }

    @Test
    void refusesADeviceTooManyAndLeavesTheOthersInPeace() {
        for (int i = 1; i <= MAX_DEVICES; i++) {
            peer.registers("d" + i);
        }
        assertThat(peer.heard()).hasSize(MAX_DEVICES);
        peer.registers("one-too-many");

        peer.hears(Reply.UNAVAILABLE);
        assertThat(peer.goesOn()).isTrue();
        assertThat(gateway.connectedDevices()).isEqualTo(MAX_DEVICES);
        assertThat(gateway.registrations(RegistrationOutcome.TOO_MANY_DEVICES)).isEqualTo(1);
    }

    @Test
    void countsRegistrationsUnderWayAsDevices() {
        gateway.database.delay = Duration.ofMillis(100);
        for (int i = 1; i <= MAX_DEVICES + 1; i++) {
            peer.registers("d" + i);
        }
        peer.hears(Reply.UNAVAILABLE);

        gateway.pass(Duration.ofSeconds(2));
        peer.hears(Reply.REGISTERED, Reply.REGISTERED, Reply.REGISTERED);
    }

    @Test
    void registersADeviceAgainHoweverManyTheConnectionHolds() {
        for (int i = 1; i <= MAX_DEVICES; i++) {
            peer.registers("d" + i);
        }
        assertThat(peer.heard()).hasSize(MAX_DEVICES);
        peer.registers("d2");

        peer.hears(Reply.REGISTERED);
        assertThat(gateway.connectedDevices()).isEqualTo(MAX_DEVICES);
        assertThat(gateway.registrations(RegistrationOutcome.TOO_MANY_DEVICES)).isZero();
    }

    /** A device that was just registered must not also count as under way. */
    @Test
    void holdsAsManyDevicesAsItMayHoweverSoonEachFollowsTheLast() {
        for (int i = 1; i < MAX_DEVICES - 1; i++) {
            peer.registers("d" + i);
        }
        gateway.database.delay = Duration.ofMillis(100);
        peer.heard();
        peer.whenItHears(Reply.REGISTERED, () -> peer.registers("last"));
        peer.registers("last but one");
        gateway.pass(Duration.ofSeconds(1));

        peer.hears(Reply.REGISTERED, Reply.REGISTERED);
        assertThat(gateway.connectedDevices()).isEqualTo(MAX_DEVICES);
    }

    @Test
    void cutsADeviceThatDoesNotRead() {
        Conversation slow = gateway.connect(1);
        slow.registers("d1");
        slow.hears(Reply.REGISTERED);
        // The session takes one message out of the mailbox ahead of the peer.
        for (int i = 0; i < Gateway.MAILBOX_MESSAGES + 2; i++) {
            Mailbox mailbox = gateway.find("d1");
            if (mailbox != null) {
                mailbox.post(delivery("x"));
            }
        }

        assertThat(slow.cutFor()).isEqualTo(DropReason.SLOW_DEVICE);
        slow.hears();
        assertThat(gateway.drops(DropReason.SLOW_DEVICE)).isEqualTo(1);
        assertThat(gateway.find("d1")).isNull();
        assertThat(gateway.database.released).containsExactly(uid("d1"));
    }

    private static Delivery delivery(String body) {
        return new Outbound.Delivery(ByteSlice.ofText(body), 0);
    }

    private static UUID uid(String id) {
        return FakeDatabase.uid(Gateway.ACCOUNT, id);
    }
}
