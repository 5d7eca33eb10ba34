package org.oisp.gateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.operations.actuations.ActuationRecords;
import org.oisp.gateway.operations.actuations.ApiActuations;
import org.oisp.gateway.operations.actuations.ApiCaller;
import org.oisp.gateway.operations.presence.DatabaseAwayException;
import org.oisp.gateway.operations.presence.DeviceHistory;
import org.oisp.gateway.operations.presence.DeviceState;
import org.oisp.gateway.operations.presence.Presence;
import org.oisp.gateway.operations.presence.PresencePage;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.routing.ActuationReceipts;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.ReceiptEvents;
import org.oisp.gateway.routing.ReceiptSettings;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** How the outcome of an actuation becomes an answer, over a real socket. */
class ActuationRoutesTest {

    private static final Credentials SENDERS = new Credentials("api_actuator", "word");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ActuationEvents events = new ActuationEvents(meters);
    private final DeviceRegistry devices =
            new DeviceRegistry(new MailboxSettings(10, 100_000), new ConnectionEvents(meters));
    private final DeviceIdentity device =
            new DeviceIdentity(new DeviceUid(new UUID(2, 2)), new AccountId(new UUID(1, 1)), new DeviceId("lamp"));
    /** Ends the actuations, on the thread that runs it. */
    private final BlockingQueue<Runnable> deadlines = new LinkedBlockingQueue<>();
    /** The names of the threads that begin to write an answer. */
    private final BlockingQueue<String> writers = new LinkedBlockingQueue<>();

    private Mono<PresencePage> presence = Mono.empty();
    private Mono<DeviceHistory> history = Mono.just(new DeviceHistory(List.of(), List.of(), null));

    private final ActuationRoutes routes = new ActuationRoutes(
            new ApiActuations(
                    new ActuationReceipts(
                            new ActuationRouter(SENDERS, devices, events),
                            new ReceiptSettings(10, 10, 10),
                            (task, millis) -> {
                                deadlines.add(task);
                                return () -> {};
                            },
                            new ReceiptEvents(meters),
                            null,
                            null,
                            null),
                    SENDERS,
                    new MessageReader(100_000),
                    events,
                    new ActuationRecords(10),
                    InstantSource.system(),
                    () -> false),
            new ActuationAdvice(
                    asked -> Mono.defer(() -> presence),
                    asked -> Mono.defer(() -> history),
                    "here:5000",
                    InstantSource.system()),
            request -> ApiCaller.OPERATOR);

    private final LoopResources loops = LoopResources.create("operators", 1, true);
    private DisposableServer server;

    @BeforeEach
    void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loops)
                .handle((request, response) -> routes.post(request, watched(response)))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        loops.dispose();
    }

    /** A response that notes the thread on which an answer begins. */
    private HttpServerResponse watched(HttpServerResponse response) {
        return (HttpServerResponse) Proxy.newProxyInstance(
                HttpServerResponse.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("status")) {
                        writers.add(Thread.currentThread().getName());
                    }
                    try {
                        return method.invoke(response, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    @Test
    void anOutcomeFromAnotherThreadIsAnsweredOnTheClientsEventLoop() throws Exception {
        assertThat(devices.admit(device, "connection", Reply.REGISTERED)).isNotNull();
        CompletableFuture<String> answer = post();
        Runnable deadline = deadlines.poll(30, TimeUnit.SECONDS);
        // The client waits by now: its wait began on the loop that took the request.
        loops.onServer(true).next().submit(() -> {}).get(30, TimeUnit.SECONDS);

        Thread device = new Thread(deadline, "device");
        device.start();
        device.join();

        assertThat(answer.get(30, TimeUnit.SECONDS)).contains("\"not_delivered\"", "\"expired\"");
        assertThat(writers.take()).startsWith("operators-");
    }

    @Test
    void whereAnAbsentDeviceIsCannotAlwaysBeFound() throws Exception {
        for (Mono<PresencePage> unknown : List.<Mono<PresencePage>>of(
                Mono.error(new DatabaseAwayException(new IllegalStateException())),
                Mono.error(new RejectedExecutionException()))) {
            presence = unknown;
            assertThat(textFor()).isEqualTo(OutcomeReason.NOT_CONNECTED.sentence());
        }
        presence = page(null, List.of());
        assertThat(textFor()).isEqualTo("The device is not connected to any instance.");
        history = Mono.error(new RejectedExecutionException());
        assertThat(textFor()).isEqualTo("The device is not connected to any instance.");
        presence = page(null, List.of("mute:5000"));
        assertThat(textFor())
                .isEqualTo("The device is not connected to any instance that has answered (not mute:5000).");
    }

    @Test
    void whereAnAbsentDeviceHasConnectedIsSaid() throws Exception {
        presence = page("there:5000", List.of());
        assertThat(textFor())
                .isEqualTo("The device was not connected to any instance that could be asked. Now it is connected to"
                        + " there:5000: send it again.");
    }

    private Mono<PresencePage> page(String instance, List<String> incomplete) {
        Presence connection = instance == null
                ? null
                : new Presence(
                        device,
                        instance,
                        0,
                        new Presence.ConnectionTimes(0, 0, 0),
                        new Presence.WaitingMessages(0, 0),
                        null);
        return Mono.just(new PresencePage(List.of(new DeviceState(device, connection)), null, true, null, incomplete));
    }

    /** Returns the explanation of the outcome of an actuation for a device that is not connected here. */
    private String textFor() throws Exception {
        String answer = post().get(30, TimeUnit.SECONDS);
        assertThat(answer).contains("\"not_connected\"");
        return answer.replaceFirst(".*\"text\":\"", "").replaceFirst("\"}$", "");
    }

    private CompletableFuture<String> post() {
        String json = "{\"accountId\":\"%s\",\"deviceId\":\"lamp\",\"params\":[]}".formatted(device.account());
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + server.port() + "/api/actuations?wait=60s"))
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }
}
