package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;

/** Tests what an operator reads about the end of a device's connection. */
class DepartureTest {

    private final Gateway gateway = new Gateway(3);
    private final Conversation peer = gateway.connect();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void theDeviceHasClosedItWithACodeOrWithout() {
        peer.registers("d1");
        peer.says(new Inbound.PeerClosed(CloseFrame.ANSWER, 4001));
        assertThat(gone()).containsExactly("d1 closed");
        assertThat(newestGone().text()).isEqualTo("The device closed the connection with code 4001.");

        Conversation other = gateway.connect();
        other.registers("d2");
        other.says(new Inbound.PeerClosed(CloseFrame.ANSWER));
        assertThat(newestGone().text()).isEqualTo("The device closed the connection.");
    }

    @Test
    void nobodyHasSaidAnything() {
        peer.registers("d1");
        peer.breaksOff();

        assertThat(gone()).containsExactly("d1 cut");
    }

    @Test
    void theGatewayHasEndedItAndSaysOfWhichDevice() {
        peer.registers("d1");
        peer.says(Signal.MALFORMED);

        assertThat(gone()).containsExactly("d1 malformed_message");
        JournalEntry dropped = gateway.journal.newest(EntryKind.DROPPED, 1).get(0);
        assertThat(dropped.device()).isEqualTo("d1");
        assertThat(dropped.outcome()).isEqualTo("malformed_message");

        Conversation several = gateway.connect();
        several.registers("d2");
        several.registers("d3");
        several.says(Signal.SHUTDOWN);
        assertThat(gone()).contains("d2 shutdown", "d3 shutdown");
        assertThat(gateway.journal.newest(EntryKind.DROPPED, 1).get(0).device()).isNull();
    }

    @Test
    void theDeviceIsSilent() {
        peer.registers("d1");
        gateway.pass(Gateway.PING_INTERVAL.plus(Gateway.PING_GRACE).plusSeconds(1));

        assertThat(gone()).containsExactly("d1 silent_peer");
    }

    @Test
    void itOrAnotherOfItsConnectionHasConnectedAgain() {
        peer.registers("d1");
        peer.registers("d2");
        gateway.connect().registers("d2");

        assertThat(gone()).containsExactlyInAnyOrder("d1 taken_over", "d2 taken_over");
        Stream<String> texts =
                gateway.journal.newest(EntryKind.GONE, 2).stream().map(entry -> entry.device() + " " + entry.text());
        assertThat(texts).anyMatch(text -> text.startsWith("d1 Another device of the same connection"));
    }

    private List<String> gone() {
        return gateway.journal.newest(EntryKind.GONE, 10).stream()
                .map(entry -> entry.device() + " " + entry.outcome())
                .toList();
    }

    private JournalEntry newestGone() {
        return gateway.journal.newest(EntryKind.GONE, 1).get(0);
    }
}
