package org.oisp.gateway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.ClusterTopology.ClusterMember;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;

/** What nodes of Redis Cluster 6 and 7 say of it. */
class ClusterTopologyTest {

    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);
    private static final String C = "c".repeat(40);

    private static ByteSlice text(String text) {
        return ByteSlice.ofText(text);
    }

    @Test
    void readsNodesAndSlots() {
        ClusterTopology view = ClusterTopology.of(
                """
                %s 10.0.0.1:6379@16379,redis-a.example myself,master - 0 1426238317239 4 connected 0-8191 [93-<-%s]
                %s ::1:6380@16380 master,fail? - 0 1426238316232 2 connected 8192-16383
                %s 10.0.0.3:6379@16379,,shard-id=69bc slave %s 0 1426238316232 4 connected
                """.formatted(A, B, B, C, A),
                List.of(
                        List.of(
                                0L,
                                8191L,
                                List.of(text("redis-a.example"), 6379L, text(A), List.of(text("ip"), text("10.0.0.1"))),
                                List.of(text("10.0.0.3"), 6379L, text(C))),
                        List.of(8192L, 16383L, List.of(text(""), 6380L, text(B)))));

        assertThat(view.asked()).isEqualTo(A);
        assertThat(view.nodes())
                .containsExactly(
                        new ClusterMember(A, "10.0.0.1", 4, true, false),
                        new ClusterMember(B, "::1", 2, true, true),
                        new ClusterMember(C, "10.0.0.3", 4, false, false));
        assertThat(view.rangeOf(8191).master()).isEqualTo(A);
        assertThat(view.rangeOf(8191).endpoints())
                .containsExactly(new RedisAddress("redis-a.example", 6379), new RedisAddress("10.0.0.3", 6379));
        assertThat(view.rangeOf(8192).endpoints()).containsExactly(new RedisAddress("", 6380));
        assertThat(view.rangeOf(16_384)).isNull();
        assertThat(view.isCutOff()).isTrue();
    }

    @Test
    void isNotCutOffWithMostMasters() {
        String line = "%s 10.0.0.1:1@2 %s - 0 0 1 connected %s\n";
        assertThat(ClusterTopology.of(
                                line.formatted(A, "myself,master", "0")
                                        + line.formatted(B, "master", "1")
                                        + line.formatted(C, "master,fail", "2"),
                                List.of())
                        .isCutOff())
                .isFalse();
        // Masters without slots have no vote.
        assertThat(ClusterTopology.of(
                                line.formatted(A, "myself,master", "0") + line.formatted(B, "master,fail", ""),
                                List.of())
                        .isCutOff())
                .isFalse();
    }

    @Test
    void refusesWhatIsNoSuchAnswer() {
        assertThatThrownBy(() -> ClusterTopology.of("x", List.of())).isInstanceOf(BrokenLinkException.class);
        assertThatThrownBy(() -> ClusterTopology.of("", List.of())).isInstanceOf(BrokenLinkException.class);
    }
}
