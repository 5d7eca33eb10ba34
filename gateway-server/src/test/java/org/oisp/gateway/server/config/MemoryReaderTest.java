package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.server.config.setting.Setting;

/** Peers may hold a share of the available memory, and what the other settings need must fit beside it. */
class MemoryReaderTest {

    private static final long MEGABYTE = 1024 * 1024;

    /** Bytes of a connection with a remembered token and route. */
    private static final long EACH = 6_900;

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void container() {
        // As in a container of 512 MB.
        variables = new Variables(directory).withMemory(256 * MEGABYTE, 256 * MEGABYTE);
    }

    @Test
    void takesItsSharesOfTheHeap() {
        assertThat(variables.read().peers().memory())
                .isEqualTo(new MemorySettings(
                        (long) (0.4 * 256 * MEGABYTE), (long) (0.1 * 256 * MEGABYTE), Duration.ofSeconds(30)));
        variables.with(Setting.MEMORY_SHARE, "0.5").with(Setting.UNREGISTERED_MEMORY_SHARE, "0.25");
        assertThat(variables.read().peers().memory().bytes()).isEqualTo(128 * MEGABYTE);
        assertThat(variables.read().peers().memory().unregisteredBytes()).isEqualTo(64 * MEGABYTE);
    }

    @Test
    void takesThemOfDirectMemoryIfThatIsLess() {
        variables.withMemory(256 * MEGABYTE, 100 * MEGABYTE);
        assertThat(variables.read().peers().memory().bytes()).isEqualTo(40 * MEGABYTE);
    }

    @Test
    void takesAsManyConnectionsAsTheHeapHoldsAndSaysSo() {
        GatewaySettings settings = variables.read();
        assertThat(settings.sockets().maxConnections()).isBetween(10_000, 14_000);
        assertThat(settings.report().notes())
                .anyMatch(note -> note.contains(
                        "GATEWAY_MAX_CONNECTIONS is " + settings.sockets().maxConnections()
                                + ", the maximum for this memory: heap 256.0 MB = 48.0 MB for"));
        variables.withMemory(4_096 * MEGABYTE, 4_096 * MEGABYTE);
        assertThat(variables.read().sockets().maxConnections()).isEqualTo(100_000);
    }

    @Test
    void settingsThatDoNotFitEndTheStartWithTheArithmetic() {
        variables.with(Setting.MAX_CONNECTIONS, "100000");
        assertThat(variables.problems())
                .singleElement()
                .asString()
                .startsWith("GATEWAY_MAX_CONNECTIONS: is 100000, and the memory suffices for ")
                .contains("heap 256.0 MB = 48.0 MB for the gateway itself + 102.4 MB that peers may make it hold"
                        + " (GATEWAY_MEMORY_SHARE) + ");
        variables.with(Setting.MAX_CONNECTIONS, "5000");
        assertThat(variables.read().sockets().maxConnections()).isEqualTo(5_000);
        variables.with(Setting.REMEMBERED_TOKENS, "10000000");
        assertThat(variables.problems()).singleElement().asString().contains("GATEWAY_REMEMBERED_TOKENS");
    }

    @Test
    void leavesRoomForRememberedActuationsAndForDevicesThatAreExpectedBack() {
        variables.with(Setting.RECONNECT_HOLD, "0s").with(Setting.ACTUATION_RECORDS, "1");
        GatewaySettings without = variables.read();
        long connections = without.sockets().maxConnections();
        variables.with(Setting.RECONNECT_HOLD, "3s");
        GatewaySettings held = variables.read();
        // 320 bytes each.
        int fewer = (int) (connections * EACH / (EACH + 320));
        assertThat(held.sockets().maxConnections()).isBetween(fewer, fewer + 1);
        assertThat(held.peers().holds().devices()).isEqualTo(held.sockets().maxConnections());
        variables.with(Setting.ACTUATION_RECORDS, "20000");
        GatewaySettings both = variables.read();
        // 500 bytes each, of 19,999 more.
        assertThat(held.sockets().maxConnections() - both.sockets().maxConnections())
                .isBetween((int) (9_999_500 / (EACH + 320)), (int) (9_999_500 / (EACH + 320)) + 1);
        assertThat(both.report().notes()).anyMatch(note -> note.contains("GATEWAY_ACTUATION_RECORDS"));
        variables.with(Setting.ACTUATION_RECORDS, "1000000").with(Setting.MAX_CONNECTIONS, "5000");
        assertThat(variables.problems())
                .singleElement()
                .asString()
                .contains("for tables (GATEWAY_JOURNAL_ENTRIES, GATEWAY_ACTUATION_RECORDS)");
    }

    @Test
    void noMoreDevicesAreExpectedBackThanThatManyConnectionsOrThanTheMost() {
        variables.withMemory(16_384 * MEGABYTE, 16_384 * MEGABYTE).with(Setting.RECONNECT_HOLD, "0s");
        variables.with(Setting.MAX_CONNECTIONS, "10000000");
        long without = fit();
        variables.with(Setting.RECONNECT_HOLD, "3s");
        assertThat(without - fit()).isBetween(65_536 * 320 / EACH, 65_536 * 320 / EACH + 1);
        variables.with(Setting.MAX_CONNECTIONS, "100000");
        assertThat(variables.read().peers().holds().devices()).isEqualTo(65_536);
    }

    /** Returns how many connections the problem says that the memory suffices for. */
    private long fit() {
        return Long.parseLong(variables.problems().get(0).replaceFirst(".*suffices for (\\d+):.*", "$1"));
    }

    @Test
    void oneMessageAndOneMailboxAreNoMoreThanHalfOfWhatPeersHold() {
        variables.with(Setting.MAX_MESSAGE_BYTES, "20000000").with(Setting.MAILBOX_BYTES, "60000000");
        assertThat(variables.problems())
                .containsExactly(
                        "GATEWAY_MAX_MESSAGE_BYTES: is 19.1 MB, more than half of what GATEWAY_UNREGISTERED_MEMORY_SHARE"
                                + " leaves: 0.1 of 256.0 MB of heap is 25.6 MB",
                        "GATEWAY_MAILBOX_BYTES: is 57.2 MB, more than half of what GATEWAY_MEMORY_SHARE leaves: 0.4 of"
                                + " 256.0 MB of heap is 102.4 MB");
    }

    @Test
    void theShareOfStrangersIsAPart() {
        variables.with(Setting.UNREGISTERED_MEMORY_SHARE, "0.5");
        assertThat(variables.problems())
                .containsExactly(
                        "GATEWAY_UNREGISTERED_MEMORY_SHARE: is more than GATEWAY_MEMORY_SHARE, of which it is a part");
    }

    @Test
    void aShareIsANumber() {
        for (String wrong : new String[] {"0", "1", "40%", "half", "NaN", "0.5f"}) {
            variables.with(Setting.MEMORY_SHARE, wrong);
            assertThat(variables.problems())
                    .containsExactly("GATEWAY_MEMORY_SHARE: \"" + wrong + "\" is not a number from 0.05 to 0.8");
        }
    }
}
