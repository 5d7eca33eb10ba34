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
        gauge("gateway.mailbox.messages", "Messages that wait in all mailboxes", null, devices::waiting);
        gauge("gateway.mailbox.deepest", "Messages that wait in the fullest mailbox", null, devices::deepest);
        gauge(
                "gateway.mailbox.heaviest",
                "Bytes that wait in the mailbox that has most of them",
                "bytes",
                devices::heaviest);
        gauge("gateway.memory.held", "Bytes that peers make the gateway hold", "bytes", memory::held);
        gauge(
                "gateway.memory.held.unregistered",
                "Bytes of those that connections hold on which nobody has registered",
                "bytes",
                memory::heldByStrangers);
        gauge("gateway.journal.entries", "Entries of the journal that are kept", null, journal::size);
        FunctionCounter.builder("gateway.journal.forgotten", journal, Journal::forgotten)
                .description("Entries of the journal that have made room for newer ones")
                .register(meters);
        gauge("gateway.log.lines.waiting", "Log lines that wait for the console", null, LogOutput::waiting);
        // The meter keeps its object by a weak reference only.
        FunctionCounter.builder("gateway.log.lines.lost", LogOutput.class, output -> LogOutput.lost())
                .description("Log lines that were lost since nobody read the console")
                .register(meters);
    }

    private void gauge(String name, String description, @Nullable String unit, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).baseUnit(unit).register(meters);
    }
}
