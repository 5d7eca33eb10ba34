package org.oisp.gateway.operations.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.operations.presence.LoadReplies;
import org.oisp.gateway.protocol.ByteSlice;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

class LiveFeedTest {

    private final Fixture fixture = new Fixture();
    private final InstanceInfo instanceInfo = new InstanceInfo("me", "0.1.0", 5);
    private final ClusterService cluster = new ClusterService(
            instanceInfo,
            () -> Mono.just(List.of()),
            () -> Mono.just(new LoadReplies(true, List.of())),
            fixture.history::load,
            Duration.ofSeconds(1));
    private final LiveFeed feed = new LiveFeed(
            new LiveSettings(3, 3, Duration.ofSeconds(10)),
            instanceInfo,
            fixture.sampler(),
            cluster,
            fixture.journal,
            new LiveEvents(fixture.meters),
            fixture.time);
    private Disposable running;

    @BeforeEach
    void run() {
        running = feed.run().subscribe();
    }

    @AfterEach
    void stop() {
        running.dispose();
    }

    /** A viewer that can stop reading or fail. */
    private final class TestViewer extends BaseSubscriber<ByteSlice> {
        private final Viewer viewer = feed.admit("a", false);
        private final List<String> events = new ArrayList<>();
        private boolean reads = true;
        private boolean cut;
        private boolean fails;
        private boolean ended;

        private TestViewer() {
            viewer.events(this::takesMore, () -> cut = true).subscribe(this);
            fixture.time.advanceTime();
        }

        private boolean takesMore() {
            if (fails) {
                throw new IllegalStateException("a defect");
            }
            return reads;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            requestUnbounded();
        }

        @Override
        protected void hookOnNext(ByteSlice event) {
            events.add(event.toString());
        }

        @Override
        protected void hookOnComplete() {
            ended = true;
        }

        /** Returns the names of the events since the last call. */
        private String seen() {
            List<String> names = events.stream()
                    .map(event -> event.startsWith(":") ? ":" : event.substring(7, event.indexOf('\n')))
                    .toList();
            events.clear();
            return String.join(" ", names);
        }
    }

    private void seconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            fixture.time.advanceTimeBy(Duration.ofSeconds(1));
        }
    }

    private double ends(String outcome) {
        return fixture.meters
                .get("gateway.live.ends")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double viewers() {
        return fixture.meters.get("gateway.live.viewers").gauge().value();
    }

    @Test
    void showsWhatThereIsAndThenWhatHappens() {
        seconds(4);
        fixture.journal.system("drain", "before");
        TestViewer viewer = new TestViewer();
        assertThat(viewer.events.get(0))
                .isEqualTo("event: hello\ndata: {\"instance\":\"me\",\"version\":\"0.1.0\",\"started\":5,\"now\":"
                        + (Fixture.EPOCH + 4_000) + ",\"every\":1000}\n\n");
        assertThat(viewer.events.get(1).split("\"at\":", -1)).hasSize(5);
        assertThat(viewer.events.get(2)).contains("\"before\"").contains("\"instance\":\"me\"");
        assertThat(viewer.events.get(3))
                .startsWith(
                        "event: cluster\ndata: {\"scope\":\"cluster\",\"instances\":[{\"name\":\"me\",\"self\":true,");
        assertThat(viewer.seen()).isEqualTo("hello history journal cluster");
        seconds(1);
        assertThat(viewer.seen().split(" ")).containsExactlyInAnyOrder("sample", "cluster");
        seconds(1);
        assertThat(viewer.seen()).isEqualTo("sample");
    }

    @Test
    void tellsNewsOnceToEachWhoeverCame() {
        TestViewer early = new TestViewer();
        seconds(1);
        early.seen();
        fixture.journal.system("redis_down", "first");
        TestViewer late = new TestViewer();
        // News of the next sample is not yet in a new viewer's snapshot.
        assertThat(late.events.get(2)).doesNotContain("first");
        fixture.journal.system("redis_up", "second");
        seconds(1);
        for (TestViewer viewer : List.of(early, late)) {
            List<String> news = viewer.events.stream()
                    .filter(event -> event.startsWith("event: news"))
                    .toList();
            assertThat(news).hasSize(1);
            assertThat(news.get(0)).containsSubsequence("first", "second", "\"leftOut\":0}");
        }
        early.seen();
        seconds(1);
        assertThat(early.seen()).doesNotContain("news");
    }

    @Test
    void aFloodOfNewsIsCutShortAndSaysBySoMuch() {
        TestViewer viewer = new TestViewer();
        for (int i = 0; i < 70; i++) {
            fixture.journal.system("drain", "entry " + i);
        }
        seconds(1);
        assertThat(viewer.events).anySatisfy(event -> assertThat(event).endsWith("\"leftOut\":20}\n\n"));
    }

    @Test
    void aViewerThatCannotBeShownAnythingIsCutAndTheOthersSeeAll() {
        TestViewer first = new TestViewer();
        TestViewer broken = new TestViewer();
        TestViewer last = new TestViewer();
        seconds(1);
        first.seen();
        last.seen();
        broken.fails = true;
        seconds(2);

        assertThat(broken.cut).isTrue();
        assertThat(viewers()).isEqualTo(2);
        for (TestViewer viewer : List.of(first, last)) {
            assertThat(viewer.seen()).isEqualTo("sample sample");
        }
        assertThat(fixture.meters
                        .get("gateway.defects")
                        .tag("where", "live")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aCommentComesEveryFifteenSeconds() {
        TestViewer viewer = new TestViewer();
        seconds(60);
        assertThat(viewer.events.stream().filter(event -> event.equals(":\n\n")))
                .hasSize(4);
    }

    @Test
    void thereIsRoomForSoManyAndASeatThatIsLeftIsAnothers() {
        List<TestViewer> all = List.of(new TestViewer(), new TestViewer(), new TestViewer());
        assertThat(viewers()).isEqualTo(3);
        assertThat(feed.admit("a", false)).isNull();
        assertThat(ends("refused")).isEqualTo(1);
        all.get(1).cancel();
        assertThat(viewers()).isEqualTo(2);
        all.get(1).viewer.leave();
        assertThat(viewers()).isEqualTo(2);
        assertThat(ends("left")).isEqualTo(1);
        Viewer viewer = feed.admit("a", false);
        assertThat(viewer).isNotNull();
        // Its connection ended before the first event.
        viewer.leave();
        assertThat(viewers()).isEqualTo(2);
    }

    @Test
    void oneWhoseConnectionEndedBeforeItWasShownAnythingIsNotKept() {
        Viewer viewer = feed.admit("a", false);
        viewer.leave();
        List<String> events = new ArrayList<>();
        boolean[] ended = new boolean[1];
        viewer.events(() -> true, () -> {})
                .doOnComplete(() -> ended[0] = true)
                .subscribe(event -> events.add(event.toString()));
        seconds(2);
        assertThat(ended[0]).isTrue();
        assertThat(events).noneMatch(event -> event.startsWith("event: sample"));
        assertThat(viewers()).isZero();
    }

    @Test
    void oneThatDoesNotReadLosesSamplesAndIsCutAtLast() {
        TestViewer reader = new TestViewer();
        TestViewer sleeper = new TestViewer();
        sleeper.seen();
        reader.seen();
        sleeper.reads = false;
        seconds(5);
        assertThat(sleeper.events).isEmpty();
        assertThat(sleeper.cut).isFalse();
        sleeper.reads = true;
        seconds(1);
        assertThat(sleeper.seen()).startsWith("sample");
        sleeper.reads = false;
        seconds(10);
        assertThat(sleeper.cut).isFalse();
        seconds(1);
        assertThat(sleeper.cut).isTrue();
        assertThat(sleeper.events).isEmpty();
        assertThat(ends("cut")).isEqualTo(1);
        assertThat(viewers()).isEqualTo(1);
        assertThat(fixture.meters.get("gateway.live.lost").counter().count()).isGreaterThanOrEqualTo(15);
        assertThat(reader.cut).isFalse();
        assertThat(reader.events.stream().filter(event -> event.startsWith("event: sample")))
                .hasSize(17);
    }

    @Test
    void afterAStallThereIsOneSampleAndNotOneForEachSecondThatWasMissed() {
        seconds(1);
        // The timer delivers the ticks of the missed seconds all at once.
        fixture.stalledNanos = Duration.ofSeconds(1).toNanos();
        seconds(5);
        fixture.stalledNanos = null;
        assertThat(fixture.history.all()).hasSize(1);
        seconds(1);
        assertThat(fixture.history.all()).extracting(Sample::millis).containsExactly(1_000L, 6_000L);
    }

    @Test
    void saysThatTheGatewayWarmsUpOnlyWhileItDoes() {
        TestViewer viewer = new TestViewer();
        viewer.seen();
        fixture.warmingUp = true;
        seconds(1);
        assertThat(viewer.events).anyMatch(event -> event.contains("\"warmingUp\":true"));
        viewer.seen();
        fixture.warmingUp = false;
        seconds(1);
        assertThat(viewer.events).isNotEmpty().noneMatch(event -> event.contains("warmingUp"));
    }

    @Test
    void endsInOrderAndAdmitsNobodyAfterwards() {
        TestViewer viewer = new TestViewer();
        viewer.seen();
        fixture.draining = true;
        feed.end().subscribe();
        fixture.time.advanceTime();
        assertThat(viewer.events).singleElement().asString().contains("\"draining\":true");
        assertThat(viewer.ended).isTrue();
        assertThat(viewer.cut).isFalse();
        assertThat(ends("stopped")).isEqualTo(1);
        assertThat(viewers()).isZero();
        assertThat(feed.admit("a", false)).isNull();
    }
}
