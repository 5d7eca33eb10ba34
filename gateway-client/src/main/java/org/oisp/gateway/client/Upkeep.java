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

/** Keeps a client connected. What changes here is changed on one event loop, so there is no lock. */
final class Upkeep {

    /** What a device and a sender do differently. */
    interface Role {
        /** What to say first; empty to say nothing. A connection that begins with nothing is connected as soon as it is open. */
        Mono<Greeting> greeting();

        /** Works off an answer that is not about the greeting. */
        Mono<Void> received(Link from, Incoming message);

        /** Whether to come back from there; the greeting is that of the attempt, null if it had none yet. */
        Ending.Return comesBack(Ending ending, @Nullable Greeting greeting);

        /** What was asked over the connection gets no answer any more. */
        default void disconnected(Link from, Ending why) {}
    }

    /** What to say first, and the token in it; both are empty where nothing is to be said. */
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
    private final Observers observers = new Observers();

    private volatile @Nullable Link link;
    private volatile @Nullable Ending last;
    private @Nullable Future<?> timer;
    private Disposable running = Disposables.disposed();
    /** The attempt or connection that is under way; what earlier ones say is not heard. */
    private @Nullable Attempt current;

    private int failures;
    private boolean connected;
    private boolean leaving;
    private long connectedAt;
    private @Nullable Duration comeBackWithin;

    Upkeep(GatewayEndpoint endpoint, Role role) {
        this.endpoint = endpoint;
        this.role = role;
        this.loop = endpoint.nextLoop();
    }

    Flux<ClientState> states() {
        return observers.states();
    }

    @Nullable
    ClientState state() {
        return observers.state();
    }

    @Nullable
    Ending last() {
        return last;
    }

    /** The connection; null if there is none, or it is not ready. */
    @Nullable
    Link link() {
        return observers.state() instanceof ClientState.Connected ? link : null;
    }

    void start() {
        loop.execute(() -> {
            if (observers.state() == null && !leaving) {
                attempt();
            }
        });
    }

    void close() {
        loop.execute(() -> {
            leaving = true;
            Link open = link;
            if (observers.state() instanceof ClientState.Ended) {
                return;
            }
            if (connected && open != null) {
                // Its end is seen as any other is.
                open.leave();
            } else {
                running.dispose();
                finish(left());
            }
        });
    }

    /** Cuts the connection and comes back within that time, evenly distributed. */
    void cut(Duration within) {
        loop.execute(() -> {
            Link open = link;
            if (open != null) {
                comeBackWithin = within;
                open.cut(Ending.of(Ending.Kind.CUT, "cut by this side"));
            }
        });
    }

    private static Ending left() {
        return Ending.of(Ending.Kind.LEFT, "closed by this side");
    }

    private void attempt() {
        Attempt begun = new Attempt(this, role);
        current = begun;
        observers.change(new ClientState.Connecting(failures + 1));
        timer = loop.schedule(
                () -> tooLate(begun), endpoint.limits().registrationTimeout().toNanos(), TimeUnit.NANOSECONDS);
        running = begun.run(endpoint)
                .subscribe(
                        ending -> loop.execute(() -> ended(begun, ending)),
                        failed -> loop.execute(() -> ended(begun, Failures.unreachable(failed))));
    }

    /** From the connection's event loop. */
    void opened(Attempt by, Link opened) {
        loop.execute(() -> {
            if (by == current) {
                link = opened;
            } else {
                opened.cut(left());
            }
        });
    }

    /** From the connection's event loop. */
    void connected(Attempt by) {
        loop.execute(() -> {
            if (by == current) {
                connected();
            }
        });
    }

    private void connected() {
        if (connected || !(observers.state() instanceof ClientState.Connecting)) {
            return;
        }
        cancelTimer();
        connected = true;
        connectedAt = System.nanoTime();
        observers.change(new ClientState.Connected());
        if (leaving) {
            close();
        }
    }

    private void tooLate(Attempt attempt) {
        if (attempt == current && !connected) {
            running.dispose();
            String time = endpoint.limits().registrationTimeout().toSeconds() + " s";
            ended(attempt, tooLate(attempt, time));
        }
    }

    private Ending tooLate(Attempt attempt, String time) {
        if (attempt.greeting() == null) {
            return Ending.of(Ending.Kind.NO_TOKEN, "no token within " + time);
        }
        return link == null
                ? Ending.of(Ending.Kind.UNREACHABLE, "no connection within " + time)
                : Ending.of(Ending.Kind.NOT_REGISTERED, "no answer within " + time);
    }

    private void ended(Attempt attempt, Ending ending) {
        if (attempt != current) {
            return;
        }
        current = null;
        cancelTimer();
        Link closed = link;
        link = null;
        last = ending;
        if (connected
                && System.nanoTime() - connectedAt
                        >= endpoint.limits().backoff().steady().toNanos()) {
            failures = 0;
        }
        connected = false;
        if (closed != null) {
            role.disconnected(closed, ending);
        }
        Ending.Return back = leaving ? Ending.Return.NEVER : role.comesBack(ending, attempt.greeting());
        if (back == Ending.Return.NEVER) {
            finish(leaving ? left() : ending);
            return;
        }
        Duration delay = delay(back, ending);
        failures++;
        observers.change(new ClientState.Waiting(delay, ending));
        timer = loop.schedule(this::attempt, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Duration delay(Ending.Return back, Ending ending) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Duration within = comeBackWithin;
        if (within != null) {
            comeBackWithin = null;
            failures = 0;
            return Duration.ofNanos(random.nextLong(within.toNanos() + 1));
        }
        Backoff backoff = endpoint.limits().backoff();
        Duration delay = backoff.delay(back == Ending.Return.AT_ONCE ? failures : failures + 1, random);
        if (ending.retryAfter() != null) {
            Duration asked = ending.retryAfter().plus(backoff.delay(0, random));
            return delay.compareTo(asked) < 0 ? asked : delay;
        }
        return delay;
    }

    private void finish(Ending why) {
        current = null;
        cancelTimer();
        link = null;
        last = why;
        observers.change(new ClientState.Ended(why));
    }

    private void cancelTimer() {
        Future<?> pending = timer;
        if (pending != null) {
            pending.cancel(false);
            timer = null;
        }
    }
}
