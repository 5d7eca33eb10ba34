package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPooler;

/** A pgbouncer in transaction mode, which lends one connection to several gateways in turn. */
class PoolerIT {

    private static final String IGNORED = "ignore_startup_parameters = extra_float_digits";

    private static final TestDatabase database = TestDatabase.shared();

    @TempDir
    private Path home;

    private final UUID account = UUID.randomUUID();

    /** With named prepared statements, each gateway executed the other's statements. */
    @Test
    void registersAtTwoGatewaysByTurns() throws IOException {
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, 40).mapToObj(i -> "d" + i).toList(), account);
        try (TestPooler pooler = TestPooler.start(database, IGNORED);
                TestGateway one = TestGateway.start(database, through(pooler));
                TestGateway two = TestGateway.start(database, through(pooler))) {
            for (int i = 0; i < devices.size(); i++) {
                Client.register(i % 2 == 0 ? one : two, devices.get(i)).close();
            }
            for (TestGateway gateway : List.of(one, two)) {
                assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
                assertThat(gateway.metric("gateway_database_seconds_count{operation=\"bind\",outcome=\"failed\"}"))
                        .isZero();
            }
            assertThat(check(pooler, 0)).contains("ok: PostgreSQL 18");
        }
    }

    @Test
    void saysWhatToSetAtAPoolerThatDoesNotKnowWhatTheDriverAsksFor() throws IOException {
        try (TestPooler pooler = TestPooler.start(database, "")) {
            String words = "unsupported startup parameter: extra_float_digits; at pgbouncer set " + IGNORED;
            assertThat(check(pooler, 1)).contains("FAILED: ", words);
            try (GatewayProcess serve = GatewayProcess.run(home, environment(pooler), "serve")) {
                assertThat(String.join("\n", serve.output())).contains("OISP_POSTGRES_CONFIG, hostname: ", words);
            }
        }
    }

    private static Map<String, String> through(TestPooler pooler) {
        return Map.of("OISP_POSTGRES_CONFIG", environment(pooler).get("OISP_POSTGRES_CONFIG"));
    }

    private static Map<String, String> environment(TestPooler pooler) {
        Map<String, String> environment = TestGateway.environment(pooler.port());
        environment.put("GATEWAY_QUERY_TIMEOUT", "20s");
        return environment;
    }

    private String check(TestPooler pooler, int status) {
        try (GatewayProcess check = GatewayProcess.run(home, environment(pooler), "check")) {
            List<String> output = check.output();
            assertThat(check.exitStatus()).as(String.join("\n", output)).isEqualTo(status);
            return output.get(1);
        }
    }
}
