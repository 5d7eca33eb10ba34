package org.oisp.gateway.server.command.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.auth.database.ServerColumnTooNarrowException;
import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.database.DatabaseRefusal;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.neighbour.NeighbourSettings;
import org.oisp.gateway.server.config.neighbour.RefusedSetting;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.database.PostgresCheck;
import org.oisp.gateway.server.database.PostgresSettings;
import org.oisp.gateway.server.kafka.KafkaCheck;
import org.oisp.gateway.server.kafka.KafkaSettings;
import org.oisp.gateway.server.keycloak.KeycloakCheck;
import org.oisp.gateway.server.keycloak.KeycloakSettings;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.redis.RedisCheck;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisClusterNodes;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tries every server that the configuration names, and what is needed of this machine, concurrently. */
public final class ServerChecks {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int AT_ONCE = 32;

    /** How the errors begin by which the versions of Redis refuse or miss a password. */
    private static final List<String> PASSWORD_REFUSED =
            List.of("WRONGPASS", "NOAUTH", "ERR AUTH", "ERR invalid password");

    private ServerChecks() {}

    /**
     * The results of all checks.
     *
     * @param table the titles, then a line for each check
     * @param good whether every check has succeeded
     */
    public record Outcome(List<String> table, boolean good) {}

    /**
     * Runs the checks.
     *
     * @param settings the configuration
     * @param files the budget of open files of this process
     * @return the outcome, within some seconds; a failing server is a result, not an error
     */
    public static Mono<Outcome> run(GatewaySettings settings, FileBudget files) {
        return Flux.concat(Flux.fromIterable(checks(settings)), Flux.fromIterable(LocalChecks.of(settings, files)))
                .flatMapSequential(ServerCheck::run, AT_ONCE)
                .collectList()
                .map(results -> outcome(settings, results));
    }

    private static Outcome outcome(GatewaySettings settings, List<ServerCheck.Result> results) {
        TextTable table = new TextTable("WHAT", "WHERE", "SET BY", "TOOK", "RESULT");
        results.forEach(result -> table.add(
                result.check().what(),
                result.check().where(),
                settings.report().place(result.setting()),
                TimeUnit.NANOSECONDS.toMillis(result.nanos()) + " ms",
                (result.good() ? "ok: " : "FAILED: ") + result.words()));
        return new Outcome(table.lines(), results.stream().allMatch(ServerCheck.Result::good));
    }

    private static List<ServerCheck> checks(GatewaySettings settings) {
        NeighbourSettings neighbours = settings.neighbours();
        List<ServerCheck> checks = new ArrayList<>();
        checks.add(database(
                "PostgreSQL",
                neighbours.database(),
                Setting.DATABASE_HOST,
                PostgresCheck.primary(
                        neighbours.database(), settings.registration().ledger().server())));
        neighbours
                .replicas()
                .forEach(replica -> checks.add(database(
                        "PostgreSQL replica", replica, Setting.DATABASE_REPLICAS, PostgresCheck.replica(replica))));
        if (neighbours.redis() != null) {
            checks.add(redis(neighbours.redis()));
        }
        if (neighbours.kafka() != null) {
            checks.add(kafka(neighbours.kafka()));
        }
        if (neighbours.keycloak() != null) {
            checks.add(keycloak(neighbours.keycloak(), settings.registration().keyFetch()));
        }
        return checks;
    }

    private static ServerCheck database(String what, PostgresSettings server, Setting named, Mono<String> attempt) {
        boolean primary = named == Setting.DATABASE_HOST;
        return new ServerCheck(what, server.where() + "/" + server.database(), named, attempt, error -> {
            if (error instanceof ServerColumnTooNarrowException) {
                return Setting.ADVERTISED_SERVER;
            }
            DatabaseRefusal refusal = DatabaseRefusal.of(error);
            return refusal == null || !primary ? named : RefusedSetting.of(refusal);
        });
    }

    private static ServerCheck redis(RedisSettings redis) {
        boolean sentinels = redis.place() instanceof RedisSentinels;
        Setting place = sentinels
                ? Setting.REDIS_SENTINELS
                : redis.place() instanceof RedisClusterNodes ? Setting.REDIS_CLUSTER : Setting.REDIS_HOST;
        return new ServerCheck("Redis", redis.where(), place, RedisCheck.run(redis), error -> {
            String words = FailureDescription.of(error);
            boolean named = sentinels && words.startsWith("no Sentinel names");
            if (words.contains("XADD: ")) {
                return Setting.REDIS_EVENTS;
            }
            if (words.contains("NOPERM ")) {
                return named ? Setting.REDIS_SENTINEL_USERNAME : Setting.REDIS_USERNAME;
            }
            if (words.contains("it expects TLS") || words.contains("no TLS connection")) {
                return named ? Setting.REDIS_SENTINEL_TLS : Setting.REDIS_TLS;
            }
            if (PASSWORD_REFUSED.stream().anyMatch(words::contains)) {
                return named ? Setting.REDIS_SENTINEL_PASSWORD : Setting.REDIS_PASSWORD;
            }
            return named && words.contains("it monitors no master") ? Setting.REDIS_MASTER : place;
        });
    }

    private static ServerCheck kafka(KafkaSettings kafka) {
        return new ServerCheck(
                "Kafka",
                kafka.bootstrapServers(),
                Setting.KAFKA_SERVERS,
                KafkaCheck.run(kafka, TIMEOUT),
                error -> Setting.KAFKA_SERVERS);
    }

    private static ServerCheck keycloak(KeycloakSettings keycloak, KeyFetchSettings fetching) {
        Setting named = switch (keycloak.keySourceKind()) {
            case KEYS -> Setting.KEYCLOAK_URL;
            case DISCOVERY -> Setting.KEYCLOAK_DISCOVERY_URL;
        };
        return new ServerCheck(
                "Keycloak", keycloak.url().toString(), named, KeycloakCheck.run(keycloak, fetching), error -> named);
    }
}
