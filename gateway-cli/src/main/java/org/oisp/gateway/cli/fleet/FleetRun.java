package org.oisp.gateway.cli.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cli.client.CommandException;

/** A run of the load tool, from the first connection to the last. One thread runs it; any other thread may interrupt it. */
public final class FleetRun {

    private static final Duration LAST_LOOK = Duration.ofMillis(500);
    /** Time for the actuations that are under way when the run is interrupted. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(1);

    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final long LONGEST_PARK = TimeUnit.MILLISECONDS.toNanos(20);

    /** Share of the cores above which the figures measure the load tool's own slowness. */
    private static final double BOTTLENECK = 0.8;

    private static final double MACHINE_FULL = 0.95;
    private static final long LATE_MICROS = TimeUnit.MILLISECONDS.toMicros(10);

    private final FleetPlan plan;
    private final ErrorCounts errors = new ErrorCounts();
    private final DeliveryLedger deliveryLedger;
    private final @Nullable ReceiptLedger receiptLedger;
    private final FleetDevices fleetDevices;
    private final FleetSenders fleetSenders;
    private final LatencyRecorder lag = new LatencyRecorder();
    private volatile ProcessorUse use = ProcessorUse.begin();
    private volatile boolean broken;
    private volatile long asked;
    private volatile long startedAt;
    private long loadOverAt;
    private volatile @Nullable SendSchedule sendSchedule;

    /**
     * Creates a run that is not connected yet.
     *
     * @param plan the parameters
     */
    public FleetRun(FleetPlan plan) {
        this.plan = plan;
        this.deliveryLedger =
                new DeliveryLedger(plan.load().total(), plan.devices().size());
        this.receiptLedger = plan.load().receipts()
                ? new ReceiptLedger(deliveryLedger, plan.devices().size())
                : null;
        this.fleetDevices = new FleetDevices(plan, deliveryLedger, errors);
        this.fleetSenders = new FleetSenders(plan, deliveryLedger, receiptLedger, errors, fleetDevices.get(0));
    }

    /** Ends the run early; {@link #run()} then returns the measurements so far. Thread-safe. */
    public void breakOff() {
        broken = true;
    }

    /**
     * Runs the load. Blocks until the end.
     *
     * @return the measurements
     * @throws CommandException if no sender can connect, or no device can register
     * @throws InterruptedException if the thread is interrupted
     */
    public FleetResult run() throws CommandException, InterruptedException {
        try {
            if (plan.load().rate() > 0) {
                fleetSenders.connect(plan.gateway().url(), () -> broken);
            }
            fleetDevices.register(() -> broken);
            if (fleetDevices.registered() == 0 && !broken) {
                throw new CommandException("no device could register: " + mostFrequent(), null);
            }
            use = ProcessorUse.begin();
            load();
            ProcessorUse.Used used = use.used();
            if (!broken) {
                ConditionWaiter.until(
                        () -> broken || fleetDevices.isStormOver(),
                        plan.timeouts().registrationTimeout());
                ConditionWaiter.until(
                        () -> broken || deliveryLedger.settlements() >= asked || isQuiet(),
                        plan.timeouts().registrationTimeout());
                ConditionWaiter.until(
                        () -> broken || areReceiptsTold(), plan.timeouts().registrationTimeout());
                // Duplicates may arrive after the last actuation.
                ConditionWaiter.until(() -> broken, LAST_LOOK);
            }
            if (broken) {
                ConditionWaiter.until(() -> deliveryLedger.settlements() >= asked || isQuiet(), LAST_WAIT);
            }
            return result(used);
        } finally {
            fleetDevices.close(GOODBYE);
            fleetSenders.close();
        }
    }

    private String mostFrequent() {
        return errors.byKind().entrySet().stream()
                .findFirst()
                .map(max -> max.getKey() + " (" + max.getValue() + " times)")
                .orElse("no answer in time");
    }

    private boolean areReceiptsTold() {
        return receiptLedger == null || receiptLedger.settlements() >= asked;
    }

    /** Returns whether nothing has arrived for the grace period. */
    private boolean isQuiet() {
        long since = Math.max(deliveryLedger.lastDelivery(), loadOverAt);
        return System.nanoTime() - since > plan.timeouts().grace().toNanos();
    }

    private long endOfLoad() {
        return startedAt + plan.load().duration().toNanos();
    }

    private void load() {
        try {
            ask();
        } finally {
            loadOverAt = Math.min(System.nanoTime(), endOfLoad());
        }
    }

    private void ask() {
        long total = plan.load().total();
        startedAt = System.nanoTime();
        SendSchedule schedule = new SendSchedule(startedAt, Math.max(plan.load().rate(), 1e-9));
        sendSchedule = schedule;
        deliveryLedger.begin(schedule);
        long stormAt = startedAt + plan.stormPlan().at().toNanos();
        boolean storm = plan.stormPlan().on();
        while (!broken) {
            long now = System.nanoTime();
            if (storm && now - stormAt >= 0) {
                storm = false;
                fleetDevices.storm(plan.stormPlan().jitter());
            }
            long due = asked < total ? schedule.due(asked) : endOfLoad();
            if (now - due < 0) {
                LockSupport.parkNanos(Math.min(due - now, LONGEST_PARK));
            } else if (asked < total) {
                lag.record(now - due);
                fleetSenders.send(asked, fleetDevices.get(deliveryLedger.target(asked)));
                // Not atomic: only this thread writes the field.
                long next = asked + 1;
                asked = next;
            } else {
                return;
            }
        }
    }

    private FleetResult result(ProcessorUse.Used used) {
        SendSchedule schedule = sendSchedule == null ? new SendSchedule(startedAt, 1) : sendSchedule;
        OutcomeCounts.RunEnd end = new OutcomeCounts.RunEnd(
                broken, loadOverAt - plan.timeouts().grace().toNanos());
        FleetResult.DeliveryTotals deliveryTotals = new FleetResult.DeliveryTotals(
                OutcomeCounts.of(deliveryLedger, fleetDevices, schedule, asked, end),
                (loadOverAt - startedAt) / 1e9,
                Math.max(0, deliveryLedger.lastDelivery() - startedAt) / 1e9,
                deliveryLedger.faults(),
                deliveryLedger.latencies().all(),
                receiptLedger == null ? null : receiptLedger.totals(asked, fleetSenders.strayReceipts()));
        FleetResult.Tool tool =
                new FleetResult.Tool(used.busy(), used.cores(), used.machine(), used.collecting(), lag.all());
        return new FleetResult(
                broken,
                fleetDevices.registrations(),
                deliveryTotals,
                fleetDevices.stormResult(plan.stormPlan().jitter()),
                tool,
                errors.byKind(),
                warnings(tool));
    }

    private static List<String> warnings(FleetResult.Tool tool) {
        List<String> warnings = new ArrayList<>();
        if (tool.busy() >= BOTTLENECK * tool.cores()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "this tool kept %.1f of %d cores busy: it is the bottleneck, so the figures measure the tool. Use several, each"
                            + " with a --range of its own, on several machines",
                    tool.busy(),
                    tool.cores()));
        }
        if (tool.lag().p99() >= LATE_MICROS) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "this tool sent 1 %% of the actuations %.1f ms late or more: that is in the latencies",
                    tool.lag().p99() / 1000.0));
        }
        if (tool.machine() >= MACHINE_FULL) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the machine's cores were %.0f %% busy: processes here wait for each other",
                    tool.machine() * 100));
        }
        return warnings;
    }

    /**
     * Measures the progress. Called on one other thread.
     *
     * @return the figures of this moment
     */
    FleetProgress progress() {
        return new FleetProgress(
                startedAt == 0 ? 0 : (System.nanoTime() - startedAt) / 1e9,
                new FleetProgress.DeviceCounts(fleetDevices.size(), fleetDevices.registered()),
                new FleetProgress.ActuationCounts(
                        asked, deliveryLedger.deliveries(), asked - deliveryLedger.settlements()),
                errors.total(),
                use.cores(),
                deliveryLedger.latencies().recent());
    }

    Duration duration() {
        return plan.load().duration();
    }
}
