package org.oisp.gateway.operations.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeliveryCounts;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;
import org.oisp.gateway.telemetry.journal.JournalSettings;
import org.oisp.gateway.telemetry.journal.JournalSubject;

/** Tests that pages of several instances are merged into one listing. */
class PagesTest {

    private static final InstanceLoad LOAD = new InstanceLoad(12, 13, 0.4, 800.2, 0.25, true, "0.1.0");

    private static final String SELF = UUID.randomUUID().toString();

    private final PresenceJson json = new PresenceJson();
    private final Random random = new Random(7);

    @Test
    void pagesOfManyInstancesHaveNoGapsAndNoDoubles() throws IOException {
        List<DeviceRegistry> registries = List.of(registry(), registry(), registry());
        TreeSet<DeviceAddress> all = new TreeSet<>();
        for (int i = 0; i < 500; i++) {
            DeviceIdentity device = device(random.nextLong(), Integer.toString(random.nextInt(1_000), 36) + i);
            all.add(DeviceAddress.of(device));
            // Some devices are at two instances, as they are briefly when they move.
            registries.get(random.nextInt(3)).admit(device, "a", 1, Mailbox.NEVER, Reply.REGISTERED);
            registries.get(random.nextInt(3)).admit(device, "b", 2, Mailbox.NEVER, Reply.REGISTERED);
        }
        for (int limit : new int[] {1, 7, 499, 500, 501}) {
            List<DeviceAddress> walked = new ArrayList<>();
            DeviceAddress after = null;
            do {
                MergedAnswers mergedAnswers = ask(registries, new PageRequest(null, after, limit));
                List<DeviceAddress> page =
                        mergedAnswers.devices().keySet().stream().limit(limit).toList();
                walked.addAll(page);
                after = mergedAnswers.horizon() == null
                                && mergedAnswers.devices().size() <= limit
                        ? null
                        : page.get(page.size() - 1);
                assertThat(mergedAnswers
                                .devices()
                                .headMap(page.get(page.size() - 1), true)
                                .values())
                        .allMatch(presence -> presence.boundAtMicros() == 2);
            } while (after != null);
            assertThat(walked).containsExactlyElementsOf(all);
        }
    }

    @Test
    void anAnswerIsCutWhereItGetsLongAndSaysSo() throws IOException {
        DeviceRegistry registry = registry();
        for (int i = 0; i < 1_000; i++) {
            registry.admit(device(1, "\u0001".repeat(200) + i), "a", Reply.REGISTERED);
        }
        PageRequest page = new PageRequest(null, null, PageRequest.MAX);
        PresenceAnswer whole =
                new LocalPresence("me", registry, () -> LOAD, Journal.unread()).answer(question(page, List.of()));
        assertThat(whole.more()).isFalse();
        ByteSlice written = json.write(whole);
        assertThat(written.length()).isLessThan(1 << 20);
        PresenceAnswer cut = json.readAnswer(written);
        assertThat(cut.more()).isTrue();
        assertThat(cut.devices()).isNotEmpty().hasSizeLessThan(1_000);
        assertThat(whole.devices()).startsWith(cut.devices().toArray(Presence[]::new));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        DeviceAddress some = DeviceAddress.of(device(-1, "\u00e4\"/"));
        for (PresenceQuestion question : List.of(
                question(new PageRequest(null, null, 5), List.of()),
                question(new PageRequest(some.account(), some, 1_000), List.of()),
                question(null, List.of(some, DeviceAddress.of(device(3, "b")))))) {
            assertThat(json.readQuestion(json.write(question))).isEqualTo(question);
        }
        assertThat(json.readQuestion(ByteSlice.ofText(
                                "{\"v\":1,\"later\":[{}],\"from\":\"" + SELF + "\",\"n\":1,\"limit\":99999}"))
                        .page())
                .isEqualTo(new PageRequest(null, null, PageRequest.MAX));
    }

    @Test
    void aPageMayBeOfSomeIdsOrOfOneInstance() throws IOException {
        DeviceRegistry registry = registry();
        for (String id : List.of("Lamp-1", "xLAMP", "door", "lam")) {
            registry.admit(device(1, id), "a", Reply.REGISTERED);
        }
        LocalPresence local = new LocalPresence("me", registry, () -> LOAD, Journal.unread());

        PresenceAnswer second = local.answer(
                question(new PageRequest(null, "lam", null, DeviceAddress.of(device(1, "lam")), 1), List.of()));
        assertThat(json.readAnswer(json.write(second)).total()).isEqualTo(3);
        assertThat(MergedAnswers.of(List.of(second, second)).total()).isEqualTo(6);
        // An earlier version sends no total, so the sum is unknown.
        PresenceAnswer older = new PresenceAnswer(1, "older", List.of(), false);
        assertThat(MergedAnswers.of(List.of(second, older)).total()).isNull();
        assertThat(ids(local, new PageRequest(null, "lamp", null, null, 10))).containsExactly("Lamp-1", "xLAMP");
        assertThat(ids(local, new PageRequest(null, "", "me", null, 10))).hasSize(4);
        assertThat(ids(local, new PageRequest(null, "", "other", null, 10))).isEmpty();
    }

    private List<String> ids(LocalPresence local, PageRequest page) throws IOException {
        PresenceQuestion heard = json.readQuestion(json.write(question(page, List.of())));
        assertThat(heard.page()).isEqualTo(page);
        return json.readAnswer(json.write(local.answer(heard))).devices().stream()
                .filter(page::means)
                .map(presence -> presence.device().id().value())
                .toList();
    }

    @Test
    void tellsWhatHappenedToADevice() throws IOException {
        DeviceIdentity lamp = device(1, "lamp");
        Journal journal = new Journal(new JournalSettings(10), InstantSource.system());
        journal.record(EntryKind.REGISTERED, JournalSubject.of(lamp), "1.2.3.4:5", null, "Registered.");
        journal.record(EntryKind.LOST, new JournalSubject(lamp.uid(), null, null), null, null, "By its key.");
        journal.record(EntryKind.REGISTERED, JournalSubject.of(device(1, "door")), "1.2.3.4:5", null, "Registered.");
        LocalPresence local = new LocalPresence("me", registry(), () -> LOAD, journal);
        PresenceQuestion question = PresenceQuestion.events(
                        new DeviceHistoryRequest(DeviceAddress.of(lamp), lamp.uid()))
                .as(SELF, 3);

        PresenceQuestion heard = json.readQuestion(json.write(question));
        PresenceAnswer told = json.readAnswer(json.write(local.answer(heard)));

        assertThat(heard).isEqualTo(question);
        assertThat(told.number()).isEqualTo(3);
        assertThat(told.events()).isNotNull();
        assertThat(told.events().sinceMillis()).isEqualTo(journal.sinceMillis());
        assertThat(told.events().entries())
                .extracting(entry -> entry.instance() + " " + entry.entry().kind() + " "
                        + entry.entry().text())
                .containsExactly("me LOST By its key.", "me REGISTERED Registered.");
        assertThat(told.events().entries().get(1).entry().account()).isEqualTo(lamp.account());
    }

    @Test
    void instancesOfOtherVersionsAreUnderstood() throws IOException {
        DeviceIdentity lamp = device(1, "lamp");
        String head = "{\"v\":1,\"n\":1,\"instance\":\"older\",\"devices\":[[\"%s\",\"lamp\",\"%s\",1,2,3,4,5,6"
                .formatted(lamp.account(), lamp.uid());

        PresenceAnswer older = json.readAnswer(ByteSlice.ofText(head + "]],\"more\":false}"));
        PresenceAnswer newer = json.readAnswer(ByteSlice.ofText(head + ",7,8,9,10,11,[]]],\"since\":1,\"entries\":["
                + "{\"at\":1,\"kind\":\"abducted\"},{\"at\":2,\"kind\":\"gone\",\"more\":{}}]}"));

        assertThat(older.devices().get(0).deliveryCounts()).isNull();
        assertThat(older.events()).isNull();
        assertThat(newer.devices().get(0).deliveryCounts()).isEqualTo(new DeliveryCounts(7, 8, 9, 10));
        assertThat(newer.events().entries()).hasSize(1);
        // Only the odd entry is ignored.
        assertThat(json.readAnswer(
                                ByteSlice.ofText(head + ",7,8,9,10,11,[]]],\"since\":1,\"entries\":[1,{\"at\":\"x\"},"
                                        + "{\"at\":2,\"kind\":\"gone\"}]}"))
                        .events()
                        .entries())
                .hasSize(1);
        for (String odd : List.of(
                "{\"v\":1,\"entries\":{}}", "{\"v\":1,\"entries\":[{\"at\":1", head.replace(",5,6", "") + "]]}")) {
            assertThatThrownBy(() -> json.readAnswer(ByteSlice.ofText(odd)))
                    .as(odd)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void theLoadIsSaidToWhomeverAsksForIt() throws IOException {
        PresenceQuestion asked = new PresenceQuestion(SELF, 7, null, List.of(), true);
        assertThat(json.readQuestion(json.write(asked))).isEqualTo(asked);
        LocalPresence local = new LocalPresence("me", registry(), () -> LOAD, Journal.unread());
        assertThat(json.readAnswer(json.write(local.answer(asked))))
                .isEqualTo(new PresenceAnswer(7, "me", List.of(), false, LOAD));
        assertThat(json.readAnswer(json.write(local.answer(question(null, List.of()))))
                        .load())
                .isNull();
        // Answers of an earlier and of a later version.
        assertThat(json.readAnswer(
                                ByteSlice.ofText("{\"v\":1,\"n\":7,\"instance\":\"me\",\"devices\":[],\"more\":false}"))
                        .load())
                .isNull();
        assertThat(json.readAnswer(ByteSlice.ofText(
                                "{\"v\":1,\"n\":7,\"instance\":\"me\",\"load\":{\"devices\":3,\"later\":[{}]}}"))
                        .load())
                .isEqualTo(new InstanceLoad(3, 0, 0, 0, 0, false, null));
    }

    @Test
    void whatIsNoQuestionIsRefused() {
        for (String odd : List.of(
                "",
                "{",
                "[]",
                "{}",
                "{\"v\":2}",
                "{\"v\":1,\"from\":\"all\"}",
                "{\"v\":1,\"from\":1}",
                "{\"v\":\"1\"}",
                "{\"v\":1,\"devices\":[[\"x\",\"y\"]]}",
                "{\"v\":1,\"devices\":{}}",
                "{\"v\":1,\"limit\":99999999999999}")) {
            assertThatThrownBy(() -> json.readQuestion(ByteSlice.ofText(odd)))
                    .as(odd)
                    .isInstanceOf(IOException.class);
        }
    }

    private MergedAnswers ask(List<DeviceRegistry> registries, PageRequest page) throws IOException {
        List<PresenceAnswer> answers = new ArrayList<>();
        for (DeviceRegistry registry : registries) {
            PresenceQuestion heard = json.readQuestion(json.write(question(page, List.of())));
            answers.add(json.readAnswer(
                    json.write(new LocalPresence("me", registry, () -> LOAD, Journal.unread()).answer(heard))));
        }
        return MergedAnswers.of(answers);
    }

    private static PresenceQuestion question(PageRequest page, List<DeviceAddress> devices) {
        return new PresenceQuestion(SELF, 1, page, devices, false);
    }

    private static DeviceRegistry registry() {
        return new DeviceRegistry(new MailboxSettings(10, 10_000), new ConnectionEvents(new SimpleMeterRegistry()));
    }

    private DeviceIdentity device(long account, String id) {
        return new DeviceIdentity(
                new DeviceUid(new UUID(random.nextLong(), random.nextLong())),
                new AccountId(new UUID(account, 1)),
                new DeviceId(id));
    }
}
