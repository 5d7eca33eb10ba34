package org.oisp.gateway.server.management;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.operations.actuations.ActuationRecord;
import org.oisp.gateway.operations.actuations.ApiCaller;
import org.oisp.gateway.operations.presence.DeviceHistory;
import org.oisp.gateway.operations.presence.PresencePage;
import org.oisp.gateway.receipt.FinalOutcome;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.telemetry.journal.DisplayText;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;
import reactor.core.publisher.Mono;

/** Explains what became of an actuation, and what to do. For operators it asks all instances if the device is not connected. */
final class ActuationAdvice {

    private final Function<DeviceAddress, Mono<PresencePage>> presence;
    private final Function<DeviceAddress, Mono<DeviceHistory>> history;
    private final String self;
    private final InstantSource clock;

    /** {@code presence} finds where a device is connected, {@code history} what happened to it; {@code self} is this instance's name. */
    ActuationAdvice(
            Function<DeviceAddress, Mono<PresencePage>> presence,
            Function<DeviceAddress, Mono<DeviceHistory>> history,
            String self,
            InstantSource clock) {
        this.presence = presence;
        this.history = history;
        this.self = self;
        this.clock = clock;
    }

    /**
     * The explanation of an outcome.
     *
     * @param instance the instance with the device; null if there is none, it is unknown, or the client is no operator
     * @param text the explanation in sentences
     */
    record Advised(@Nullable String instance, String text) {}

    /**
     * Explains an outcome. Operators are told what the presence service knows too; without its part if the service fails. Senders are not:
     * where devices are is not theirs to know, and each answer would cost questions to all instances.
     */
    Mono<Advised> of(ActuationRecord record, Receipt receipt, ApiCaller caller) {
        Advised plain = new Advised(
                caller.operator() && record.reachedMailbox() ? self : null,
                receipt.reason().sentence());
        DeviceAddress device = receipt.device();
        if (!caller.operator() || device == null) {
            return Mono.just(plain);
        }
        if (receipt.reason() == OutcomeReason.NOT_CONNECTED) {
            return absent(device, plain);
        }
        return record.reachedMailbox() || receipt.outcome() == FinalOutcome.NOT_DELIVERED
                ? Mono.just(plain)
                : presence.apply(device)
                        .map(page -> elsewhere(plain, receipt.reason(), instance(page)))
                        .onErrorReturn(plain);
    }

    private static Advised elsewhere(Advised plain, OutcomeReason reason, @Nullable String instance) {
        return instance == null || reason != OutcomeReason.INSTANCE_SILENT
                ? new Advised(instance, plain.text())
                : new Advised(
                        instance,
                        "The device is connected to " + DisplayText.of(instance)
                                + ", which has not reported the outcome in time. Look at that instance and at Redis. "
                                + "Ask the device for its state before you send it again.");
    }

    private static @Nullable String instance(PresencePage page) {
        return page.devices().isEmpty() || page.devices().get(0).presence() == null
                ? null
                : page.devices().get(0).presence().instance();
    }

    private Mono<Advised> absent(DeviceAddress device, Advised plain) {
        Mono<Optional<DeviceHistory>> events =
                history.apply(device).map(Optional::of).onErrorReturn(Optional.empty());
        return Mono.zip(presence.apply(device), events)
                .map(known -> {
                    PresencePage page = known.getT1();
                    String instance = instance(page);
                    return instance == null
                            ? new Advised(null, absent(page, known.getT2().orElse(null)))
                            : new Advised(
                                    instance,
                                    "The device was not connected to any instance that could be asked. Now it is connected to "
                                            + DisplayText.of(instance) + ": send it again.");
                })
                // Where the device is remains unknown.
                .onErrorReturn(plain);
    }

    private String absent(PresencePage page, @Nullable DeviceHistory events) {
        if (page.devices().isEmpty()) {
            return "The database has no such device in that account: look at accountId and deviceId.";
        }
        StringBuilder text = new StringBuilder("The device is not connected to any instance");
        Set<String> silent = new TreeSet<>(page.incomplete());
        if (events != null) {
            silent.addAll(events.incomplete());
        }
        if (!silent.isEmpty()) {
            text.append(" that has answered (not ")
                    .append(DisplayText.of(String.join(", ", silent)))
                    .append(')');
        }
        InstanceJournalEntry last = events == null ? null : lastGone(events);
        if (last != null) {
            text.append("; it was last connected to ")
                    .append(DisplayText.of(last.instance()))
                    .append(", ")
                    .append(ago(last.entry().atMillis()))
                    .append(" ago. ")
                    .append(last.entry().text());
        } else if (events != null && events.sinceMillis() != null) {
            text.append("; nor was it connected in the last ")
                    .append(ago(events.sinceMillis()))
                    .append(", as far back as the journal goes. Check that it is on, and what it connects to.");
        } else {
            text.append('.');
        }
        return text.toString();
    }

    private static @Nullable InstanceJournalEntry lastGone(DeviceHistory events) {
        for (InstanceJournalEntry entry : events.entries()) {
            if (entry.entry().kind() == EntryKind.GONE) {
                return entry;
            }
        }
        return null;
    }

    private String ago(long millis) {
        Duration past = Duration.ofMillis(Math.max(0, clock.millis() - millis));
        if (past.toDays() > 1) {
            return past.toDays() + " days";
        }
        if (past.toHours() > 1) {
            return past.toHours() + " hours";
        }
        return past.toMinutes() > 1 ? past.toMinutes() + " minutes" : past.toSeconds() + " seconds";
    }
}
