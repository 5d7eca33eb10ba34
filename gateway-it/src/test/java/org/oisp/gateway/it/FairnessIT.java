package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A sender that sends faster than its device reads is slowed, and no other peer is affected. */
class FairnessIT {

    private static final int SMALL_BUFFER = 4 * 1024;
    /** More than the mailbox, the channel and the kernel hold together. */
    private static final int FLOOD = 1_500;

    private static final int FILL = 4_000;
    private static final int POLITE = 10;
    private static final TestDatabase database = TestDatabase.shared();

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity victim = database.addDevice("victim", account);
    private final DeviceIdentity bystander = database.addDevice("bystander", account);

    @Test
    void aFlooderIsSlowedAndNothingIsLost() {
        try (LogWatch log = new LogWatch();
                TestGateway gateway = TestGateway.start(
                        database, Map.of("GATEWAY_MAILBOX_MESSAGES", "64", "GATEWAY_SLOW_DEVICE_TIMEOUT", "10m"));
                RawSocket device = RawSocket.open(gateway, SMALL_BUFFER);
                Client other = Client.register(gateway, bystander);
                RawSocket flooder = RawSocket.open(gateway);
                Client polite = Client.connect(gateway)) {
            device.register(victim);
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> flood(flooder));
            await().until(() -> gateway.metric("gateway_senders_held") == 1);

            for (int i = 0; i < POLITE; i++) {
                polite.send(Actuations.message(body("polite", i, 10)));
                polite.send(Actuations.message(Actuations.body(bystander, i)));
                other.expectText(Replies.actuation(Actuations.body(bystander, i)));
            }
            assertThat(gateway.metric("gateway_senders_held")).isEqualTo(1);
            assertThat(gateway.metric("gateway_mailbox_deepest")).isLessThanOrEqualTo(64);
            List<String> received = new ArrayList<>();
            for (int i = 0; i < FLOOD + POLITE; i++) {
                received.add(who(new String(device.readFrame().payload(), StandardCharsets.UTF_8)));
            }
            flood.join();
            device.expectNothingElse();

            assertThat(received.stream().filter(who -> who.startsWith("flooder")))
                    .containsExactlyElementsOf(names("flooder", FLOOD));
            assertThat(received.stream().filter(who -> who.startsWith("polite")))
                    .containsExactlyElementsOf(names("polite", POLITE));
            // The senders take turns: these arrived while the flooder had much waiting, and more of its messages came
            // after them.
            assertThat(received.lastIndexOf("polite " + (POLITE - 1))).isLessThan(FLOOD);
            assertThat(gateway.metric("gateway_drops_total{reason=\"slow_device\"}"))
                    .isZero();
            assertThat(gateway.metric("gateway_actuations_total{outcome=\"over_share\"}"))
                    .isZero();
            await().until(() -> gateway.metric("gateway_senders_held") == 0);
            assertThat(gateway.metric("gateway_sender_holds_total")).isPositive();
            assertThat(log.linesWith(" slowed: "))
                    .anyMatch(line -> line.contains(victim.id().value()));
            assertThat(gateway.management("/api/events?kind=slowed").body())
                    .contains("slowed", victim.id().value());
            // The flooder had ended its side after its last message; the gateway reads that end only after the
            // messages.
            await().until(() -> gateway.metric("gateway_connections") == 3);
        }
    }

    /** Sends all messages, and then ends this side. */
    private void flood(RawSocket flooder) {
        try {
            for (int i = 0; i < FLOOD; i++) {
                flooder.trySend(RawFrame.text(Actuations.message(body("flooder", i, FILL)))
                        .bytes());
            }
            flooder.endOutput();
        } catch (IOException failed) {
            throw new AssertionError("the flooder was cut", failed);
        }
    }

    private String body(String sender, int number, int fill) {
        return "{\"from\":\"%s %d\",\"content\":{\"deviceUID\":\"%s\"},\"fill\":\"%s\"}"
                .formatted(sender, number, victim.uid(), "x".repeat(fill));
    }

    private static String who(String message) {
        String before = "\"from\":\"";
        int begin = message.indexOf(before) + before.length();
        return message.substring(begin, message.indexOf('"', begin));
    }

    private static List<String> names(String sender, int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(sender + " " + i);
        }
        return all;
    }
}
