package org.oisp.gateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.operations.presence.DeviceHistory;
import org.oisp.gateway.operations.presence.DeviceState;
import org.oisp.gateway.operations.presence.Presence;
import org.oisp.gateway.operations.presence.Presence.ConnectionTimes;
import org.oisp.gateway.operations.presence.Presence.WaitingMessages;
import org.oisp.gateway.operations.presence.PresencePage;
import org.oisp.gateway.registry.DeliveryCounts;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;
import org.oisp.gateway.telemetry.journal.JournalJson;

/** Tests the answers of the operators' API byte for byte. */
class ManagementFormatTest {

    private static final String ENTRY = "{\"at\":9,\"instance\":\"there\",\"kind\":\"gone\",\"account\":null,"
            + "\"device\":\"l\u00e4mp\",\"peer\":null,\"outcome\":null,\"text\":\"It left.\"}";
    private static final DeviceIdentity LAMP = new DeviceIdentity(
            new DeviceUid(new UUID(2, 2)), new AccountId(new UUID(1, 1)), new DeviceId("\"l\u00e4mp\""));
    private static final String IDENTITY = "\"accountId\":\"" + new UUID(1, 1)
            + "\",\"deviceId\":\"\\\"l\u00e4mp\\\"\",\"deviceUID\":\"" + new UUID(2, 2) + "\"";
    private static final String PRESENCE =
            ",\"connected\":true,\"instance\":\"there\",\"since\":\"1970-01-01T00:00:02Z\","
                    + "\"lastHeard\":\"1970-01-01T00:00:03Z\",\"tokenEnds\":";
    private static final String BEHIND = ",\"scope\":\"cluster\",\"incomplete\":[]}";

    @Test
    void listsDevices() {
        DeviceState connected = new DeviceState(LAMP, presence(Mailbox.NEVER, null));
        DeviceState away = new DeviceState(LAMP, null);
        assertThat(DevicesJson.page(new PresencePage(List.of(connected, away), null, true, null, List.of()), at -> "c"))
                .isEqualTo("{\"devices\":[{" + IDENTITY + PRESENCE + "null,\"mailbox\":{\"messages\":5,\"bytes\":6}},{"
                        + IDENTITY + ",\"connected\":false}],\"next\":null,\"total\":null" + BEHIND);
        assertThat(DevicesJson.page(
                        new PresencePage(
                                List.of(away), DeviceAddress.of(LAMP), false, 12L, List.of("there", "elsewhere")),
                        at -> "c"))
                .isEqualTo("{\"devices\":[{" + IDENTITY + ",\"connected\":null}],\"next\":\"c\",\"total\":12,"
                        + "\"scope\":\"instance\",\"incomplete\":[\"there\",\"elsewhere\"]}");
    }

    @Test
    void showsADevice() {
        String mailbox = "\"1970-01-01T00:00:04Z\",\"mailbox\":{\"messages\":5,\"bytes\":6}";
        assertThat(device(null)).isEqualTo("{" + IDENTITY + PRESENCE + mailbox + BEHIND);
        assertThat(device(new DeliveryCounts(0, 0, 0, 0)))
                .isEqualTo("{" + IDENTITY + PRESENCE + mailbox
                        + ",\"actuations\":{\"accepted\":0,\"written\":0,\"last\":null}" + BEHIND);
        assertThat(device(new DeliveryCounts(3, 2, 7, 8)))
                .isEqualTo("{" + IDENTITY + PRESENCE + mailbox + ",\"actuations\":{\"accepted\":3,\"written\":2,"
                        + "\"last\":{\"at\":\"1970-01-01T00:00:00.007Z\",\"outcome\":\"waiting\",\"micros\":null}}"
                        + BEHIND);
        assertThat(device(new DeliveryCounts(3, 3, 7, 8)))
                .isEqualTo("{" + IDENTITY + PRESENCE + mailbox + ",\"actuations\":{\"accepted\":3,\"written\":3,"
                        + "\"last\":{\"at\":\"1970-01-01T00:00:00.007Z\",\"outcome\":\"written\",\"micros\":8}}"
                        + BEHIND);
    }

    @Test
    void tellsWhatHappened() throws IOException {
        InstanceJournalEntry entry = entry();
        assertThat(EventsJson.device(new DeviceHistory(List.of(entry, entry), List.of("elsewhere"), 5L)))
                .isEqualTo("{\"entries\":[" + ENTRY + "," + ENTRY + "],\"incomplete\":[\"elsewhere\"],\"since\":5}");
        assertThat(EventsJson.device(new DeviceHistory(List.of(), List.of(), null)))
                .isEqualTo("{\"entries\":[],\"incomplete\":[],\"since\":null}");
        assertThat(EventsJson.instance(List.of(entry.entry()), "there")).isEqualTo("{\"entries\":[" + ENTRY + "]}");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(JsonAnswer.error("unknown device")).isEqualTo("{\"error\":\"unknown device\"}");
    }

    private static String device(DeliveryCounts deliveries) {
        DeviceState device = new DeviceState(LAMP, presence(4_000, deliveries));
        return DevicesJson.device(device, new PresencePage(List.of(device), null, true, null, List.of()));
    }

    private static Presence presence(long tokenEnds, DeliveryCounts deliveries) {
        return new Presence(
                LAMP, "there", 1, new ConnectionTimes(2_000, 3_000, tokenEnds), new WaitingMessages(5, 6), deliveries);
    }

    private static InstanceJournalEntry entry() throws IOException {
        try (JsonParser in = new JsonFactory().createParser(ENTRY)) {
            in.nextToken();
            return JournalJson.read(in);
        }
    }
}
