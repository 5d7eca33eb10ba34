package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "The actuation a device receives": a device receives a sender's actuations in the order sent, and none is lost. */
class ActuationOrderIT {

    private static final int MESSAGES = 10_000;
    private static final Pattern VALUE = Pattern.compile("\"value\":\"(\\d+)-(\\d+)\"");

    private static final TestDatabase database = TestDatabase.shared();
    // The mailbox holds all messages, since this test is not about how fast its device reads.
    @AutoClose
    private static final TestGateway gateway = TestGateway.start(
            database, Map.of("GATEWAY_MAILBOX_MESSAGES", "" + MESSAGES, "GATEWAY_MAILBOX_BYTES", "100000000"));

    private final UUID account = UUID.randomUUID();

    @Test
    void thoseOfOneSenderArriveInOrderAndNoneIsLost() throws Exception {
        DeviceIdentity device = database.addDevice("example001", account);
        try (Client client = Client.register(gateway, device)) {
            run(1, sender -> send(device, sender, MESSAGES), () -> {
                for (int i = 0; i < MESSAGES; i++) {
                    client.expectText(Replies.actuation(Actuations.body(device, "0-" + i)));
                }
            });
            client.expectNothingElse();
        }
    }

    @Test
    void thoseOfEachOfSeveralSendersArriveInTheirOrder() throws Exception {
        DeviceIdentity device = database.addDevice("example001", account);
        int senders = 4;
        try (Client client = Client.register(gateway, device)) {
            int[] next = new int[senders];
            run(senders, sender -> send(device, sender, MESSAGES / senders), () -> {
                for (int i = 0; i < MESSAGES; i++) {
                    Matcher value = VALUE.matcher(client.next().toString());
                    assertThat(value.find()).isTrue();
                    int sender = Integer.parseInt(value.group(1));
                    assertThat(Integer.parseInt(value.group(2)))
                            .as("from sender %s", sender)
                            .isEqualTo(next[sender]++);
                }
            });
            client.expectNothingElse();
        }
    }

    @Test
    void thoseForTheDevicesOfOneConnectionArriveInOrderForEach() throws Exception {
        List<DeviceIdentity> devices = database.addDevices(List.of("a", "b", "c"), account);
        try (Client client = Client.connect(gateway)) {
            for (DeviceIdentity device : devices) {
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
            }
            int each = 1_000;
            int[] next = new int[devices.size()];
            run(devices.size(), sender -> send(devices.get(sender), sender, each), () -> {
                for (int i = 0; i < each * devices.size(); i++) {
                    Matcher value = VALUE.matcher(client.next().toString());
                    assertThat(value.find()).isTrue();
                    int device = Integer.parseInt(value.group(1));
                    assertThat(Integer.parseInt(value.group(2))).isEqualTo(next[device]++);
                }
            });
            client.expectNothingElse();
        }
    }

    private void send(DeviceIdentity device, int sender, int messages) {
        try (Client client = Client.connect(gateway)) {
            for (int i = 0; i < messages; i++) {
                client.send(Actuations.message(Actuations.body(device, sender + "-" + i)));
            }
            assertThat(client.poll(Duration.ZERO)).isNull();
            client.expectNothingElse();
        }
    }

    private interface Sending {
        void send(int sender);
    }

    private static void run(int senders, Sending sending, Runnable receiving) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(senders);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                int sender = i;
                running.add(threads.submit(() -> sending.send(sender)));
            }
            receiving.run();
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
