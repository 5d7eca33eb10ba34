package org.oisp.gateway.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.trust.DatabaseClock;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;

/** Tests what other instances are told of devices that come and go, when, and the reaction to their announcements. */
class OwnershipTest {

    private static final int BATCH = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final BusEvents events = new BusEvents(meters);
    private final DeviceRegistry devices =
            new DeviceRegistry(new MailboxSettings(10, 10_000), new ConnectionEvents(meters));
    private final TakeoverThrottle takeoverThrottle = new TakeoverThrottle(events, clock);
    private final DatabaseClock databaseClock = new DatabaseClock(Duration.ofMinutes(1), () -> 0);
    private final Ownership ownership = new Ownership(
            "me", devices, takeoverThrottle, databaseClock, new OwnerSettings(BATCH, TIMEOUT), events, clock);
    private final MemoryBus link = new MemoryBus(1);

    @Test
    void subscribesFirstAnnouncesThenAndAnswersWhenTheAnnouncementComesBack() {
        ownership.linked(link);
        Mailbox mailbox = admit("d1", 7);
        TestSubscriber<Void> answer = TestSubscriber.create();
        ownership.connected(mailbox).subscribe(answer);

        assertThat(asked()).containsExactly("subscribe");
        link.answer();
        assertThat(asked()).containsExactly("announce");
        link.answer();
        assertThat(mailbox.isSettled(1)).isFalse();
        assertThat(answer.isTerminated()).isFalse();

        hearAll();
        assertThat(mailbox.isSettled(1)).isTrue();
        assertThat(answer.isTerminatedComplete()).isTrue();
        assertThat(link.announcements.get(0).taken())
                .containsExactly(new Taken(mailbox.device().uid(), 7));
    }

    @Test
    void answersAfterASecondAllTheSameAndAtOnceWithoutALink() {
        TestSubscriber<Void> alone = TestSubscriber.create();
        ownership.connected(admit("d1", 1)).subscribe(alone);
        assertThat(alone.isTerminatedComplete()).isTrue();

        ownership.linked(link);
        TestSubscriber<Void> answer = TestSubscriber.create();
        ownership.connected(admit("d2", 1)).subscribe(answer);
        clock.advanceTimeBy(TIMEOUT.minusMillis(1));
        assertThat(answer.isTerminated()).isFalse();
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(answer.isTerminatedComplete()).isTrue();
        assertThat(arrivals("late")).isEqualTo(1);
        assertThat(arrivals("away")).isEqualTo(1);
    }

    @Test
    void answersWhenTheLinkBreaksAndTellsAllOverTheNext() {
        ownership.linked(link);
        TestSubscriber<Void> answer = TestSubscriber.create();
        ownership.connected(admit("d1", 1)).subscribe(answer);
        link.answer();
        ownership.unlinked(link);
        assertThat(answer.isTerminatedComplete()).isTrue();
        // Late answers of the old link are ignored.
        link.answer();

        MemoryBus next = new MemoryBus(2);
        ownership.linked(next);
        next.answer();
        next.answer();
        assertThat(next.subscribed).containsExactly(address("d1"));
        assertThat(next.announcements).singleElement().satisfies(told -> {
            assertThat(told.taken()).containsExactly(new Taken(device("d1").uid(), 1));
            ownership.announced(next, told);
        });
        assertThat(ownership.announced()).isEqualTo(1);
    }

    @Test
    void whatComesMeanwhileGoesIntoTheNextBatch() {
        ownership.linked(link);
        for (int i = 0; i < 8; i++) {
            ownership.connected(admit("d" + i, i)).subscribe();
        }
        List<Integer> sizes = new ArrayList<>();
        while (!link.commands.isEmpty()) {
            link.commands.stream()
                    .filter(command -> command.what().equals("subscribe"))
                    .forEach(command -> sizes.add(command.devices().size()));
            link.answer();
        }
        assertThat(sizes).containsExactly(1, BATCH, BATCH, 1);
        assertThat(link.subscribed).hasSize(8);
        assertThat(link.announcements).hasSizeLessThanOrEqualTo(5);
        hearAll();
        assertThat(ownership.announced()).isEqualTo(8);
    }

    @Test
    void whatComesAndGoesWhileOthersAreUnderWayIsNotAskedFor() {
        ownership.linked(link);
        ownership.connected(admit("d1", 1)).subscribe();
        Mailbox brief = admit("d2", 1);
        TestSubscriber<Void> answer = TestSubscriber.create();
        ownership.connected(brief).subscribe(answer);
        leave(brief);
        link.answer();
        assertThat(asked()).containsExactly("announce");
        assertThat(answer.isTerminatedComplete()).isTrue();

        Mailbox back = settled("d3");
        leave(back);
        ownership.connected(admit("d3", 2)).subscribe();
        // Its departure is under way, and its return goes into the next batch.
        workOff();
        assertThat(link.subscribed).contains(address("d3"));
    }

    @Test
    void anOlderBindingGivesTheDeviceUpAndANewerOneSaysSoAgain() {
        ownership.linked(link);
        Mailbox ours = settled("d1");
        TestSubscriber<Outbound> device = TestSubscriber.create();
        ours.messages().subscribe(device);

        int told = link.announcements.size();
        tell(new Taken(device("d1").uid(), 4));
        workOff();
        assertThat(link.announcements).hasSize(told + 1);
        assertThat(device.isTerminated()).isFalse();

        tell(new Taken(device("d1").uid(), 6));
        assertThat(device.getReceivedOnNext()).containsExactly(Reply.REGISTERED, CloseFrame.NORMAL);
        assertThat(devices.find(device("d1").uid())).isNull();
        workOff();
        assertThat(link.subscribed).isEmpty();
        assertThat(link.announcements.get(link.announcements.size() - 1).fought())
                .containsExactly(address("d1"));
        assertThat(takeoverThrottle.awaitPermit(address("d1")).toFuture()).isNotDone();
    }

    @Test
    void aTimeThatTheDatabaseHasNotReachedTakesNoDevice() {
        databaseClock.sampled(1_000_000, 0);
        ownership.linked(link);
        Mailbox ours = settled("d1");

        long bound = 1_000_000 + Duration.ofMinutes(1).toMillis() * 1_000;
        tell(new Taken(device("d1").uid(), 9_000_000_000_000_000L));
        tell(new Taken(device("d1").uid(), Long.MAX_VALUE));
        tell(new Taken(device("d1").uid(), bound + 1));
        assertThat(devices.find(device("d1").uid())).isSameAs(ours);
        assertThat(meters.get("gateway.cluster.messages")
                        .tag("outcome", "ahead")
                        .counter()
                        .count())
                .isEqualTo(3);

        tell(new Taken(device("d1").uid(), bound));
        assertThat(devices.find(device("d1").uid())).isNull();
    }

    @Test
    void theTimesOfOwnRowsAreEnoughToKnowWhichTimesCannotBe() {
        ownership.linked(link);
        Mailbox ours = settled("d1");
        tell(new Taken(device("d1").uid(), 9_000_000_000_000_000L));
        assertThat(devices.find(device("d1").uid())).isSameAs(ours);
    }

    @Test
    void whatMayNotHaveBeenBelievedIsToldAgain() {
        ownership.linked(link);
        settled("d1");
        int told = link.announcements.size();
        ownership.tellAgain();
        workOff();
        assertThat(link.announcements).hasSize(told + 1);
        assertThat(link.announcements.get(told).taken()).hasSize(1);
    }

    @Test
    void withoutRowsTheLastAnnouncementHasTheDevice() {
        ownership.linked(link);
        Mailbox ours = admit("d1", Mailbox.UNBOUND);
        ownership.connected(ours).subscribe();
        // Their announcement arrives before ours, so ours is the last.
        tell(new Taken(device("d1").uid(), Mailbox.UNBOUND));
        assertThat(devices.find(device("d1").uid())).isSameAs(ours);
        workOff();
        tell(new Taken(device("d1").uid(), Mailbox.UNBOUND));
        assertThat(devices.find(device("d1").uid())).isNull();
    }

    /** The announcement brings the device's actuations here, but the mailbox that it was made for is gone. */
    @Test
    void anAnnouncementIsAlsoOfTheMailboxThatHasTakenItsPlaceHereMeanwhile() {
        ownership.linked(link);
        ownership.connected(admit("d1", 5)).subscribe();
        link.answer();
        link.answer();
        Mailbox newer = admit("d1", 6);
        ownership.connected(newer).subscribe();
        assertThat(newer.isSettled(1)).isFalse();

        ownership.announced(link, link.announcements.get(0));
        assertThat(newer.isSettled(1)).isTrue();
    }

    /** The other instance's row is newer than our announcement, so it has the device until it receives our next one. */
    @Test
    void anAnnouncementIsNotOfAMailboxThatAnotherInstanceKnowsNothingOf() {
        ownership.linked(link);
        ownership.connected(admit("d1", 5)).subscribe();
        link.answer();
        link.answer();
        Mailbox newer = admit("d1", 7);
        ownership.connected(newer).subscribe();
        tell(new Taken(device("d1").uid(), 6));

        ownership.announced(link, link.announcements.get(0));
        assertThat(newer.isSettled(1)).isFalse();
        workOff();
        assertThat(newer.isSettled(1)).isTrue();
    }

    @Test
    void hearsOfFightsElsewhere() {
        ownership.linked(link);
        ownership.announced(link, new Announcement("other", 1, List.of(), List.of(address("d1"))));
        assertThat(takeoverThrottle.awaitPermit(address("d1")).toFuture()).isNotDone();
    }

    private Mailbox settled(String id) {
        Mailbox mailbox = admit(id, 5);
        ownership.connected(mailbox).subscribe();
        workOff();
        assertThat(mailbox.isSettled(1)).isTrue();
        return mailbox;
    }

    private void workOff() {
        while (!link.commands.isEmpty()) {
            link.answer();
        }
        hearAll();
    }

    private void hearAll() {
        List.copyOf(link.announcements).forEach(told -> ownership.announced(link, told));
    }

    private void tell(Taken taken) {
        ownership.announced(link, new Announcement("other", 1, List.of(taken), List.of()));
    }

    private Mailbox admit(String id, long at) {
        return devices.admit(device(id), "connection of " + id, at, Mailbox.NEVER, Reply.REGISTERED);
    }

    private void leave(Mailbox mailbox) {
        devices.remove(mailbox);
        ownership.disconnected(mailbox.device());
    }

    private List<String> asked() {
        return link.commands.stream().map(MemoryBus.Command::what).toList();
    }

    private double arrivals(String outcome) {
        return meters.get("gateway.arrivals").tag("outcome", outcome).counter().count();
    }

    private static DeviceIdentity device(String id) {
        return new DeviceIdentity(
                new DeviceUid(new UUID(1, id.hashCode())), new AccountId(new UUID(1, 0)), new DeviceId(id));
    }

    private static DeviceAddress address(String id) {
        return DeviceAddress.of(device(id));
    }
}
