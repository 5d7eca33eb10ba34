package org.oisp.gateway.telemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;

class JournalTest {

    private static final DeviceIdentity DEVICE = device("lamp");

    private final AtomicLong millis = new AtomicLong(1_000);
    private final Journal journal = journal(100);

    @Test
    void keepsTheNewestAndSaysSinceWhen() {
        for (int i = 0; i < 150; i++) {
            millis.incrementAndGet();
            record(EntryKind.REGISTERED, device("d" + i));
        }

        List<JournalEntry> newest = journal.newest(1_000);

        assertThat(newest).hasSize(100);
        assertThat(newest.get(0).device()).isEqualTo("d149");
        assertThat(newest.get(99).device()).isEqualTo("d50");
        assertThat(journal.size()).isEqualTo(100);
        assertThat(journal.forgotten()).isEqualTo(50);
        assertThat(journal.sinceMillis()).isEqualTo(1_000);
        for (int i = 0; i < 101; i++) {
            lost(DEVICE);
        }
        assertThat(journal.sinceMillis()).isEqualTo(1_051);
    }

    @Test
    void aFloodOfOneKindNeitherWashesTheOthersAwayNorHidesThem() {
        journal.system("database_down", "The database does not answer.");
        record(EntryKind.REGISTERED, DEVICE);
        for (int i = 0; i < 10_000; i++) {
            lost(device("unknown"));
        }

        assertThat(journal.newest(8))
                .hasSize(8)
                .extracting(JournalEntry::kind)
                .containsOnlyOnce(EntryKind.SYSTEM, EntryKind.REGISTERED)
                .startsWith(EntryKind.LOST);
        assertThat(journal.newest(EntryKind.SYSTEM, 10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.outcome()).isEqualTo("database_down"));
        assertThat(about(DEVICE)).hasSize(1);
    }

    @Test
    void findsWhatIsAboutADevice() {
        record(EntryKind.REGISTERED, DEVICE);
        journal.record(
                EntryKind.REFUSED,
                JournalSubject.claimed("lamp"),
                "1.2.3.4:5",
                Why.INVALID_TOKEN,
                "Its token has ended.");
        journal.record(
                EntryKind.LOST, new JournalSubject(DEVICE.uid(), null, null), null, Why.BUS_DOWN, "Redis is away.");
        record(EntryKind.GONE, device("lamp"));
        journal.record(
                EntryKind.LOST,
                new JournalSubject(null, DEVICE.account(), "lamp"),
                null,
                Why.BUS_DOWN,
                "Redis is away.");

        assertThat(about(DEVICE))
                .extracting(JournalEntry::kind)
                .containsExactly(EntryKind.LOST, EntryKind.LOST, EntryKind.REFUSED, EntryKind.REGISTERED);
        assertThat(journal.about(DEVICE.account(), "lamp", null, 2))
                .extracting(JournalEntry::outcome)
                .containsExactly("bus_down", "invalid_token");
    }

    @Test
    void saysWhatIsNewAndHowMuchWasLeftOut() {
        record(EntryKind.REGISTERED, DEVICE);
        long known = journal.sequence();

        assertThat(journal.after(known, 10)).isEqualTo(new JournalUpdate(List.of(), 0, known));

        for (int i = 0; i < 30; i++) {
            record(EntryKind.REGISTERED, device("d" + i));
        }
        JournalUpdate news = journal.after(known, 10);
        assertThat(news.entries())
                .extracting(JournalEntry::device)
                .hasSize(10)
                .startsWith("d20")
                .endsWith("d29");
        assertThat(news.leftOut()).isEqualTo(20);

        for (int i = 0; i < 500; i++) {
            record(EntryKind.REGISTERED, DEVICE);
        }
        JournalUpdate flood = journal.after(news.sequence(), 1_000);
        assertThat(flood.entries()).hasSize(100);
        assertThat(flood.leftOut()).isEqualTo(400);
        assertThat(journal.after(flood.sequence(), 10).entries()).isEmpty();
    }

    @Test
    void manyMayWriteAndReadAtOnceAndEachEntryIsSeenOnce() throws Exception {
        int writers = 4;
        int each = 5_000;
        Journal shared = journal(100);
        ExecutorService threads = Executors.newFixedThreadPool(writers + 1);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                EntryKind entryKind = EntryKind.values()[writer];
                work.add(() -> {
                    for (int i = 0; i < each; i++) {
                        shared.record(entryKind, JournalSubject.of(DEVICE), "peer", null, "text");
                    }
                    return null;
                });
            }
            Future<Long> reader = threads.submit(() -> {
                long last = 0;
                long seen = 0;
                while (last < (long) writers * each) {
                    JournalUpdate news = shared.after(last, 50);
                    assertThat(news.entries()).isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
                    long before = last;
                    assertThat(news.entries()).allMatch(entry -> entry.sequence() > before);
                    seen += news.entries().size() + news.leftOut();
                    last = news.sequence();
                }
                return seen;
            });
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get(30, TimeUnit.SECONDS);
            }
            assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo((long) writers * each);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatOthersHaveWrittenIsCutAndMadeFitToBeShown() throws IOException {
        journal.record(
                EntryKind.REFUSED,
                JournalSubject.claimed("a\nb" + "x".repeat(1_000_000)),
                "1.2.3.4:5",
                Why.INVALID_TOKEN,
                "No.");
        journal.system("keys_down", "The provider says \u202E\r\n" + "y".repeat(1_000));

        JournalEntry refused = journal.newest(EntryKind.REFUSED, 1).get(0);
        assertThat(refused.device()).startsWith("a?bxx").hasSizeLessThan(400).endsWith("characters)");
        assertThat(journal.newest(EntryKind.SYSTEM, 1).get(0).text())
                .startsWith("The provider says ???y")
                .hasSizeLessThan(400);
    }

    @Test
    void writesAnEntryAsTheApiHasIt() {
        record(EntryKind.REGISTERED, DEVICE);
        journal.system("started", "The gateway has started.");
        String text = JsonObjectWriter.toText(object -> object.objects(
                "entries", journal.newest(2), (one, entry) -> JournalJson.write(one, entry, "gateway-1:5000")));

        assertThat(text)
                .isEqualTo(
                        "{\"entries\":[{\"at\":1000,\"instance\":\"gateway-1:5000\",\"kind\":\"system\",\"account\":null,\"device\":null,"
                                + "\"peer\":null,\"outcome\":\"started\",\"text\":\"The gateway has started.\"},"
                                + "{\"at\":1000,\"instance\":\"gateway-1:5000\",\"kind\":\"registered\",\"account\":\""
                                + DEVICE.account()
                                + "\",\"device\":\"lamp\",\"peer\":\"1.2.3.4:5\",\"outcome\":null,\"text\":\"Registered.\"}]}");
    }

    @Test
    void readsWhatOtherInstancesWriteHoweverOdd() throws IOException {
        String odd =
                "{\"at\":%s,\"kind\":\"gone\",\"text\":%s,\"peer\":%s,\"later\":%s,\"instance\":\"b:1\",\"device\":\"lamp\"}";
        for (String value :
                List.of("null", "[1,2]", "[{}]", "{}", "{\"a\":[{}]}", "true", "1.5", "1e99", "99999999999999999999")) {
            try (JsonParser in = new JsonFactory().createParser(odd.formatted(value, value, value, value))) {
                assertThat(in.nextToken()).isEqualTo(JsonToken.START_OBJECT);
                InstanceJournalEntry told = JournalJson.read(in);
                assertThat(in.currentToken()).as(value).isEqualTo(JsonToken.END_OBJECT);
                assertThat(in.nextToken()).as(value).isNull();
                assertThat(told.instance()).isEqualTo("b:1");
                assertThat(told.entry().device()).isEqualTo("lamp");
                assertThat(told.entry().text()).isEmpty();
                assertThat(told.entry().peer()).isNull();
                assertThat(told.entry().atMillis()).isZero();
            }
        }
        try (JsonParser in = new JsonFactory().createParser("{\"kind\":[\"gone\"]}")) {
            in.nextToken();
            assertThat(JournalJson.read(in)).isNull();
        }
    }

    /** Each query copies a part at a time, and entries are added and removed between the parts. */
    @Test
    void looksThroughManyEntriesWhileOthersAreWritten() throws InterruptedException {
        Journal journal = journal(5_000);
        DeviceIdentity other = device("other");
        IntStream.range(0, 5_000).forEach(i -> record(journal, EntryKind.REGISTERED, i % 50 == 0 ? DEVICE : other));
        assertThat(journal.about(DEVICE.account(), "lamp", null, 1_000)).hasSize(100);
        assertThat(journal.newest(EntryKind.REGISTERED, 4_000)).hasSize(4_000);
        assertThat(journal.newest(EntryKind.GONE, 10)).isEmpty();
        Thread writer =
                new Thread(() -> IntStream.range(0, 200_000).forEach(i -> record(journal, EntryKind.GONE, other)));
        writer.start();
        while (writer.isAlive()) {
            List<JournalEntry> found = journal.newest(EntryKind.GONE, 5_000);
            for (int i = 1; i < found.size(); i++) {
                assertThat(found.get(i).sequence()).isLessThan(found.get(i - 1).sequence());
            }
        }
        writer.join();
        assertThat(journal.newest(EntryKind.GONE, 10_000)).hasSize(5_000);
        assertThat(journal.about(DEVICE.account(), "lamp", null, 10)).isEmpty();
    }

    private static void record(Journal journal, EntryKind entryKind, DeviceIdentity device) {
        journal.record(entryKind, JournalSubject.of(device), null, null, "Registered.");
    }

    /** Stands for the outcomes of events. */
    private enum Why {
        INVALID_TOKEN,
        BUS_DOWN
    }

    private Journal journal(int entries) {
        return new Journal(
                new JournalSettings(entries), (InstantSource) () -> java.time.Instant.ofEpochMilli(millis.get()));
    }

    private void record(EntryKind entryKind, DeviceIdentity device) {
        journal.record(entryKind, JournalSubject.of(device), "1.2.3.4:5", null, "Registered.");
    }

    private void lost(DeviceIdentity device) {
        journal.record(EntryKind.LOST, JournalSubject.of(device), null, Why.BUS_DOWN, "Redis is away.");
    }

    private List<JournalEntry> about(DeviceIdentity device) {
        return journal.about(device.account(), device.id().value(), device.uid(), 100);
    }

    private static DeviceIdentity device(String id) {
        return new DeviceIdentity(new DeviceUid(UUID.randomUUID()), new AccountId(UUID.randomUUID()), new DeviceId(id));
    }
}
