package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A process whose buffers have no memory left ends at once, and says so: half of it would be deaf, and healthy to its probe. */
class MemoryGoneIT {

    @TempDir
    private Path home;

    @Test
    void endsAtOnceWhenThereIsNoMemoryForBuffers() {
        Map<String, String> environment = TestGateway.environment(TestDatabase.shared().port());
        // Enough to start and to keep a few connections to the database, and for the receive buffers of a few peers.
        environment.put(
                "JAVA_TOOL_OPTIONS",
                "-Xmx256m -Dio.netty.maxDirectMemory=6000000 -Dio.netty.allocator.type=unpooled");
        environment.put("GATEWAY_MAX_MESSAGE_BYTES", "65536");
        environment.put("GATEWAY_MAILBOX_BYTES", "65536");
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            int port = Integer.parseInt(gateway.awaitLine("listening on port (\\d+) for devices")
                    .group(1));
            assertThat(port).isPositive();
            assertThat(gateway.exitStatus()).isEqualTo(3);
            assertThat(gateway.output())
                    .anyMatch(line -> line.contains("the process ends: ") && line.contains("OutOfDirectMemoryError"));
        }
    }
}
