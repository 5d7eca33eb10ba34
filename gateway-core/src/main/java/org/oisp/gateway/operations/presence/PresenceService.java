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
 * Answers who is connected where, in pages, out of what the instances say. An instance that does not answer in time is named, and not
 * waited for. Thread-safe; works on a scheduler of its own, whose queue is bounded: past that, and past the bound of requests, a request
 * fails with a {@link RejectedExecutionException}. Fails too if the database has to be asked and does not answer.
 */
public final class PresenceService {

    /** An instance that hears questions and does not answer, and has no lease by which its name would be known. */
    private static final String NAMELESS = "unknown";

    private final PresenceSettings settings;
    private final DeviceTable table;
    private final PresenceMessenger dialogue;
    private final PresenceEvents events;
    private final Scheduler worker;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Makes a desk.
     *
     * @param settings its bounds
     * @param database where the dashboard's devices are, and the instances' leases
     * @param ledger what this instance is called, and the bound of a statement
     * @param dialogue with the other instances
     * @param databaseEvents told of each statement
     * @param events told of each request
     * @param worker where pages are made
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
     * The devices that are connected.
     *
     * @param page which of them
     * @return a page of them
     */
    public Mono<PresencePage> connected(PageRequest page) {
        return counted(ask(PresenceQuestion.page(page)).map(mergedPage -> {
            List<DeviceState> meant = mergedPage.mergedAnswers.devices().values().stream()
                    .filter(page::means)
                    .limit(page.limit() + 1L)
                    .map(presence -> new DeviceState(presence.device(), presence))
                    .toList();
            List<DeviceState> devices = meant.subList(0, Math.min(meant.size(), page.limit()));
            // None of them may be meant up to the horizon, and some behind it.
            return mergedPage.page(
                    devices, meant.size() > devices.size() ? last(devices) : mergedPage.mergedAnswers.horizon());
        }));
    }

    /**
     * The devices of an account, connected or not, as the database has them.
     *
     * @param account whose; the page's own does not matter
     * @param page which of them
     * @param absent whether only those that no instance has; the page may then be shorter than there are more
     * @return a page of them
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
     * One device.
     *
     * @param device its address
     * @return a page with that device and nothing else; with nothing if there is no such device
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
     * What happened to a device, as far as it is kept; for one that is not connected, or not known, too.
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

    /** As the database says if it does so in time: what names the device by its address is found without it. */
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
                // Whoever was last has other things to do.
                .publishOn(worker)
                .map(parts -> parts(question, parts.getT1(), parts.getT2(), parts.getT3()));
    }

    private GatheredAnswers parts(
            PresenceQuestion question, PresenceAnswer own, Answers others, Optional<List<String>> alive) {
        List<PresenceAnswer> all = new ArrayList<>(others.answers());
        all.add(own);
        TreeSet<String> silent = new TreeSet<>(alive.orElseGet(List::of));
        others.answers().forEach(answer -> silent.remove(answer.instance()));
        // Of an earlier version: it has heard the question, and answers another.
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

    /** What the instances say, this one last. */
    private record GatheredAnswers(List<PresenceAnswer> answers, boolean asked, List<String> incomplete) {}

    /** What the instances say together. */
    private record MergedPage(MergedAnswers mergedAnswers, boolean whole, List<String> incomplete) {

        PresencePage page(List<DeviceState> devices, @Nullable DeviceAddress next) {
            return new PresencePage(devices, next, whole, mergedAnswers.total(), incomplete);
        }

        /** Rows of the database, as far as all that have answered have said something of them. */
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
