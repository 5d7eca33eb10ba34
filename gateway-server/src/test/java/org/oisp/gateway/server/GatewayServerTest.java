package org.oisp.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.lifecycle.BackgroundTask;

class GatewayServerTest {

    @Test
    void theOrderOfTheStartHasEveryTaskButThoseThatJoinTheCluster() {
        assertThat(GatewayServer.START_ORDER)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(
                        BackgroundTask.CLUSTER, BackgroundTask.BUS, BackgroundTask.DIRECTORY, BackgroundTask.QUEUE)));
    }
}
