package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxReader;
import org.oisp.gateway.telemetry.DefectSite;
import reactor.core.publisher.Hooks;

/** A defect in serving one peer closes only that peer's connection and leaves nothing of it behind. */
class DefectTest {

    private final Gateway gateway = new Gateway(3);
    private final Conversation peer = gateway.connect();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aSessionThatCannotBeHandedWhatIsPostedIsCut() {
        peer.registers("d1");
        Mailbox mailbox = gateway.find("d1");
        ((MailboxReader) mailbox.owner()).failed(mailbox, new IllegalStateException("a defect"));

        assertThat(peer.isCut()).isTrue();
        assertThat(gateway.connectedDevices()).isZero();
        assertThat(gateway.database.released).containsExactly(uid("d1"));
        assertThat(gateway.defects(DefectSite.MAILBOX)).isEqualTo(1);
        assertThat(gateway.drops(DropReason.INTERNAL_ERROR)).isEqualTo(1);
    }

    @Test
    void aDeviceThatCannotBeReleasedWholeDoesNotKeepTheOthersOfItsConnection() {
        peer.registers("d1");
        peer.registers("d2");
        gateway.defective.add("d1");
        peer.breaksOff();

        assertThat(gateway.connectedDevices()).isZero();
        assertThat(gateway.database.released).containsExactlyInAnyOrder(uid("d1"), uid("d2"));
        assertThat(gateway.connectionEvents()).containsExactly("+d1", "+d2", "-d2");
        assertThat(gateway.defects(DefectSite.RELEASE)).isEqualTo(1);
    }

    @Test
    void aRegistrationThatFailsBehindItsRowGivesBackDeviceAndRowAndNoOthers() {
        Conversation other = gateway.connect();
        other.registers("d2");
        gateway.defective.add("d1");
        peer.registers("d1");

        assertThat(peer.cutFor()).isNull();
        assertThat(peer.goesOn()).isFalse();
        assertThat(gateway.find("d1")).isNull();
        assertThat(gateway.database.released).containsExactly(uid("d1"));
        assertThat(gateway.defects(DefectSite.SESSION)).isEqualTo(1);
        other.hears(Reply.REGISTERED);
        assertThat(other.goesOn()).isTrue();
        assertThat(gateway.find("d2")).isNotNull();

        // The ledger still works.
        Conversation third = gateway.connect();
        third.registers("d3");
        third.hears(Reply.REGISTERED);
    }

    /** This is not a defect: the device's row is not written. */
    @Test
    void aPeerThatLeavesWhileItsDeviceIsAtTheDatabaseDropsNothing() {
        List<Object> dropped = new ArrayList<>();
        Hooks.onNextDropped(dropped::add);
        try {
            gateway.database.delay = Duration.ofSeconds(1);
            peer.registers("d1");
            peer.breaksOff();
            gateway.pass(Duration.ofSeconds(5));
        } finally {
            Hooks.resetOnNextDropped();
        }

        assertThat(gateway.database.released).isEmpty();
        assertThat(dropped).isEmpty();
    }

    private static UUID uid(String id) {
        return FakeDatabase.uid(Gateway.ACCOUNT, id);
    }
}
