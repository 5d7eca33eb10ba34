package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A storm of connections at a gateway that has just started: it serves all, and devices that were connected before are not affected. */
@Tag("storm")
class AdmissionIT {

    private static final int CONNECTED = 10;
    private static final int NEWCOMERS = 1_000;
    private static final int WORKERS = 20;
    /** Limit for each device, since the devices read only after the storm. */
    private static final int MAX_ACTUATIONS = 500;

    private final TestDatabase database = TestDatabase.shared();

    /** Sends each device consecutive numbers until {@code over}, and returns how many each device got. */
    private static int send(TestGateway gateway, List<DeviceIdentity> devices, AtomicBoolean over) {
        int number = 0;
        try (Client sender = Client.connect(gateway)) {
            while (!over.get() && number < MAX_ACTUATIONS) {
                for (DeviceIdentity device : devices) {
                    sender.send(Actuations.message(Actuations.body(device, number)));
                }
                number++;
                // Waits for an answer, so as not to send faster than the gateway reads.
                sender.expectNothingElse();
            }
        }
        return number;
    }

    /** Connects all devices before reading any answer. */
    private static List<RawSocket> storm(TestGateway gateway, List<DeviceIdentity> devices) {
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            RawSocket socket = RawSocket.connect(gateway);
            socket.send(RawRequest.handshake());
            sockets.add(socket);
        }
        for (int i = 0; i < devices.size(); i++) {
            sockets.get(i).expectUpgrade();
            sockets.get(i).sendText(Client.registration(devices.get(i)));
        }
        sockets.forEach(socket -> socket.expectText(Replies.REGISTERED));
        return sockets;
    }

    @Test
    void allAreServedAndThoseWhoWereHereGetEveryActuation() throws InterruptedException, ExecutionException {
        UUID account = UUID.randomUUID();
        List<DeviceIdentity> all = database.addDevices(
                IntStream.range(0, CONNECTED + NEWCOMERS)
                        .mapToObj(i -> "device" + i)
                        .toList(),
                account);
        List<DeviceIdentity> before = all.subList(0, CONNECTED);
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS + 1);
        List<RawSocket> sockets = new ArrayList<>();
        try (TestGateway gateway = TestGateway.start(database)) {
            for (DeviceIdentity device : before) {
                RawSocket socket = RawSocket.open(gateway);
                sockets.add(socket);
                socket.register(device);
            }
            AtomicBoolean over = new AtomicBoolean();
            Future<Integer> sent = workers.submit(() -> send(gateway, before, over));
            List<Callable<List<RawSocket>>> storms = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                int first = CONNECTED + i * NEWCOMERS / WORKERS;
                storms.add(() -> storm(gateway, all.subList(first, first + NEWCOMERS / WORKERS)));
            }
            for (Future<List<RawSocket>> served : workers.invokeAll(storms)) {
                sockets.addAll(served.get());
            }
            over.set(true);
            int each = sent.get();
            assertThat(each).isPositive();
            for (int i = 0; i < CONNECTED; i++) {
                for (int number = 0; number < each; number++) {
                    sockets.get(i).expectText(Replies.actuation(Actuations.body(before.get(i), number)));
                }
            }
            assertThat(gateway.metric("gateway_devices")).isEqualTo(CONNECTED + NEWCOMERS);
            assertThat(gateway.metric("gateway_registrations_total{outcome=\"registered\"}"))
                    .isEqualTo(CONNECTED + NEWCOMERS);
            assertThat(gateway.metric("gateway_admission_connections_waiting")).isZero();
            assertThat(gateway.metric("gateway_admission_registrations_waiting"))
                    .isZero();
            assertThat(gateway.metric("gateway_admission_registrations_admitted"))
                    .isZero();
            assertThat(gateway.metric("gateway_admission_limit")).isPositive();
        } finally {
            sockets.forEach(RawSocket::close);
            workers.shutdownNow();
        }
    }
}
