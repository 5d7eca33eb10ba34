package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.server.command.check.ServerChecks;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;

/** A primary and a streaming standby, both configured as hosts: a failover is found without a restart. */
class DatabaseFailoverIT {

    private final UUID account = UUID.randomUUID();

    private TestDatabase primary;
    private TestDatabase standby;
    private DeviceIdentity before;
    private DeviceIdentity after;

    @BeforeEach
    void startBoth() {
        primary = TestDatabase.start();
        before = primary.addDevice("before", account);
        after = primary.addDevice("after", account);
        standby = primary.startStandby();
    }

    @AfterEach
    void stopBoth() {
        standby.close();
        primary.close();
    }

    private Map<String, String> hosts(TestDatabase first, TestDatabase second) {
        Map<String, String> environment = new HashMap<>(TestGateway.environment(first.port()));
        environment.put(
                "OISP_POSTGRES_CONFIG",
                "{\"dbname\":\"iot\",\"hostname\":\"127.0.0.1:%d,127.0.0.1:%d\",\"username\":\"postgres\"}"
                        .formatted(first.port(), second.port()));
        return environment;
    }

    private static String check(Map<String, String> environment) throws ConfigurationException {
        return ServerChecks.run(Configuration.read(environment, Path.of("")), null)
                .block(Client.TIMEOUT)
                .table()
                .get(1);
    }

    @Test
    void usesThePrimaryWhereverItIsInTheList() {
        try (TestGateway gateway = TestGateway.start(standby, hosts(standby, primary))) {
            Client.register(gateway, before).close();
            assertThat(primary.binding(before)).isNotNull();
        }
    }

    @Test
    void findsAFailoverAndLeavesThePrimaryThatComesBackReadOnly() {
        try (TestGateway gateway = TestGateway.start(primary, hosts(primary, standby));
                LogWatch log = new LogWatch();
                Client here = Client.register(gateway, before)) {
            await().until(() -> standby.binding(before) != null);
            primary.stop();
            await().until(() -> gateway.management("/health/ready").statusCode() == 503);
            standby.promote();

            await().until(() -> gateway.management("/health/ready").statusCode() == 200);
            Client.register(gateway, after).close();
            assertThat(standby.binding(after)).isNotNull();
            assertThat(log.linesWith("the database is now 127.0.0.1:" + standby.port()))
                    .hasSize(1);

            primary.startAgain();
            primary.reconfigure("default_transaction_read_only = on");
            DeviceIdentity third = standby.addDevice("third", account);
            standby.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'oisp-gateway'");
            Client.registerInTheEnd(gateway, third).close();
            try (TestGateway fresh = TestGateway.start(primary, hosts(primary, standby))) {
                Client.registerInTheEnd(fresh, standby.addDevice("fourth", account))
                        .close();
            }
            here.expectNothingElse();
        }
    }

    /** A connection to a server that becomes read-only fails with its first write, and is not lent again. */
    @Test
    void leavesAPrimaryThatBecomesReadOnlyWhileItIsConnected() {
        try (TestGateway gateway = TestGateway.start(primary, hosts(primary, standby))) {
            Client.register(gateway, before).close();
            await().until(() -> standby.binding(before) != null);
            standby.promote();
            primary.reconfigure("default_transaction_read_only = on");

            Client.registerInTheEnd(gateway, after).close();
            assertThat(standby.binding(after)).isNotNull();
            await().until(() -> gateway.management("/health/ready").statusCode() == 200);
        }
    }

    /** A host that accepts connections and says nothing takes its share of the time, and not all of it. */
    @Test
    void doesNotWaitForAHostThatIsSilent() {
        Map<String, String> environment = hosts(standby, primary);
        environment.put("GATEWAY_QUERY_TIMEOUT", "4s");
        standby.freeze();
        try (TestGateway gateway = TestGateway.start(primary, environment)) {
            Client.registerInTheEnd(gateway, before).close();
            assertThat(primary.binding(before)).isNotNull();
        } finally {
            standby.thaw();
        }
    }

    @Test
    void saysOfEachHostWhyItCannotBeUsed() throws ConfigurationException {
        Map<String, String> environment = hosts(primary, standby);
        assertThat(check(environment)).contains("ok: PostgreSQL 18");
        primary.stop();
        try {
            assertThat(check(environment))
                    .contains(
                            "FAILED: 127.0.0.1:" + primary.port() + ": connection refused, or blocked by a firewall; ",
                            "127.0.0.1:" + standby.port() + ": it is read-only, perhaps a standby");
            environment.compute(
                    "OISP_POSTGRES_CONFIG",
                    (name, json) -> json.replaceFirst("127.0.0.1:\\d+", "no-such-host.invalid"));
            assertThat(check(environment)).contains("no-such-host.invalid:5432: unknown host; ");
        } finally {
            primary.startAgain();
        }
        environment.putAll(hosts(standby, primary));
        environment.compute("OISP_POSTGRES_CONFIG", (name, json) -> json.replace("\"iot\"", "\"none\""));
        assertThat(check(environment)).contains("OISP_POSTGRES_CONFIG, dbname", "database \"none\" does not exist");
    }
}
