package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Outbound.Delivery;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.PostResult;

/** A session that is told to stop sends what it has accepted, accepts nothing more, and then ends. */
class SessionStopTest {

    private final Gateway gateway = new Gateway(5);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void sendsWhatWaitsForEachOfItsDevicesBeforeItCloses() {
        Conversation slow = gateway.connect(2);
        slow.registers("d1");
        slow.registers("d2");
        slow.hears(Reply.REGISTERED, Reply.REGISTERED);
        List<Delivery> waiting = List.of(delivery("1"), delivery("2"), delivery("3"), delivery("4"), delivery("5"));
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(gateway.find("d" + (1 + i % 2)).post(waiting.get(i))).isEqualTo(PostResult.ACCEPTED);
        }

        slow.says(Signal.SHUTDOWN);

        slow.hears();
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(slow.goesOn()).isTrue();
            slow.reads(1);
        }
        assertThat(slow.heard()).containsExactlyInAnyOrderElementsOf(List.<Outbound>copyOf(waiting));
        slow.reads(1);
        slow.hears(CloseFrame.GOING_AWAY);
        assertThat(slow.hasEnded()).isTrue();
        assertThat(gateway.drops(DropReason.SHUTDOWN)).isEqualTo(1);
        assertThat(gateway.connectedDevices()).isZero();
    }

    @Test
    void closesAPeerWhoseMessageIsNotWholeInTime() {
        Conversation slow = gateway.connect(2);

        slow.says(Signal.SLOW);

        slow.hears(CloseFrame.POLICY);
        assertThat(slow.hasEnded()).isTrue();
        assertThat(gateway.drops(DropReason.SLOW_MESSAGE)).isEqualTo(1);
    }

    @Test
    void acceptsNothingMoreForItsDevices() {
        Conversation slow = gateway.connect(1);
        slow.registers("d1");
        Mailbox mailbox = gateway.find("d1");
        Delivery before = delivery("before");
        assertThat(mailbox.post(before)).isEqualTo(PostResult.ACCEPTED);
        slow.says(Signal.SHUTDOWN);

        assertThat(mailbox.post(delivery("after"))).isEqualTo(PostResult.GONE);

        slow.reads(5);
        slow.hears(Reply.REGISTERED, before, CloseFrame.GOING_AWAY);
    }

    @Test
    void aDeviceThatIsBeingRegisteredIsNotAnyMore() {
        Conversation slow = gateway.connect(1);
        slow.registers("d1");
        slow.hears(Reply.REGISTERED);
        Delivery waits = delivery("waits");
        assertThat(gateway.find("d1").post(waits)).isEqualTo(PostResult.ACCEPTED);
        gateway.database.delay = Duration.ofMillis(100);
        slow.registers("d2");
        slow.says(Signal.SHUTDOWN);

        gateway.pass(Duration.ofMillis(100));
        gateway.pass(Duration.ofMillis(100));

        assertThat(gateway.find("d2")).isNull();
        assertThat(gateway.database.released).containsExactly(FakeDatabase.uid(Gateway.ACCOUNT, "d2"));
        slow.reads(5);
        slow.hears(waits, CloseFrame.GOING_AWAY);
        assertThat(slow.hasEnded()).isTrue();
    }

    @Test
    void anotherReasonToCloseDoesNotWait() {
        Conversation slow = gateway.connect(1);
        slow.registers("d1");
        slow.hears(Reply.REGISTERED);
        assertThat(gateway.find("d1").post(delivery("waits"))).isEqualTo(PostResult.ACCEPTED);
        slow.says(Signal.SHUTDOWN, Signal.MALFORMED);

        slow.reads(9);

        assertThat(slow.heard())
                .contains(Reply.WRONG_FORMAT)
                .last()
                .isIn(CloseFrame.UNPROCESSABLE, CloseFrame.GOING_AWAY);
        assertThat(slow.hasEnded()).isTrue();
    }

    @Test
    void takesWhatOtherInstancesStillSendUntilTheyKnowThatItsDevicesLeave() {
        gateway.departureNotice = Duration.ofMillis(100);
        Conversation device = gateway.connect();
        device.registers("d1");
        device.hears(Reply.REGISTERED);
        device.says(Signal.SHUTDOWN);
        assertThat(gateway.left).containsExactly("d1");

        Delivery before = delivery("before");
        assertThat(gateway.find("d1").post(before)).isEqualTo(PostResult.ACCEPTED);
        device.hears(before);
        gateway.pass(Duration.ofMillis(100));

        device.hears(CloseFrame.GOING_AWAY);
        assertThat(device.hasEnded()).isTrue();
        assertThat(gateway.left).containsExactly("d1");
    }

    @Test
    void aPeerThatLeavesMeanwhileIsGone() {
        gateway.departureNotice = Duration.ofMillis(100);
        Conversation device = gateway.connect();
        device.registers("d1");
        device.hears(Reply.REGISTERED);
        device.says(Signal.SHUTDOWN);
        device.breaksOff();
        assertThat(gateway.connectedDevices()).isZero();
        gateway.pass(Duration.ofMillis(100));
        device.hears();
    }

    @Test
    void aSessionWithoutADeviceClosesAtOnce() {
        Conversation sender = gateway.connect();
        sender.says(Signal.SHUTDOWN);
        sender.hears(CloseFrame.GOING_AWAY);
        assertThat(sender.hasEnded()).isTrue();
    }

    private static Delivery delivery(String value) {
        return new Delivery(ByteSlice.ofText("\"" + value + "\""), 0);
    }
}
