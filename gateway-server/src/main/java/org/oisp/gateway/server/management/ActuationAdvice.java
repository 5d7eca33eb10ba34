package org.oisp.gateway.server.management;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.operations.presence.DeviceHistory;
import org.oisp.gateway.operations.presence.PresencePage;
import org.oisp.gateway.operations.presence.PresenceService;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.routing.ActuationOutcome;
import org.oisp.gateway.routing.OperatorActuations.Sent;
import org.oisp.gateway.routing.OperatorActuations.Step;
import org.oisp.gateway.telemetry.journal.DisplayText;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;
import reactor.core.publisher.Mono;

/** Explains to an operator what became of an actuation, and what to do. Asks all instances if the device is not connected here. */
final class ActuationAdvice {

    private final PresenceService presence;
    private final String self;
    private final InstantSource clock;

    ActuationAdvice(PresenceService presence, String self, InstantSource clock) {
        this.presence = presence;
        this.self = self;
        this.clock = clock;
    }

    /**
     * The explanation for the operator.
     *
     * @param outcome {@code written}, {@code waiting} or the tag of an {@link ActuationOutcome}
     * @param micros microseconds until it was written; null if it was not
     * @param instance the instance with the device; null if there is none or it is unknown
     * @param text the explanation in sentences
     */
    record Advised(
            String outcome, @Nullable Long micros, @Nullable String instance, String text) {}

    /** Explains an outcome with what the presence service knows; without its part if the service fails. */
    Mono<Advised> of(Sent sent) {
        String tag = sent.outcome().tag();
        return switch (sent.step()) {
            case WRITTEN ->
                Mono.just(new Advised(
                        MailboxOutcome.WRITTEN.tag(), sent.micros(), self, MailboxOutcome.WRITTEN.sentence()));
            case WAITING ->
                Mono.just(new Advised(MailboxOutcome.WAITING.tag(), null, self, MailboxOutcome.WAITING.sentence()));
            case ABANDONED ->
                Mono.just(new Advised(
                        ActuationOutcome.NOT_CONNECTED.tag(),
                        null,
                        null,
                        "The device's connection ended before it was written: send it again when the device is back."));
            case UNDECIDED ->
                Mono.just(new Advised(
                        tag,
                        null,
                        null,
                        "It is in flight, but the device was not located in time: the database or Redis is slow."));
            case DECIDED -> decided(sent, tag);
        };
    }

    private Mono<Advised> decided(Sent sent, String tag) {
        if (sent.step() == Step.DECIDED && sent.outcome() == ActuationOutcome.MALFORMED) {
            throw new BadRequestException("the body has no content, or is not valid JSON");
        }
        Advised plain = new Advised(tag, null, null, sent.outcome().sentence());
        if (!(sent.target() instanceof Target.ByAccount target) || !target.id().storable()) {
            return Mono.just(plain);
        }
        DeviceAddress device = new DeviceAddress(target.account(), target.id());
        return switch (sent.outcome()) {
            case FORWARDED ->
                presence.device(device)
                        .map(page -> forwarded(plain, instance(page)))
                        .onErrorReturn(plain);
            case NOT_CONNECTED -> absent(plain, device);
            default -> Mono.just(plain);
        };
    }

    private static Advised forwarded(Advised plain, @Nullable String instance) {
        return instance == null
                ? plain
                : new Advised(
                        plain.outcome(),
                        null,
                        instance,
                        "The device is connected to " + DisplayText.of(instance)
                                + ", which has received it; see there whether it is written.");
    }

    private static @Nullable String instance(PresencePage page) {
        return page.devices().isEmpty() || page.devices().get(0).presence() == null
                ? null
                : page.devices().get(0).presence().instance();
    }

    private Mono<Advised> absent(Advised plain, DeviceAddress device) {
        Mono<Optional<PresencePage>> page =
                presence.device(device).map(Optional::of).onErrorReturn(Optional.empty());
        Mono<Optional<DeviceHistory>> events =
                presence.events(device).map(Optional::of).onErrorReturn(Optional.empty());
        return Mono.zip(page, events).map(known -> {
            String instance = known.getT1().map(ActuationAdvice::instance).orElse(null);
            if (instance != null) {
                return new Advised(
                        plain.outcome(),
                        null,
                        instance,
                        "The device was not connected, and has connected to " + DisplayText.of(instance)
                                + " just now: send it again.");
            }
            boolean unknown =
                    known.getT1().isPresent() && known.getT1().get().devices().isEmpty();
            return new Advised(plain.outcome(), null, null, absent(known.getT2().orElse(null), unknown));
        });
    }

    private String absent(@Nullable DeviceHistory events, boolean unknown) {
        if (unknown) {
            return "The database has no such device in that account: look at accountId and deviceId.";
        }
        StringBuilder text = new StringBuilder("The device is not connected to any instance");
        if (events != null && !events.incomplete().isEmpty()) {
            text.append(" that has answered (not ")
                    .append(DisplayText.of(String.join(", ", events.incomplete())))
                    .append(')');
        }
        InstanceJournalEntry last = events == null ? null : lastGone(events);
        if (last != null) {
            text.append("; the device has last been at ")
                    .append(DisplayText.of(last.instance()))
                    .append(", ")
                    .append(ago(last.entry().atMillis()))
                    .append(" ago. ")
                    .append(last.entry().text());
        } else if (events != null && events.sinceMillis() != null) {
            text.append("; nor has the device been in the last ")
                    .append(ago(events.sinceMillis()))
                    .append(", as far back as the journal goes. Check that it is on, and what it connects to.");
        } else {
            text.append('.');
        }
        return text.toString();
    }

    private static @Nullable InstanceJournalEntry lastGone(DeviceHistory events) {
        for (InstanceJournalEntry told : events.entries()) {
            if (told.entry().kind() == EntryKind.GONE) {
                return told;
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
