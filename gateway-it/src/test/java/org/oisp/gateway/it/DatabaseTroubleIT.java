package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.OtherTransaction;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.server.command.check.ServerChecks;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;

/** A database that answers but cannot do its work: which devices that affects, and that the cause is reported. */
class DatabaseTroubleIT {

    private static final Map<String, String> QUICK =
            Map.of("GATEWAY_QUERY_TIMEOUT", "1s", "GATEWAY_REGISTRATION_TIMEOUT", "5s");

    private static TestDatabase database;

    private final UUID account = UUID.randomUUID();

    /** A temporary fault of the database. */
    private interface Trouble {
        void begin();

        void end();
    }

    @BeforeAll
    static void startDatabase() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @Test
    void aFullDisk() {
        concernsOnlyWhoRegisters(
                QUICK,
                everyWrite(
                        "RAISE EXCEPTION 'could not extend file \"base/1/2\": No space left on device' USING ERRCODE = '53100';"),
                "its disk is full: could not extend file");
    }

    @Test
    void statementsThatTakeTooLong() {
        concernsOnlyWhoRegisters(
                QUICK,
                everyWrite("PERFORM pg_sleep(600);"),
                "it is slow: it took",
                "ms to begin a transaction, and was not done with it within 1000 ms (GATEWAY_QUERY_TIMEOUT)");
    }

    @Test
    void noConnectionThatIsFree() {
        database.execute("CREATE ROLE limited LOGIN; GRANT ALL ON SCHEMA dashboard TO limited;"
                + " GRANT ALL ON ALL TABLES IN SCHEMA dashboard TO limited; GRANT CREATE ON DATABASE iot TO limited");
        Trouble trouble = new Trouble() {
            @Override
            public void begin() {
                database.execute("ALTER ROLE limited CONNECTION LIMIT 0");
                database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'limited'");
            }

            @Override
            public void end() {
                database.execute("ALTER ROLE limited CONNECTION LIMIT -1");
            }
        };
        concernsOnlyWhoRegisters(
                Map.of(
                        "OISP_POSTGRES_CONFIG",
                        TestGateway.environment(database.port())
                                .get("OISP_POSTGRES_CONFIG")
                                .replace("\"postgres\"", "\"limited\"")),
                trouble,
                "it accepts no more connections (max_connections, or a limit of the user or database): too many connections");
    }

    @ParameterizedTest
    @CsvSource({"devices,ACCESS EXCLUSIVE", "connectionBindings,EXCLUSIVE"})
    void aTableThatIsLocked(String table, String mode) {
        String sql = "LOCK TABLE dashboard.\"" + table + "\" IN " + mode + " MODE";
        Trouble trouble = new Trouble() {
            private OtherTransaction lock;

            @Override
            public void begin() {
                lock = OtherTransaction.doing(database, sql);
            }

            @Override
            public void end() {
                lock.close();
            }
        };
        concernsOnlyWhoRegisters(
                // Leaves enough time to find out which session holds the lock.
                Map.of("GATEWAY_QUERY_TIMEOUT", "5s", "GATEWAY_REGISTRATION_TIMEOUT", "20s"),
                trouble,
                "dashboard." + table + " is locked by session ",
                "user postgres, application " + OtherTransaction.APPLICATION);
    }

    private Trouble everyWrite(String statement) {
        return new Trouble() {
            @Override
            public void begin() {
                database.execute("CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + statement
                        + " RETURN NEW; END $$");
                database.execute("CREATE TRIGGER trouble BEFORE INSERT OR UPDATE ON dashboard.\"connectionBindings\""
                        + " FOR EACH ROW EXECUTE FUNCTION trouble()");
            }

            @Override
            public void end() {
                database.execute("DROP FUNCTION trouble() CASCADE");
            }
        };
    }

    /** Checks that connected devices stay, that new ones get a 500, and that the log and readiness tell the operator why. */
    private void concernsOnlyWhoRegisters(Map<String, String> settings, Trouble trouble, String... words) {
        DeviceIdentity here = database.addDevice("here", account);
        DeviceIdentity late = database.addDevice("late", account);
        try (TestGateway gateway = TestGateway.start(database, settings);
                Client device = Client.registerInTheEnd(gateway, here);
                Client sender = Client.connect(gateway);
                LogWatch log = new LogWatch()) {
            trouble.begin();
            try {
                await().until(() -> {
                    refuses(gateway, late);
                    return !log.linesWith("database failed (").isEmpty();
                });
                assertThat(log.linesWith("database failed ("))
                        .singleElement()
                        .asString()
                        .contains(words)
                        .contains("registrations are answered 500 until it is back");
                sender.send(Actuations.message(Actuations.body(here, 1)));
                device.expectText(Replies.actuation(Actuations.body(here, 1)));
                assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
                assertThat(gateway.management("/health/live").statusCode()).isEqualTo(200);
            } finally {
                trouble.end();
            }
            await().until(() -> gateway.management("/health/ready").statusCode() == 200);
            Client.registerInTheEnd(gateway, late).close();
            device.expectNothingElse();
        }
    }

    private static void refuses(TestGateway gateway, DeviceIdentity device) {
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration(device));
            client.expectText(Replies.UNAVAILABLE);
            client.expectClose(1000, "Normal connection closure");
        }
    }

    @Test
    void checkSaysWhichTableIsLockedAndByWhom() throws ConfigurationException {
        try (OtherTransaction lock =
                OtherTransaction.doing(database, "LOCK TABLE dashboard.devices IN ACCESS EXCLUSIVE MODE")) {
            Map<String, String> environment = TestGateway.environment(database.port());
            environment.put("GATEWAY_QUERY_TIMEOUT", "2s");
            assertThat(ServerChecks.run(Configuration.read(environment, Path.of("")), null)
                            .block(Client.TIMEOUT)
                            .table()
                            .get(1))
                    .contains("FAILED: dashboard.devices is locked by session ", OtherTransaction.APPLICATION);
        }
    }
}
