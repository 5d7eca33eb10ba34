package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Kept;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** Two instances without Redis keep actuations while the database dies, and while both think that they have a device. */
class QueueFaultsIT {

    private static final int MANY = 100;

    @AutoClose
    private final TestDatabase database = TestDatabase.start();

    @AutoClose
    private final TestGateway here = start();

    @AutoClose
    private final TestGateway there = start();

    private final DeviceIdentity device = database.addDevice("lamp", UUID.randomUUID());

    private TestGateway start() {
        return TestGateway.start(
                database,
                Map.of(
                        "GATEWAY_QUEUE_INTERVAL", "300ms",
                        "GATEWAY_QUEUE_ROUND", "7",
                        "GATEWAY_QUERY_TIMEOUT", "3s"));
    }

    @Test
    void neitherTwoOwnersNorTheEndOfTheDatabaseLoseOne() {
        twoThatBothThinkTheyHaveTheDevice();
        oneThatAnotherInstanceKeptIsFound();
        theDatabaseDiesInTheMiddle();
    }

    private void twoThatBothThinkTheyHaveTheDevice() {
        try (Client sender = Client.connect(here);
                RawSocket first = RawSocket.open(here)) {
            Kept.keep(sender, "k", device, 1);
            first.sendText(Client.registration(device, TestKeys.token(device), "[\"ack\"]"));
            first.expectText(Replies.registered("\"ack\""));
            ReceivedFrame frame = first.readFrame();
            assertThat(Kept.read(new String(frame.payload(), StandardCharsets.UTF_8)))
                    .isEqualTo("k 1");
            ReceivedFrame ping = first.readFrame();
            assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
            // Without Redis the first instance hears nothing of the second.
            try (Client second = Kept.reporting(there, device)) {
                assertThat(Kept.nextOf(second)).isEqualTo("k 1*");
                Kept.awaitRows(database, device, 0);
                first.send(RawFrame.of(RawFrame.PONG, ping.payload()));
                second.expectNothingElse();
            }
        }
        await().until(() -> !database.binding(device).connected());
    }

    private void oneThatAnotherInstanceKeptIsFound() {
        try (Client receiver = Kept.reporting(there, device);
                Client sender = Client.connect(here)) {
            // This instance cannot know that the device is connected.
            Kept.keep(sender, "found", device, 1);
            assertThat(Kept.nextOf(receiver)).isEqualTo("found 1");
            Kept.awaitRows(database, device, 0);
        }
        await().until(() -> !database.binding(device).connected());
    }

    private void theDatabaseDiesInTheMiddle() {
        DeviceIdentity other = database.addDevice("other", UUID.randomUUID());
        try (Client sender = Client.connect(here);
                Client witness = Client.register(here, other)) {
            for (int i = 0; i < MANY; i++) {
                Kept.keep(sender, "k" + i, device, i);
            }
            Set<String> came = new LinkedHashSet<>();
            try (Client receiver = Kept.reporting(here, device)) {
                String first = Kept.nextOf(receiver);
                came.add(first);
                database.kill();
                sender.send(Kept.message("refused", other, 1));
                Receipts.expect(sender, "refused", "not_delivered", "storage_down");
                // Live traffic needs no database.
                sender.send(Actuations.message(Actuations.body(other, "live")));
                witness.expectText(Replies.actuation(Actuations.body(other, "live")));
                database.startAgain();
                await().atMost(2, TimeUnit.MINUTES).until(() -> {
                    Client.Event event = receiver.poll(java.time.Duration.ofMillis(200));
                    if (event instanceof Client.Event.Text text) {
                        assertThat(came.add(Kept.read(text.content())))
                                .as("a double that is not marked: %s", text)
                                .isTrue();
                    }
                    return names(came).size() == MANY && Kept.rows(database, device) == 0;
                });
            }
            assertThat(names(came))
                    .containsExactlyElementsOf(IntStream.range(0, MANY)
                            .mapToObj(i -> "k" + i + " " + i)
                            .toList());
        }
    }

    /** Returns what came, without marks and doubles, in the order in which each came first. */
    private static Set<String> names(Set<String> came) {
        return came.stream().map(text -> text.replace("*", "")).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
