package org.oisp.gateway.session;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * As much of a database as registrations need: it knows every device except some, and can be slow, silent or away. The SQL is tested
 * elsewhere, on a real database.
 */
final class FakeDatabase implements ConnectionFactory {

    final Set<String> unknownDevices = new HashSet<>();
    /** Keys of the devices whose rows were cleared, in order. */
    final List<UUID> released = new ArrayList<>();

    Duration delay = Duration.ZERO;
    /** Duration of a commit. */
    Duration commitDelay = Duration.ZERO;
    /** Number of rolled-back transactions. */
    int rolledBack;

    boolean silent;
    boolean away;
    private int bound;

    /** Returns a device's key in this database. */
    static UUID uid(UUID account, String id) {
        return UUID.nameUUIDFromBytes((account + "/" + id).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the number of written rows. */
    int bound() {
        return bound;
    }

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.defer(() -> away
                ? Mono.error(new R2dbcNonTransientResourceException("connection refused"))
                : silent ? Mono.never() : Mono.just(connection()));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return () -> "fake";
    }

    private Connection connection() {
        return proxy(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "createStatement" -> statement((String) arguments[0]);
            case "commitTransaction" ->
                commitDelay.isZero() ? Mono.empty() : Mono.delay(commitDelay).then();
            case "rollbackTransaction" -> Mono.fromRunnable(() -> rolledBack++);
            default -> Mono.empty();
        });
    }

    private Statement statement(String sql) {
        Map<Object, Object> bindings = new HashMap<>();
        return proxy(Statement.class, (self, method, arguments) -> {
            if (method.getName().equals("bind")) {
                bindings.put(arguments[0], arguments[1]);
                return self;
            }
            // BEGIN is sent with the next statement, so it takes no time of its own.
            return (delay.isZero() || sql.startsWith("BEGIN") ? Mono.just(1) : Mono.delay(delay))
                    .map(tick -> execute(sql, bindings));
        });
    }

    private Result execute(String sql, Map<Object, Object> bindings) {
        List<Map<String, Object>> rows = new ArrayList<>();
        if (sql.contains("pg_attribute")) {
            rows.add(Map.of("width", 50));
        } else if (sql.contains("INSERT INTO")) {
            bind((UUID[]) bindings.get("$1"), (String[]) bindings.get("$2"), rows);
        } else if (sql.contains("unnest($1::uuid[]) AS device")) {
            released.addAll(List.of((UUID[]) bindings.get("$1")));
        }
        return proxy(
                Result.class,
                (self, method, arguments) -> method.getName().equals("getRowsUpdated")
                        ? Mono.just(0L)
                        : Flux.fromIterable(rows).map(row -> mapped((BiFunction<?, ?, ?>) arguments[0], row)));
    }

    private void bind(UUID[] accounts, String[] ids, List<Map<String, Object>> rows) {
        for (int i = 0; i < ids.length; i++) {
            if (!unknownDevices.contains(ids[i])) {
                bound++;
                OffsetDateTime at = OffsetDateTime.of(2026, 11, 1, 0, 0, 0, 1_000 * bound, ZoneOffset.UTC);
                rows.add(Map.of("n", i + 1, "uid", uid(accounts[i], ids[i]), "at", at));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Object mapped(BiFunction<?, ?, ?> mapping, Map<String, Object> values) {
        Row row = proxy(Row.class, (self, method, arguments) -> values.get(arguments[0]));
        return ((BiFunction<Row, Object, Object>) mapping).apply(row, null);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
