package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.auth.token.Keys;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Reply;

/** Tests registrations of one device, or of namesakes. */
class SameDeviceTest {

    private static final int MAX_DEVICES = 3;

    private final Gateway gateway = new Gateway(MAX_DEVICES);

    @AfterEach
    void close() {
        gateway.close();
    }

    /** Otherwise one token would be enough to keep the database busy at the expense of all other devices. */
    @Test
    void thoseThatWaitShareOneRow() {
        gateway.database.delay = Duration.ofMillis(100);
        Conversation other = gateway.connect();
        other.registers("other");
        List<Conversation> same = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            same.add(gateway.connect());
            same.get(i).registers("d1");
        }
        gateway.pass(Duration.ofSeconds(1));

        assertThat(gateway.database.bound()).isEqualTo(2);
        other.hears(Reply.REGISTERED);
        Conversation newest = same.remove(3);
        same.forEach(older -> older.hears(Reply.REGISTERED, CloseFrame.NORMAL));
        newest.hears(Reply.REGISTERED);
        assertThat(newest.goesOn()).isTrue();
        assertThat(gateway.database.released).isEmpty();

        newest.breaksOff();
        gateway.pass(Duration.ofSeconds(1));
        assertThat(gateway.find("d1")).isNull();
        assertThat(gateway.database.released).containsExactly(uid("d1"));
    }

    @Test
    void aConnectionIsOneVisitHoweverOftenTheDeviceRegistersOnIt() {
        Conversation older = gateway.connect();
        older.registers("d1");
        gateway.pass(Duration.ofSeconds(1));
        long since = gateway.find("d1").sinceMillis();
        older.registers("d1");
        gateway.pass(Duration.ofSeconds(1));
        assertThat(gateway.connectionEvents()).containsExactly("+d1");
        assertThat(gateway.find("d1").sinceMillis()).isEqualTo(since);

        Conversation newer = gateway.connect();
        newer.registers("d1");
        gateway.pass(Duration.ofSeconds(1));
        assertThat(gateway.connectionEvents()).containsExactlyInAnyOrder("+d1", "+d1", "-d1");
        newer.breaksOff();
        gateway.pass(Duration.ofSeconds(1));
        assertThat(gateway.connectionEvents()).containsExactlyInAnyOrder("+d1", "+d1", "-d1", "-d1");
    }

    @Test
    void thoseThatWaitOnOneConnectionAreAnsweredOneByOne() {
        gateway.database.delay = Duration.ofMillis(100);
        Conversation peer = gateway.connect();
        for (int i = 0; i < 3; i++) {
            peer.registers("d1");
        }
        gateway.pass(Duration.ofSeconds(1));

        peer.hears(Reply.REGISTERED, Reply.REGISTERED, Reply.REGISTERED);
        assertThat(peer.goesOn()).isTrue();
        assertThat(gateway.connectedDevices()).isEqualTo(1);
        peer.breaksOff();
        gateway.pass(Duration.ofSeconds(1));
        assertThat(gateway.database.released).containsExactly(uid("d1"));
    }

    @Test
    void thoseThatWaitFailTogether() {
        gateway.database.unknownDevices.add("d1");
        gateway.database.delay = Duration.ofMillis(100);
        gateway.connect().registers("other");
        Conversation older = gateway.connect();
        older.registers("d1");
        Conversation newer = gateway.connect();
        newer.registers("d1");
        gateway.pass(Duration.ofSeconds(1));

        older.hears(Reply.UNAVAILABLE, CloseFrame.NORMAL);
        newer.hears(Reply.UNAVAILABLE, CloseFrame.NORMAL);
    }

    @Test
    void anIdThatIsHeldMakesNoRoomForItsNamesakesInOtherAccounts() {
        Conversation peer = gateway.connect();
        for (int i = 1; i <= MAX_DEVICES + 2; i++) {
            String account = new UUID(0, i).toString();
            peer.says(new Inbound.RegistrationRequest("same", Keys.token("same", account)));
        }

        peer.hears(Reply.REGISTERED, Reply.REGISTERED, Reply.REGISTERED, Reply.UNAVAILABLE, Reply.UNAVAILABLE);
        assertThat(peer.goesOn()).isTrue();
        assertThat(gateway.connectedDevices()).isEqualTo(MAX_DEVICES);
        assertThat(gateway.registrations(RegistrationOutcome.TOO_MANY_DEVICES)).isEqualTo(2);
        assertThat(gateway.database.released).hasSize(2);
    }

    private static UUID uid(String id) {
        return FakeDatabase.uid(Gateway.ACCOUNT, id);
    }
}
