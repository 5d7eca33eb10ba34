package org.oisp.gateway.benchmark;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.routing.ActuationEvents;

/** Ten thousand connected devices of a hundred accounts, with unique ids. Each reads its mailbox. Thread-safe. */
final class Fleet {

    static final int DEVICES = 10_000;

    private static final int ACCOUNTS = 100;
    private static final long SEED = 20_261_101;

    private final ActuationEvents events = new ActuationEvents(new SimpleMeterRegistry());
    private final DeviceRegistry registry =
            new DeviceRegistry(new MailboxSettings(256, 1 << 20), new ConnectionEvents(new SimpleMeterRegistry()));
    private final List<DeviceIdentity> asNamed = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();

    Fleet() {
        for (int i = 0; i < DEVICES; i++) {
            Mailbox mailbox = registry.admit(device(i), "connection " + i, Reply.REGISTERED);
            connections.add(Connection.reading(mailbox));
            asNamed.add(device(i));
        }
        Collections.shuffle(asNamed, new Random(SEED));
    }

    /** Returns a device; equal numbers give equal devices, but not the same objects. */
    static DeviceIdentity device(int number) {
        Random random = new Random(SEED + number);
        return new DeviceIdentity(
                new DeviceUid(new UUID(random.nextLong(), random.nextLong())),
                new AccountId(new UUID(SEED, number % ACCOUNTS)),
                new DeviceId("00-15-00-%02d-%02d".formatted(number / 100, number % 100)));
    }

    ActuationEvents events() {
        return events;
    }

    DeviceRegistry registry() {
        return registry;
    }

    /** Returns the devices as messages name them: equal to those in the registry, but other objects, and shuffled. */
    List<DeviceIdentity> asNamed() {
        return asNamed;
    }

    /** Returns how many messages the devices received, greetings included. Exact only while no thread is posting. */
    long received() {
        return connections.stream().mapToLong(Connection::received).sum();
    }
}
