package org.oisp.gateway.operations.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests which viewer gets a seat, and which one loses its seat for it. */
class ViewerTableTest {

    private final ViewerTable table = new ViewerTable(new LiveSettings(4, 2, Duration.ofSeconds(1)));

    @Test
    void anAddressHasItsShareAndNoMore() {
        assertThat(table.admit(seat("a"), false).admitted()).isTrue();
        Viewer second = seat("a");
        assertThat(table.admit(second, false).admitted()).isTrue();
        assertThat(table.admit(seat("a"), false).admitted()).isFalse();
        assertThat(table.admit(seat("b"), false).admitted()).isTrue();
        table.remove(second);
        assertThat(table.admit(seat("a"), false).admitted()).isTrue();
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void whoeverHasNotShownThePasswordIsRefusedWhereAllAreTaken() {
        for (String network : new String[] {"a", "a", "b", "b"}) {
            assertThat(table.admit(seat(network), false).admitted()).isTrue();
        }
        assertThat(table.admit(seat("c"), false)).isEqualTo(new ViewerTable.ViewerAdmission(false, null));
        assertThat(table.size()).isEqualTo(4);
    }

    @Test
    void whoeverHasShownItTakesThatOfTheOldestOfTheAddressWithMost() {
        Viewer other = seat("b");
        assertThat(table.admit(other, true).admitted()).isTrue();
        Viewer oldest = seat("a");
        assertThat(table.admit(oldest, true)).isEqualTo(new ViewerTable.ViewerAdmission(true, null));
        // Behind a proxy, all operators have one address.
        assertThat(table.admit(seat("a"), true)).isEqualTo(new ViewerTable.ViewerAdmission(true, null));
        assertThat(table.admit(seat("a"), true)).isEqualTo(new ViewerTable.ViewerAdmission(true, null));
        assertThat(table.admit(seat("c"), true)).isEqualTo(new ViewerTable.ViewerAdmission(true, oldest));
        assertThat(table.size()).isEqualTo(4);
        // An evicted viewer has no seat left to give back.
        table.remove(oldest);
        assertThat(table.size()).isEqualTo(4);
    }

    private static Viewer seat(String network) {
        return new Viewer(null, network);
    }
}
