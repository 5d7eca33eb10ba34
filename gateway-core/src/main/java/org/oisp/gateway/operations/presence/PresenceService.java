package org.oisp.gateway.operations.presence;

import io.r2dbc.spi.ConnectionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.operations.presence.PendingQuestion.Answers;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Answers which devices are connected to which instance, in pages, from the answers of the instances. Lists instances that do not answer
 * in time. Thread-safe. Works on its own scheduler with a bounded queue; past that bound or the bound of concurrent requests, a request
 * fails with a {@link RejectedExecutionException}. Also fails if the database is needed and does not answer.
 */
public final class PresenceService {

    /** Stands for instances that receive questions, do not answer, and have no lease that tells their name. */
    private static final String NAMELESS = "unknown";

    private final PresenceSettings settings;
    private final DeviceTable table;
    private final PresenceMessenger dialogue;
    private final PresenceEvents events;
    private final Scheduler worker;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Creates a service.
     *
     * @param settings the limits
     * @param database holds the dashboard's devices and the leases
     * @param ledger this instance's name and the timeout of a statement
     * @param dialogue asks the other instances
     * @param databaseEvents receives the outcome of each statement
     * @param events receives the outcome of each request
     * @param worker runs the assembly of pages
     */
    public PresenceService(
            PresenceSettings settings,
            ConnectionFactory database,
            LedgerSettings ledger,
            PresenceMessenger dialogue,
            DatabaseEvents databaseEvents,
            PresenceEvents events,
            Scheduler worker) {
        this.settings = settings;
        this.table = new DeviceTable(database, ledger, databaseEvents);
        this.dialogue = dialogue;
        this.events = events;
        this.worker = worker;
    }

    /**
     * Returns a page of the connected devices.
     *
     * @param page which devices
     * @return the page
     */
    public Mono<PresencePage> connected(PageRequest page) {
        return counted(ask(PresenceQuestion.page(page)).map(mergedPage -> {
            List<DeviceState> meant = mergedPage.mergedAnswers.devices().values().stream()
                    .filter(page::means)
                    .limit(page.limit() + 1L)
                    .map(presence -> new DeviceState(presence.device(), presence))
                    .toList();
            List<DeviceState> devices = meant.subList(0, Math.min(meant.size(), page.limit()));
            // Possibly no device up to the horizon matches, and some behind it do.
            return mergedPage.page(
                    devices, meant.size() > devices.size() ? last(devices) : mergedPage.mergedAnswers.horizon());
        }));
    }

    /**
     * Returns a page of an account's devices, connected or not, as the database lists them.
     *
     * @param account replaces the account of the page request
     * @param page which devices
     * @param absent whether to return only devices without a connection; the page may then be shorter than its limit although more follow
     * @return the page
     */
    public Mono<PresencePage> all(AccountId account, PageRequest page, boolean absent) {
        String after = page.after() == null ? "" : page.after().id().value();
        return counted(table.page(account, after, page.idPart(), page.limit() + 1)
                .flatMap(rows -> {
                    List<DeviceIdentity> shown = rows.subList(0, Math.min(rows.size(), page.limit()));
                    return ask(PresenceQuestion.devices(
                                    shown.stream().map(DeviceAddress::of).toList()))
                            .map(mergedPage -> mergedPage.states(shown, rows.size() > shown.size(), absent));
                }));
    }

    /**
     * Returns one device.
     *
     * @param device its address
     * @return a page with that device only; empty if it is unknown
     */
    public Mono<PresencePage> device(DeviceAddress device) {
        return counted(ask(PresenceQuestion.devices(List.of(device))).flatMap(mergedPage -> {
            Presence presence = mergedPage.mergedAnswers.devices().get(device);
            return presence != null
                    ? Mono.just(mergedPage.page(List.of(new DeviceState(presence.device(), presence)), null))
                    : table.find(device)
                            .map(row -> mergedPage.page(
                                    row.map(known -> new DeviceState(known, null)).stream()
                                            .toList(),
                                    null));
        }));
    }

    /**
     * Returns the recent events of a device, also of one that is not connected or unknown.
     *
     * @param device its address
     * @return the newest hundred entries
     */
    public Mono<DeviceHistory> events(DeviceAddress device) {
        return counted(
                uid(device)
                        .flatMap(uid ->
                                parts(PresenceQuestion.events(new DeviceHistoryRequest(device, uid.orElse(null)))))
                        .map(gatheredAnswers -> DeviceHistory.of(gatheredAnswers.answers, gatheredAnswers.incomplete)),
                DeviceHistory::incomplete);
    }

    /**
     * Returns the device's key, or empty if the database does not answer in time. Entries that name the device by its address are found
     * without it.
     */
    private Mono<Optional<DeviceUid>> uid(DeviceAddress device) {
        DeviceUid here = dialogue.uid(device);
        if (here != null || !device.id().storable()) {
            return Mono.just(Optional.ofNullable(here));
        }
        return table.find(device)
                .map(row -> row.map(DeviceIdentity::uid))
                .timeout(settings.timeout())
                .onErrorResume(away -> Mono.just(Optional.empty()));
    }

    private Mono<PresencePage> counted(Mono<PresencePage> work) {
        return counted(work, PresencePage::incomplete);
    }

    private <T> Mono<T> counted(Mono<T> work, Function<T, List<String>> incomplete) {
        return Mono.defer(() -> {
                    if (underWay.incrementAndGet() > settings.requests()) {
                        underWay.decrementAndGet();
                        return Mono.error(new RejectedExecutionException("too many requests"));
                    }
                    return work.doFinally(signal -> underWay.decrementAndGet());
                })
                .doOnNext(answer -> events.requested(incomplete.apply(answer).isEmpty()))
                .doOnError(error -> events.notAnswered(error instanceof RejectedExecutionException));
    }

    private Mono<MergedPage> ask(PresenceQuestion question) {
        return parts(question)
                .map(gatheredAnswers -> new MergedPage(
                        MergedAnswers.of(gatheredAnswers.answers), gatheredAnswers.asked, gatheredAnswers.incomplete));
    }

    private Mono<GatheredAnswers> parts(PresenceQuestion question) {
        return Mono.zip(
                        Mono.fromSupplier(() -> dialogue.own(question)).subscribeOn(worker),
                        dialogue.others(question, settings.timeout()),
                        table.others().timeout(settings.timeout(), Mono.just(Optional.empty())))
                // Must not run on the thread that completed last, which may be Redis's or the database's.
                .publishOn(worker)
                .map(parts -> parts(question, parts.getT1(), parts.getT2(), parts.getT3()));
    }

    private GatheredAnswers parts(
            PresenceQuestion question, PresenceAnswer own, Answers others, Optional<List<String>> alive) {
        List<PresenceAnswer> all = new ArrayList<>(others.answers());
        all.add(own);
        TreeSet<String> silent = new TreeSet<>(alive.orElseGet(List::of));
        others.answers().forEach(answer -> silent.remove(answer.instance()));
        // Instances of an earlier version ignore the request for events and answer as if asked for devices.
        List<String> unable = question.events() == null
                ? List.of()
                : others.answers().stream()
                        .filter(answer -> answer.events() == null)
                        .map(PresenceAnswer::instance)
                        .toList();
        boolean unnamed = others.missing() > silent.size() || (dialogue.isAway() && alive.isEmpty());
        silent.addAll(unable);
        List<String> incomplete = Stream.concat(silent.stream(), unnamed ? Stream.of(NAMELESS) : Stream.empty())
                .toList();
        return new GatheredAnswers(all, others.asked(), incomplete);
    }

    private static @Nullable DeviceAddress last(List<DeviceState> devices) {
        return devices.isEmpty()
                ? null
                : DeviceAddress.of(devices.get(devices.size() - 1).device());
    }

    /** The answers of the instances, with this one's last. */
    private record GatheredAnswers(List<PresenceAnswer> answers, boolean asked, List<String> incomplete) {}

    /** The merged answers of the instances. */
    private record MergedPage(MergedAnswers mergedAnswers, boolean whole, List<String> incomplete) {

        PresencePage page(List<DeviceState> devices, @Nullable DeviceAddress next) {
            return new PresencePage(devices, next, whole, mergedAnswers.total(), incomplete);
        }

        /** Returns a page of database rows, up to the horizon that all answers cover. */
        PresencePage states(List<DeviceIdentity> rows, boolean moreRows, boolean absent) {
            Function<DeviceIdentity, DeviceState> state =
                    row -> new DeviceState(row, mergedAnswers.devices().get(DeviceAddress.of(row)));
            DeviceAddress horizon = mergedAnswers.horizon();
            List<DeviceState> known = rows.stream()
                    .filter(row -> horizon == null || DeviceAddress.of(row).compareTo(horizon) <= 0)
                    .map(state)
                    .toList();
            boolean more = moreRows || known.size() < rows.size();
            List<DeviceState> shown = absent
                    ? known.stream().filter(device -> device.presence() == null).toList()
                    : known;
            return page(shown, more ? last(known) : null);
        }
    }
}
