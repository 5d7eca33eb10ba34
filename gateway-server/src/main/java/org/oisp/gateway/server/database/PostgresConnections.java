package org.oisp.gateway.server.database;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.oisp.gateway.database.FailureReason;
import org.oisp.gateway.database.UnusableHostsException;
import org.oisp.gateway.server.database.PostgresSettings.SessionTarget;
import org.oisp.gateway.server.resolver.UncachedNames;
import org.oisp.gateway.telemetry.LogLine;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Opens connections to a PostgreSQL server, or to the one of several hosts that is the primary now. The host of the last connection is asked
 * first, and each gets its share of the time, so that a host that does not answer costs one attempt a part of its time. Thread-safe.
 */
final class PostgresConnections implements ConnectionFactory {

    private final PostgresSettings settings;
    private final List<HostConnections> hosts;
    /** The time for all hosts together. */
    private final Duration all;

    private volatile int last;

    /**
     * Creates the factory without connecting.
     *
     * @param settings how to connect
     * @param loops one event loop
     */
    PostgresConnections(PostgresSettings settings, LoopResources loops) {
        this.settings = settings;
        // A little less than the pool waits, so that the reasons of the hosts are known in time.
        this.all = settings.timeout().multipliedBy(9).dividedBy(10);
        PostgresTls tls = new PostgresTls(settings.tls());
        boolean choice = settings.hosts().size() > 1 && settings.target() == SessionTarget.READ_WRITE;
        Function<Connection, Mono<Void>> check =
                choice ? PostgresConnections::requireWritable : connection -> Mono.empty();
        EventLoopGroup group = loops.onClient(true);
        UncachedNames names = new UncachedNames(
                loops.onChannelClass(DatagramChannel.class, group), loops.onChannelClass(SocketChannel.class, group));
        this.hosts = settings.hosts().stream()
                .map(host -> new HostConnections(host, settings, tls, loops, names, check))
                .toList();
    }

    @Override
    public Mono<Connection> create() {
        return hosts.size() == 1
                ? hosts.get(0).create()
                : Mono.defer(() -> firstFrom(last, 0, System.nanoTime(), new ArrayList<>()));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return hosts.get(0).getMetadata();
    }

    /** Tries the hosts that have not been tried, {@code tried} of them having failed, beginning with {@code first}. */
    private Mono<Connection> firstFrom(int first, int tried, long begun, List<Throwable> failures) {
        if (tried == hosts.size()) {
            return Mono.error(() -> unusable(first, failures));
        }
        int which = (first + tried) % hosts.size();
        Duration left = all.minusNanos(System.nanoTime() - begun);
        return hosts.get(which)
                .create()
                .doOnSuccess(connected -> note(which))
                .timeout(left.dividedBy(hosts.size() - tried))
                .onErrorResume(error -> {
                    failures.add(error);
                    return firstFrom(first, tried + 1, begun, failures);
                });
    }

    private void note(int which) {
        if (last != which) {
            last = which;
            LogLine.info(
                    "database_host", "the database is now {}", settings.hosts().get(which));
        }
    }

    /** Fails if the connection is one to a standby, or otherwise read-only. */
    private static Mono<Void> requireWritable(Connection connection) {
        return Flux.from(
                        connection.createStatement("SHOW transaction_read_only").execute())
                .concatMap((Result result) ->
                        result.map((row, metadata) -> Objects.requireNonNull(row.get(0, String.class))))
                .next()
                .filter(readOnly -> !readOnly.equals("off"))
                .flatMap(readOnly -> Mono.error(new IllegalStateException("it is read-only, perhaps a standby")));
    }

    private Throwable unusable(int first, List<Throwable> failures) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            words.add(settings.hosts().get((first + i) % hosts.size()) + ": " + FailureReason.of(failures.get(i)));
        }
        return new UnusableHostsException(String.join("; ", words), failures);
    }
}
