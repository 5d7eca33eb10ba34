package org.oisp.gateway.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.telemetry.journal.Journal;

/** Gauges of what is held in memory: devices, mailboxes, memory held by peers, journal entries and log lines. */
public final class OccupancyMeters {

    private final MeterRegistry meters;

    public OccupancyMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    public void register(DeviceRegistry devices, MemoryBudget memory, Journal journal) {
        gauge("gateway.devices", "Devices registered here", null, devices::size);
        gauge("gateway.mailbox.messages", "Messages in all mailboxes", null, devices::waiting);
        gauge("gateway.mailbox.deepest", "Messages in the fullest mailbox", null, devices::deepest);
        gauge("gateway.mailbox.heaviest", "Bytes in the largest mailbox", "bytes", devices::heaviest);
        gauge("gateway.memory.held", "Bytes held for peers", "bytes", memory::held);
        gauge(
                "gateway.memory.held.unregistered",
                "Bytes held for connections without a registered device",
                "bytes",
                memory::heldByStrangers);
        gauge("gateway.journal.entries", "Journal entries in memory", null, journal::size);
        FunctionCounter.builder("gateway.journal.evicted", journal, Journal::forgotten)
                .description("Journal entries evicted by newer ones")
                .register(meters);
        gauge("gateway.log.lines.waiting", "Log lines that wait for the console", null, LogOutput::waiting);
        // The meter keeps its object by a weak reference only.
        FunctionCounter.builder("gateway.log.lines.lost", LogOutput.class, output -> LogOutput.lost())
                .description("Log lines lost because the console was not read")
                .register(meters);
    }

    private void gauge(String name, String description, @Nullable String unit, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).baseUnit(unit).register(meters);
    }
}
