package org.oisp.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who gets a seat, and whose. */
class SeatTableTest {

    private final SeatTable table = new SeatTable(new LiveSettings(4, 2, Duration.ofSeconds(1)));

    @Test
    void anAddressHasItsShareAndNoMore() {
        assertThat(table.admit(seat("a"), false).given()).isTrue();
        Seat second = seat("a");
        assertThat(table.admit(second, false).given()).isTrue();
        assertThat(table.admit(seat("a"), false).given()).isFalse();
        assertThat(table.admit(seat("b"), false).given()).isTrue();
        table.remove(second);
        assertThat(table.admit(seat("a"), false).given()).isTrue();
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void whoeverHasNotShownThePasswordIsRefusedWhereAllAreTaken() {
        for (String network : new String[] {"a", "a", "b", "b"}) {
            assertThat(table.admit(seat(network), false).given()).isTrue();
        }
        assertThat(table.admit(seat("c"), false)).isEqualTo(new SeatTable.Admission(false, null));
        assertThat(table.size()).isEqualTo(4);
    }

    @Test
    void whoeverHasShownItTakesThatOfTheOldestOfTheAddressWithMost() {
        Seat other = seat("b");
        assertThat(table.admit(other, true).given()).isTrue();
        Seat oldest = seat("a");
        assertThat(table.admit(oldest, true)).isEqualTo(new SeatTable.Admission(true, null));
        // Behind a proxy all operators have one address.
        assertThat(table.admit(seat("a"), true)).isEqualTo(new SeatTable.Admission(true, null));
        assertThat(table.admit(seat("a"), true)).isEqualTo(new SeatTable.Admission(true, null));
        assertThat(table.admit(seat("c"), true)).isEqualTo(new SeatTable.Admission(true, oldest));
        assertThat(table.size()).isEqualTo(4);
        // It leaves a seat that it has no more.
        table.remove(oldest);
        assertThat(table.size()).isEqualTo(4);
    }

    private static Seat seat(String network) {
        return new Seat(null, network);
    }
}
