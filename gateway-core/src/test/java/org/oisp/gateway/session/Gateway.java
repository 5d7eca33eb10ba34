package org.oisp.gateway.session;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.oisp.gateway.auth.Authenticator;
import org.oisp.gateway.auth.Authenticator.AuthSettings;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.auth.RegistrationEvents;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.auth.admission.AdmissionGate;
import org.oisp.gateway.auth.admission.AdmissionSettings;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.database.ReplicaSettings;
import org.oisp.gateway.auth.token.Keys;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.receipt.ReceiptListener;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.registry.DeviceListeners;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.registry.OwnershipListener;
import org.oisp.gateway.routing.ActuationOutcome;
import org.oisp.gateway.telemetry.DefectSite;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalSettings;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** All services that sessions share, in virtual time: there are no other threads, and time passes only when the test says so. */
final class Gateway implements AutoCloseable {

    static final UUID ACCOUNT = UUID.fromString("c4715841-bb1e-4c87-ad78-2376fe596a11");
    static final Duration PING_INTERVAL = Duration.ofSeconds(20);
    static final Duration PING_GRACE = Duration.ofSeconds(10);
    static final Duration FIRST_MESSAGE = Duration.ofSeconds(30);
    static final Duration REGISTRATION_TIMEOUT = Duration.ofMillis(2_500);
    static final Duration ADMISSION_PATIENCE = Duration.ofSeconds(20);
    static final int MAX_REGISTRATIONS = 5;
    static final int MAILBOX_MESSAGES = 4;

    final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    final FakeDatabase database = new FakeDatabase();
    final List<Inbound.ActuationMessage> actuations = new ArrayList<>();
    /** Of the actuations whose senders asked for a receipt. */
    final List<ReceiptListener> receipts = new ArrayList<>();

    ActuationOutcome outcomeOfActuations = ActuationOutcome.ACCEPTED;

    final Journal journal = new Journal(new JournalSettings(100), InstantSource.system());

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> connectionEvents = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final ConnectionListener connectionListener = new ConnectionListener() {
        @Override
        public void connected(Mailbox mailbox) {
            failFor(mailbox);
            connectionEvents.add("+" + mailbox.device().id());
        }

        @Override
        public void disconnected(Mailbox mailbox) {
            failFor(mailbox);
            connectionEvents.add("-" + mailbox.device().id());
        }
    };
    /** Ids of the devices that other instances were told to have left. */
    final List<String> left = new ArrayList<>();
    /** How long that takes. */
    Duration departureNotice = Duration.ZERO;

    private final OwnershipListener ownershipListener = new OwnershipListener() {
        @Override
        public Mono<Void> connected(Mailbox mailbox) {
            return Mono.empty();
        }

        @Override
        public void leaves(DeviceIdentity device) {
            left.add(device.id().value());
        }

        @Override
        public Duration departureNotice() {
            return departureNotice;
        }

        @Override
        public void disconnected(DeviceIdentity device) {
            // no other instance knows of it
        }
    };
    /** Ids of devices whose connection makes the gateway throw. */
    final List<String> defective = new ArrayList<>();

    private final DeviceRegistry devices;
    private final SessionServices services;
    private final Disposable work;

    /** Creates a gateway whose connections may hold this many devices each. */
    Gateway(int devicesPerConnection) {
        this(devicesPerConnection, MAX_REGISTRATIONS);
    }

    /** Creates a gateway that also works on at most {@code admitted} registrations at once. */
    Gateway(int devicesPerConnection, int admitted) {
        ConnectionEvents connections = new ConnectionEvents(meters, journal);
        SessionEvents events = new SessionEvents(connections, new RegistrationEvents(meters, journal));
        // Longer than a registration may take, so that the registration's own deadline takes effect.
        Duration queryTimeout = Duration.ofSeconds(60);
        DatabaseEvents databaseEvents = new DatabaseEvents(meters);
        BindingLedger ledger = new BindingLedger(
                database,
                new DeviceReplicas(
                        List.of(),
                        new ReplicaSettings(Duration.ofMillis(500), Duration.ofSeconds(5)),
                        databaseEvents,
                        clock),
                new LedgerSettings("me.websocket-server:5000", queryTimeout, Duration.ofMillis(100), 500),
                databaseEvents,
                clock);
        devices = new DeviceRegistry(new MailboxSettings(MAILBOX_MESSAGES, 100_000), connections);
        services = new SessionServices(
                new Authenticator(
                        Keys.verifier(InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000))),
                        ledger,
                        new AuthSettings(REGISTRATION_TIMEOUT, MAX_REGISTRATIONS),
                        Schedulers.immediate(),
                        claim -> Mono.empty(),
                        new AdmissionGate(
                                new AdmissionSettings(REGISTRATION_TIMEOUT, ADMISSION_PATIENCE, admitted),
                                () -> false,
                                clock)),
                ledger,
                devices,
                new DeviceListeners(ownershipListener, connectionListener),
                (actuation, sender, listener) -> {
                    actuations.add(actuation);
                    if (listener != null) {
                        receipts.add(listener);
                    }
                    return outcomeOfActuations;
                },
                new SessionSettings(PING_INTERVAL, PING_GRACE, FIRST_MESSAGE, devicesPerConnection),
                events);
        work = ledger.run().subscribe();
    }

    private void failFor(Mailbox mailbox) {
        if (defective.contains(mailbox.device().id().value())) {
            throw new IllegalStateException("a defect");
        }
    }

    /** Returns how many defects were caught at this site. */
    double defects(DefectSite where) {
        return meters.get("gateway.defects").tag("where", tag(where)).counter().count();
    }

    /** Connects a peer that reads all messages. */
    Conversation connect() {
        return connect(Long.MAX_VALUE);
    }

    /** Connects a peer that reads {@code demand} messages. */
    Conversation connect(long demand) {
        return new Conversation(services, clock, demand);
    }

    void pass(Duration time) {
        clock.advanceTimeBy(time);
    }

    /** Returns the ids of devices that have connected (+) and disconnected (-). */
    List<String> connectionEvents() {
        return connectionEvents;
    }

    /** Returns the device's mailbox, or null if it is not connected. */
    Mailbox find(String deviceId) {
        return devices.find(new DeviceUid(FakeDatabase.uid(ACCOUNT, deviceId)));
    }

    int connectedDevices() {
        return devices.size();
    }

    double drops(DropReason reason) {
        return meters.get("gateway.drops").tag("reason", tag(reason)).counter().count();
    }

    double allDrops() {
        return meters.get("gateway.drops").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    double registrations(RegistrationOutcome outcome) {
        return meters.get("gateway.registrations")
                .tag("outcome", tag(outcome))
                .counter()
                .count();
    }

    /** Returns how often the database failed to clear rows. */
    long failedReleases() {
        return meters.get("gateway.database")
                .tags("operation", "release", "outcome", "failed")
                .timer()
                .count();
    }

    private static String tag(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        work.dispose();
        VirtualTimeScheduler.reset();
    }
}
