package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.Kept;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TableLock;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** A gateway is killed at each step in the life of an actuation that is kept. None is lost, and each double is marked. */
class QueueKillIT {

    /** Rounds of six kills in the profile {@code queue}: two hundred kills. */
    private static final int MANY = Integer.getInteger("queue.rounds", 34);

    @AutoClose
    private final TestDatabase database = TestDatabase.start();

    @TempDir
    private Path home;

    private GatewayProcess gateway;
    private URI url;
    private int port;

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** When the gateway is killed, and what the device gets from the next one. */
    private enum Step {
        BEFORE_THE_ROW(""),
        AFTER_THE_ROW("k 1"),
        BEFORE_THE_DELIVERY("k 1"),
        AFTER_THE_FRAME("k 1*"),
        BEFORE_THE_DELETE("k 1*"),
        AFTER_THE_DELETE("");

        private final String next;

        Step(String next) {
            this.next = next;
        }
    }

    @Test
    void killedAtAnyStepItLosesNone() {
        kill(1);
    }

    @Tag("queue")
    @Test
    void killedTwoHundredTimesItLosesNone() {
        kill(MANY);
    }

    private void kill(int rounds) {
        Map<Step, Integer> kills = new EnumMap<>(Step.class);
        start();
        for (int round = 0; round < rounds; round++) {
            for (Step step : Step.values()) {
                DeviceIdentity device = database.addDevice("lamp", UUID.randomUUID());
                killAt(step, device);
                start();
                try (Client receiver = reporting(device)) {
                    if (!step.next.isEmpty()) {
                        assertThat(Kept.nextOf(receiver)).as(step.name()).isEqualTo(step.next);
                    }
                    Kept.awaitRows(database, device, 0);
                    receiver.expectNothingElse();
                }
                kills.merge(step, 1, Integer::sum);
            }
        }
        assertThat(kills).hasSize(Step.values().length);
    }

    private void killAt(Step step, DeviceIdentity device) {
        try (Client sender = Client.connect(url)) {
            switch (step) {
                case BEFORE_THE_ROW -> {
                    // The table exists once the first of all was kept.
                    Kept.keep(sender, "other", database.addDevice("other", UUID.randomUUID()), 1);
                    try (TableLock lock = TableLock.on(database, Kept.TABLE)) {
                        sender.send(Kept.message("k", device, 1));
                        lock.awaitWaiter();
                        die();
                    }
                }
                case AFTER_THE_ROW -> {
                    Kept.keep(sender, "k", device, 1);
                    die();
                }
                case BEFORE_THE_DELIVERY -> {
                    Kept.keep(sender, "k", device, 1);
                    try (TableLock lock = TableLock.on(database, Kept.TABLE);
                            Client receiver = reporting(device)) {
                        lock.awaitWaiter();
                        die();
                    }
                }
                case AFTER_THE_FRAME -> {
                    Kept.keep(sender, "k", device, 1);
                    try (RawSocket receiver = register(device)) {
                        ReceivedFrame unused = readFrame(receiver);
                        die();
                    }
                }
                case BEFORE_THE_DELETE -> {
                    Kept.keep(sender, "k", device, 1);
                    try (RawSocket receiver = register(device)) {
                        ReceivedFrame ping = readFrame(receiver);
                        try (TableLock lock = TableLock.on(database, Kept.TABLE)) {
                            receiver.send(RawFrame.of(RawFrame.PONG, ping.payload()));
                            lock.awaitWaiter();
                            die();
                        }
                    }
                }
                case AFTER_THE_DELETE -> {
                    Kept.keep(sender, "k", device, 1);
                    try (Client receiver = reporting(device)) {
                        assertThat(Kept.nextOf(receiver)).isEqualTo("k 1");
                        Kept.awaitRows(database, device, 0);
                        die();
                    }
                }
            }
        }
        TableLock.awaitNoStatement(database);
    }

    /** Reads the actuation, and returns the ping behind it. */
    private static ReceivedFrame readFrame(RawSocket receiver) {
        ReceivedFrame actuation = receiver.readFrame();
        assertThat(Kept.read(new String(actuation.payload(), StandardCharsets.UTF_8)))
                .isEqualTo("k 1");
        ReceivedFrame ping = receiver.readFrame();
        assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
        return ping;
    }

    private RawSocket register(DeviceIdentity device) {
        RawSocket receiver = RawSocket.open(port);
        receiver.sendText(Client.registration(device, TestKeys.token(device), "[\"ack\"]"));
        receiver.expectText(Replies.registered("\"ack\""));
        return receiver;
    }

    private Client reporting(DeviceIdentity device) {
        return Kept.reporting(url, device);
    }

    private void die() {
        gateway.signal("KILL");
        int unused = gateway.exitStatus();
    }

    private void start() {
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.put("GATEWAY_QUEUE_INTERVAL", "10m");
        environment.put("GATEWAY_LEASE_INTERVAL", "1s");
        environment.put("GATEWAY_SELF_PROBE_INTERVAL", "0s");
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        gateway = GatewayProcess.run(home, environment, "serve");
        port = Integer.parseInt(
                gateway.awaitLine("listening on port (\\d+) for devices").group(1));
        url = URI.create("ws://127.0.0.1:" + port + "/");
    }
}
