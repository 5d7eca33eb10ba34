package org.oisp.gateway.operations.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.cluster.membership.Lease;
import org.oisp.gateway.operations.live.ClusterHistory.Rows;
import org.oisp.gateway.operations.live.ClusterView.InstanceView;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.operations.presence.LoadReplies;

class ClusterHistoryTest {

    private static final InstanceLoad LOAD = new InstanceLoad(1, 2, 3, 4, 0.5, false, null);
    private static final InstanceLoad LEAVING = new InstanceLoad(1, 2, 3, 4, 0.5, true, null);
    private static final LoadReplies NOT_ASKED = new LoadReplies(false, List.of());

    private final ClusterHistory memory = new ClusterHistory(new InstanceInfo("me", "0.1.0", 1));

    private static Lease lease(String name, long sinceBeat, long lasts) {
        return new Lease(name, "0.0.9", 10, 20, sinceBeat, lasts);
    }

    private static Rows rows(long seconds, Lease... leases) {
        return new Rows(List.of(leases), Duration.ofSeconds(seconds).toNanos());
    }

    private static LoadReplies replies(LoadReplies.LoadReply... replies) {
        return new LoadReplies(true, List.of(replies));
    }

    private static LoadReplies.LoadReply reply(String name, @Nullable InstanceLoad load) {
        return new LoadReplies.LoadReply(name, load);
    }

    private String view(long seconds, @Nullable Rows rows, LoadReplies replies) {
        ClusterView view =
                memory.view(rows, replies, LOAD, Duration.ofSeconds(seconds).toNanos());
        assertThat(view.whole()).isEqualTo(replies.asked());
        return view.instances().stream()
                .map(instanceView -> instanceView.name() + " "
                        + instanceView.instanceState().text() + (instanceView.load() == null ? " ?" : ""))
                .collect(Collectors.joining(", "));
    }

    @Test
    void showsWhoAnswersAndWhoDoesNot() {
        assertThat(view(
                        0,
                        rows(
                                0,
                                lease("a", 0, 15_000),
                                lease("b", 0, 15_000),
                                lease("c", 0, 15_000),
                                lease("me", 0, 15_000),
                                lease("z", 16_000, -1_000)),
                        replies(reply("a", LOAD), reply("b", LEAVING), reply("old", null))))
                .isEqualTo("a alive, b draining, c silent ?, me alive, old alive ?, z dead ?");
    }

    @Test
    void saysOfEachWhatIsKnown() {
        ClusterView view =
                memory.view(rows(0, lease("a", 0, 15_000), lease("me", 0, 15_000)), replies(reply("b", LOAD)), LOAD, 0);
        assertThat(view.instances())
                .containsExactly(
                        new InstanceView("a", false, "0.0.9", 10L, 20L, ClusterView.InstanceState.SILENT, null),
                        new InstanceView("b", false, null, null, null, ClusterView.InstanceState.ALIVE, LOAD),
                        new InstanceView("me", true, "0.1.0", 1L, 20L, ClusterView.InstanceState.ALIVE, LOAD));
    }

    /** An instance of an earlier version says none, and one without a lease is known by its word alone. */
    @Test
    void theVersionIsTheInstancesOwnWordOrElseItsLeases() {
        InstanceLoad newer = LOAD.ofVersion("0.2.0");
        ClusterView view = memory.view(
                rows(0, lease("a", 0, 15_000), lease("b", 0, 15_000)),
                replies(reply("a", newer), reply("b", LOAD), reply("c", newer)),
                LOAD,
                0);
        assertThat(view.instances())
                .extracting(InstanceView::version)
                .containsExactly("0.2.0", "0.0.9", "0.2.0", "0.1.0");
    }

    @Test
    void whereNobodyCanBeAskedTheLeaseSays() {
        assertThat(view(
                        0,
                        rows(0, lease("a", 4_000, 11_000), lease("b", 9_000, 6_000), lease("c", 20_000, -5_000)),
                        NOT_ASKED))
                .isEqualTo("a alive ?, b silent ?, c dead ?, me alive");
    }

    @Test
    void oneThatWasSilentAndHasNoRowAnyMoreIsDeadUntilItIsBack() {
        assertThat(view(0, rows(0, lease("a", 10_000, 5_000), lease("b", 0, 15_000)), replies(reply("b", LOAD))))
                .isEqualTo("a silent ?, b alive, me alive");
        // Instance a was killed and its row cleared; instance b has given its row back itself.
        assertThat(view(6, rows(6), replies())).isEqualTo("a dead ?, me alive");
        assertThat(view(7, null, replies())).isEqualTo("a dead ?, me alive");
        assertThat(view(20, rows(20, lease("a", 0, 15_000)), replies(reply("a", LOAD))))
                .isEqualTo("a alive, me alive");
        assertThat(view(25, rows(25), replies())).isEqualTo("me alive");
    }

    @Test
    void aLeaseMayRunOutBetweenTwoLooks() {
        LoadReplies all = replies(reply("a", LOAD), reply("b", LEAVING));
        view(0, rows(0, lease("a", 0, 2_000), lease("b", 0, 2_000)), all);
        assertThat(view(5, rows(5), replies())).isEqualTo("a dead ?, me alive");
        view(100, rows(100, lease("c", 0, 2_000)), replies(reply("c", LOAD)));
        // The cluster was not viewed for an hour.
        assertThat(view(3_700, rows(3_700), replies())).isEqualTo("me alive");
    }

    @Test
    void theDeadAreForgottenInTheEnd() {
        view(0, rows(0, lease("a", 0, 15_000)), replies());
        assertThat(view(15, rows(15), replies())).isEqualTo("a dead ?, me alive");
        assertThat(view(700, rows(700), replies())).isEqualTo("me alive");
        Lease[] many = new Lease[150];
        Arrays.setAll(many, i -> lease("i" + (100 + i), 0, 15_000));
        view(800, rows(800, many), replies());
        assertThat(memory.view(
                                rows(820),
                                replies(),
                                LOAD,
                                Duration.ofSeconds(820).toNanos())
                        .instances())
                .hasSize(101);
    }

    @Test
    void withoutTheDatabaseWhatItSaidLastIsKeptAndNobodyIsDead() {
        assertThat(view(0, null, NOT_ASKED)).isEqualTo("me alive");
        view(0, rows(0, lease("a", 0, 15_000), lease("b", 0, 15_000)), replies(reply("a", LOAD), reply("b", LOAD)));
        assertThat(view(5, null, replies(reply("a", LOAD)))).isEqualTo("a alive, b silent ?, me alive");
        assertThat(view(10, null, NOT_ASKED)).isEqualTo("a alive ?, b alive ?, me alive");
        assertThat(view(60, null, NOT_ASKED)).isEqualTo("a silent ?, b silent ?, me alive");
        assertThat(view(60, null, replies(reply("a", LOAD)))).isEqualTo("a alive, b silent ?, me alive");
    }
}
