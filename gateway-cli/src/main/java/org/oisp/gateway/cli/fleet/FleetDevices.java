package org.oisp.gateway.cli.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.ConnectionEnd;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** The devices of a run: connects them, counts the registered ones, and drops all of them at once for a storm. */
final class FleetDevices implements FleetDevice.FleetObserver {

    private final List<FleetDevice> members;
    private final DeliveryLedger deliveryLedger;
    private final ErrorCounts errors;
    private final Semaphore connecting;
    private final Duration registrationTimeout;
    private final Disposable.Composite watching = Disposables.composite();
    private final AtomicInteger registered = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger attempted = new AtomicInteger();
    private final AtomicInteger returning = new AtomicInteger();
    private final AtomicLong lastRegistration = new AtomicLong();
    private final LatencyRecorder first = new LatencyRecorder();
    private final LatencyRecorder back = new LatencyRecorder();
    private volatile long begunAt;
    private volatile long stormAt;
    private volatile int dropped;
    private volatile long stormOverAt;
    private volatile long registeringOverAt;
    private volatile boolean leaving;

    FleetDevices(FleetPlan plan, DeliveryLedger deliveryLedger, ErrorCounts errors) {
        this.deliveryLedger = deliveryLedger;
        this.errors = errors;
        this.connecting = new Semaphore(plan.connecting());
        this.registrationTimeout = plan.timeouts().registrationTimeout();
        this.members = IntStream.range(0, plan.devices().size())
                .mapToObj(index -> new FleetDevice(this, index, plan.devices().get(index), plan))
                .toList();
    }

    /** Connects all devices, a limited number at a time, and waits until each has tried. Those that failed reconnect by themselves. */
    void register(BooleanSupplier broken) throws InterruptedException {
        begunAt = System.nanoTime();
        lastRegistration.set(begunAt);
        for (FleetDevice fleetDevice : members) {
            while (!connecting.tryAcquire(ConditionWaiter.TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (broken.getAsBoolean()) {
                    return;
                }
            }
            if (broken.getAsBoolean()) {
                return;
            }
            started.incrementAndGet();
            fleetDevice.start();
        }
        ConditionWaiter.until(
                () -> broken.getAsBoolean()
                        || registered() == members.size()
                        || (attempted.get() == members.size() && (registered() == 0 || allOthersAreOver())),
                registrationTimeout);
        registeringOverAt = lastRegistration.get();
    }

    private boolean allOthersAreOver() {
        return members.stream().allMatch(fleetDevice -> fleetDevice.isRegistered() || fleetDevice.isOver());
    }

    /** Drops all registered devices at once. */
    void storm(Duration jitter) {
        stormAt = System.nanoTime();
        int count = 0;
        // Set before the first drop, so that a device that is back at once is counted.
        returning.set(Integer.MAX_VALUE / 2);
        for (FleetDevice fleetDevice : members) {
            if (fleetDevice.drop(jitter)) {
                count++;
            }
        }
        dropped = count;
        int remaining = returning.addAndGet(count - Integer.MAX_VALUE / 2);
        if (remaining == 0) {
            stormOverAt = System.nanoTime();
        }
    }

    boolean isStormOver() {
        return stormAt == 0 || returning.get() <= 0;
    }

    @Override
    public void watch(Flux<ClientState> states, Consumer<ClientState> observer) {
        watching.add(states.subscribe(observer));
    }

    @Override
    public DeliveryLedger ledger() {
        return deliveryLedger;
    }

    @Override
    public void registered(long nanos, boolean afterStorm) {
        registered.incrementAndGet();
        long now = System.nanoTime();
        lastRegistration.set(now);
        if (!afterStorm) {
            // A later reconnection of a single device is not a first registration.
            if (registeringOverAt == 0) {
                first.record(nanos);
            }
            return;
        }
        back.record(nanos);
        if (returning.decrementAndGet() == 0) {
            stormOverAt = now;
        }
    }

    @Override
    public void lost(boolean wasRegistered, boolean byStorm, ConnectionEnd why) {
        if (wasRegistered) {
            registered.decrementAndGet();
        }
        if (!byStorm && !leaving) {
            errors.add("device, " + why.endKind().name().toLowerCase(Locale.ROOT) + ": " + why.describe());
        }
    }

    @Override
    public void settled() {
        attempted.incrementAndGet();
        connecting.release();
    }

    int registered() {
        return registered.get();
    }

    int attempted() {
        return attempted.get();
    }

    int size() {
        return members.size();
    }

    FleetDevice get(int index) {
        return members.get(index);
    }

    /** Closes all devices, and waits until none is registered or the time is up. */
    void close(Duration atMost) throws InterruptedException {
        leaving = true;
        members.forEach(FleetDevice::close);
        ConditionWaiter.until(() -> registered.get() == 0, atMost);
        watching.dispose();
    }

    FleetResult.Registrations registrations() {
        long over = registeringOverAt == 0 ? lastRegistration.get() : registeringOverAt;
        int tried = attempted();
        return new FleetResult.Registrations(
                members.size(),
                registered(),
                started.get() - tried,
                members.size() - started.get(),
                begunAt == 0 ? 0 : seconds(over - begunAt),
                first.all());
    }

    FleetResult.StormResult stormResult(Duration jitter) {
        int missing = Math.max(0, returning.get());
        long over = stormOverAt == 0 ? lastRegistration.get() : stormOverAt;
        return new FleetResult.StormResult(
                stormAt != 0,
                dropped,
                dropped - missing,
                seconds(Math.max(0, over - stormAt)),
                seconds(jitter.toNanos()),
                back.all());
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
