package org.oisp.gateway.operations.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.operations.live.ClusterView.InstanceState;
import org.oisp.gateway.operations.live.ClusterView.InstanceView;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalJson;
import org.oisp.gateway.telemetry.journal.JournalUpdate;

/** Tests the events for viewers byte for byte; for samples see {@link SamplerTest}. */
class LiveFormatTest {

    private static final String ENTRY = "{\"at\":9,\"instance\":\"here\",\"kind\":\"gone\",\"account\":null,"
            + "\"device\":\"lamp\",\"peer\":null,\"outcome\":null,\"text\":\"It left.\"}";

    private final LiveJson json = new LiveJson();

    @Test
    void greets() {
        assertThat(json.hello(new InstanceInfo("here", "1.2", 3), 4, 1_000).toString())
                .isEqualTo("event: hello\ndata: {\"instance\":\"here\",\"version\":\"1.2\",\"started\":3,\"now\":4,"
                        + "\"every\":1000}\n\n");
        assertThat(json.history(List.of()).toString()).isEqualTo("event: history\ndata: {\"samples\":[]}\n\n");
    }

    @Test
    void tellsOfTheCluster() {
        ClusterView cluster = new ClusterView(
                true,
                List.of(
                        new InstanceView("a", true, "1.2", 3L, null, InstanceState.DRAINING, null),
                        new InstanceView(
                                "b",
                                false,
                                null,
                                null,
                                4L,
                                InstanceState.ALIVE,
                                new InstanceLoad(1, 2, 0.12345, 4, 0.5, false, null))));
        String object = "{\"scope\":\"cluster\",\"instances\":["
                + "{\"name\":\"a\",\"self\":true,\"version\":\"1.2\",\"started\":3,\"beat\":null,\"state\":\"draining\","
                + "\"devices\":null,\"connections\":null,\"registrationsPerSecond\":null,\"actuationsPerSecond\":null,"
                + "\"cpu\":null},"
                + "{\"name\":\"b\",\"self\":false,\"version\":null,\"started\":null,\"beat\":4,\"state\":\"alive\","
                + "\"devices\":1,\"connections\":2,\"registrationsPerSecond\":0.123,\"actuationsPerSecond\":4.0,"
                + "\"cpu\":0.5}]}";
        assertThat(json.cluster(cluster).toString()).isEqualTo(object);
        assertThat(json.clusterEvent(cluster).toString()).isEqualTo("event: cluster\ndata: " + object + "\n\n");
        assertThat(json.cluster(new ClusterView(false, List.of())).toString())
                .isEqualTo("{\"scope\":\"instance\",\"instances\":[]}");
    }

    @Test
    void tellsOfTheJournal() throws IOException {
        List<JournalEntry> entries = List.of(entry(), entry());
        assertThat(json.journal(entries, "here").toString())
                .isEqualTo("event: journal\ndata: {\"entries\":[" + ENTRY + "," + ENTRY + "]}\n\n");
        assertThat(json.news(new JournalUpdate(entries, 5, 6), "here").toString())
                .isEqualTo("event: news\ndata: {\"entries\":[" + ENTRY + "," + ENTRY + "],\"leftOut\":5}\n\n");
    }

    private static JournalEntry entry() throws IOException {
        try (JsonParser in = new JsonFactory().createParser(ENTRY)) {
            in.nextToken();
            return JournalJson.read(in).entry();
        }
    }
}
