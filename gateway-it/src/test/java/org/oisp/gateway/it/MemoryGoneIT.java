package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A process without memory for buffers logs it and ends at once: otherwise it would read no sockets, but pass its liveness probe. */
class MemoryGoneIT {

    @TempDir
    private Path home;

    @Test
    void endsAtOnceWhenThereIsNoMemoryForBuffers() {
        Map<String, String> environment =
                TestGateway.environment(TestDatabase.shared().port());
        // Less than the first buffer takes.
        environment.put("JAVA_TOOL_OPTIONS", "-Dio.netty.maxDirectMemory=100000 -Dio.netty.allocator.type=pooled");
        environment.put("GATEWAY_MAX_MESSAGE_BYTES", "1024");
        environment.put("GATEWAY_MAILBOX_BYTES", "1024");
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            assertThat(gateway.exitStatus()).isEqualTo(3);
            assertThat(gateway.output())
                    .anyMatch(line -> line.contains("the process ends: ") && line.contains("OutOfDirectMemoryError"));
        }
    }
}
