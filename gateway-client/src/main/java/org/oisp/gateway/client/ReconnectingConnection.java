package org.oisp.gateway.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps a client connected. Its state changes on one event loop only, so it needs no lock. */
final class ReconnectingConnection {

    /** What differs between a device and a sender. */
    interface Role {
        /** Emits the first message; empty text to send none. A connection without one is connected as soon as it is open. */
        Mono<Greeting> greeting();

        /**
         * Emits the message that registers again, when the gateway says that the token is about to end; nothing if there is no other token.
         * Logs its failures.
         */
        default Mono<Greeting> renewal() {
            return Mono.empty();
        }

        /** Called with the answer to a registration. */
        default void registered(GatewayMessage answer) {}

        /** Processes a message that does not answer the greeting. */
        Mono<Void> received(ClientConnection from, GatewayMessage message);

        /** Decides whether to reconnect. The greeting is the one that was sent last; null if there was none yet. */
        ConnectionEnd.Return comesBack(ConnectionEnd connectionEnd, @Nullable Greeting greeting);

        /** Called when a connection has ended: its pending questions get no answer. */
        default void disconnected(ClientConnection from, ConnectionEnd why) {}
    }

    /** The first message, and the token in it; both are empty if there is none. */
    record Greeting(String text, String token) {
        static final Greeting NONE = new Greeting("", "");

        @Override
        public String toString() {
            return "Greeting";
        }
    }

    private final GatewayEndpoint endpoint;
    private final Role role;
    private final EventLoop loop;
    private final StateWatchers stateWatchers = new StateWatchers();

    private volatile @Nullable ClientConnection clientConnection;
    private volatile @Nullable ConnectionEnd last;
    private @Nullable Future<?> timer;
    private Disposable running = Disposables.disposed();
    private final Disposable.Swap later = Disposables.swap();
    /** The current attempt or connection; events of earlier ones are ignored. */
    private @Nullable ConnectionAttempt current;

    private int failures;
    private boolean connected;
    private boolean leaving;
    private long connectedAt;
    private @Nullable Duration comeBackWithin;

    ReconnectingConnection(GatewayEndpoint endpoint, Role role) {
        this.endpoint = endpoint;
        this.role = role;
        this.loop = endpoint.nextLoop();
    }

    Flux<ClientState> states() {
        return stateWatchers.states();
    }

    @Nullable
    ClientState state() {
        return stateWatchers.state();
    }

    @Nullable
    ConnectionEnd last() {
        return last;
    }

    /** Returns the connection; null if there is none, or it is not ready. */
    @Nullable
    ClientConnection link() {
        return stateWatchers.state() instanceof ClientState.Connected ? clientConnection : null;
    }

    void start() {
        loop.execute(() -> {
            if (stateWatchers.state() == null && !leaving) {
                attempt();
            }
        });
    }

    void close() {
        loop.execute(() -> {
            leaving = true;
            ClientConnection open = clientConnection;
            if (stateWatchers.state() instanceof ClientState.Ended) {
                return;
            }
            if (connected && open != null) {
                // Its end is handled like any other.
                open.leave();
            } else {
                running.dispose();
                finish(closedLocally());
            }
        });
    }

    /** Cuts the connection and reconnects after a uniformly distributed delay of at most {@code within}. */
    void cut(Duration within) {
        loop.execute(() -> {
            ClientConnection open = clientConnection;
            if (open != null) {
                comeBackWithin = within;
                open.cut(ConnectionEnd.of(ConnectionEnd.EndKind.CUT, "cut by this side"));
            }
        });
    }

    /** Runs what nothing waits for. It takes the place of the one before, and the connection's end cancels it. Thread-safe. */
    void runUntilEnd(Mono<?> task) {
        boolean unused = later.update(task.subscribe(done -> {}, failed -> {
            // The role has logged it.
        }));
    }

    private static ConnectionEnd closedLocally() {
        return ConnectionEnd.of(ConnectionEnd.EndKind.CLOSED_LOCALLY, "closed by this side");
    }

    private void attempt() {
        ConnectionAttempt begun = new ConnectionAttempt(this, role);
        current = begun;
        stateWatchers.change(new ClientState.Connecting(failures + 1));
        timer = loop.schedule(
                () -> tooLate(begun), endpoint.limits().registrationTimeout().toNanos(), TimeUnit.NANOSECONDS);
        running = begun.run(endpoint)
                .subscribe(
                        connectionEnd -> loop.execute(() -> ended(begun, connectionEnd)),
                        failed -> loop.execute(() -> ended(begun, FailureMessages.unreachable(failed))));
    }

    /** Called on the connection's event loop. */
    void opened(ConnectionAttempt attempt, ClientConnection opened) {
        loop.execute(() -> {
            if (attempt == current) {
                clientConnection = opened;
            } else {
                opened.cut(closedLocally());
            }
        });
    }

    /** Called on the connection's event loop. */
    void connected(ConnectionAttempt attempt) {
        loop.execute(() -> {
            if (attempt == current) {
                connected();
            }
        });
    }

    private void connected() {
        if (connected || !(stateWatchers.state() instanceof ClientState.Connecting)) {
            return;
        }
        cancelTimer();
        connected = true;
        connectedAt = System.nanoTime();
        stateWatchers.change(new ClientState.Connected());
        if (leaving) {
            close();
        }
    }

    private void tooLate(ConnectionAttempt connectionAttempt) {
        if (connectionAttempt == current && !connected) {
            running.dispose();
            String time = endpoint.limits().registrationTimeout().toSeconds() + " s";
            ended(connectionAttempt, tooLate(connectionAttempt, time));
        }
    }

    private ConnectionEnd tooLate(ConnectionAttempt connectionAttempt, String time) {
        if (connectionAttempt.greeting() == null) {
            return ConnectionEnd.of(ConnectionEnd.EndKind.NO_TOKEN, "no token within " + time);
        }
        return clientConnection == null
                ? ConnectionEnd.of(ConnectionEnd.EndKind.UNREACHABLE, "no connection within " + time)
                : ConnectionEnd.of(ConnectionEnd.EndKind.NOT_REGISTERED, "no answer within " + time);
    }

    private void ended(ConnectionAttempt connectionAttempt, ConnectionEnd connectionEnd) {
        if (connectionAttempt != current) {
            return;
        }
        current = null;
        cancelTimer();
        ClientConnection closed = clientConnection;
        clientConnection = null;
        last = connectionEnd;
        if (connected
                && System.nanoTime() - connectedAt
                        >= endpoint.limits().backoff().steady().toNanos()) {
            failures = 0;
        }
        connected = false;
        boolean unused = later.update(Disposables.disposed());
        if (closed != null) {
            role.disconnected(closed, connectionEnd);
        }
        ConnectionEnd.Return back =
                leaving ? ConnectionEnd.Return.NEVER : role.comesBack(connectionEnd, connectionAttempt.greeting());
        if (back == ConnectionEnd.Return.NEVER) {
            finish(leaving ? closedLocally() : connectionEnd);
            return;
        }
        Duration delay = delay(back, connectionEnd);
        failures++;
        stateWatchers.change(new ClientState.Waiting(delay, connectionEnd));
        timer = loop.schedule(this::attempt, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Duration delay(ConnectionEnd.Return back, ConnectionEnd connectionEnd) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Duration within = comeBackWithin;
        if (within != null) {
            comeBackWithin = null;
            failures = 0;
            return Duration.ofNanos(random.nextLong(within.toNanos() + 1));
        }
        Backoff backoff = endpoint.limits().backoff();
        Duration delay = backoff.delay(back == ConnectionEnd.Return.AT_ONCE ? failures : failures + 1, random);
        if (connectionEnd.retryAfter() != null) {
            Duration retryDelay = connectionEnd.retryAfter().plus(backoff.delay(0, random));
            return delay.compareTo(retryDelay) < 0 ? retryDelay : delay;
        }
        return delay;
    }

    private void finish(ConnectionEnd why) {
        current = null;
        cancelTimer();
        clientConnection = null;
        last = why;
        stateWatchers.change(new ClientState.Ended(why));
    }

    private void cancelTimer() {
        Future<?> pending = timer;
        if (pending != null) {
            pending.cancel(false);
            timer = null;
        }
    }
}
