package org.oisp.gateway.server.socket.probe;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The gateway's own test device. Periodically connects to the device port as any device does, registers, and sends itself an actuation. A
 * new connection each time also tests the listening socket, TLS, the handshake, and each event loop in turn. Blocks a thread of its own.
 */
public final class SelfProbe {

    /** Delay of the next probe after a failed one. */
    private static final Duration SOON = Duration.ofMillis(250);

    private static final int SECRET_BYTES = 32;
    private static final String REGISTERED = "{\"code\":200,\"content\":\"Record in database update for device\"}";

    private final SelfProbeSettings settings;
    private final int loops;
    private final SelfProbeEvents events;
    private final Scheduler thread;
    private final @Nullable SSLSocketFactory tls;
    /** Confined to the probe thread. */
    private int arrivedInARow;

    private final String secret = random();
    private final Credentials sender = new Credentials("self-probe", random());
    private final DeviceIdentity device = new DeviceIdentity(
            new DeviceUid(UUID.randomUUID()), new AccountId(UUID.randomUUID()), new DeviceId("self-probe"));

    /**
     * Creates a probe that has sent nothing.
     *
     * @param settings interval and timeout
     * @param loops number of event loops; after a failure so many probes in a row must succeed, since one loop may be stuck
     * @param secure whether the device port uses TLS
     * @param events receives each outcome
     * @param thread runs the probes; may block
     */
    public SelfProbe(SelfProbeSettings settings, int loops, boolean secure, SelfProbeEvents events, Scheduler thread) {
        this.settings = settings;
        this.loops = loops;
        this.tls = secure ? OwnPortTrust.sockets() : null;
        this.events = events;
        this.thread = thread;
    }

    /**
     * Returns the identity of the probe device.
     *
     * @return new random ids for each start of the process
     */
    public DeviceIdentity device() {
        return device;
    }

    /**
     * Returns what the probe device registers with instead of a token.
     *
     * @return 256 random bits; must never be logged or sent elsewhere
     */
    public String secret() {
        return secret;
    }

    /**
     * Returns the credentials of the probe's actuations.
     *
     * @return credentials with a random secret
     */
    public Credentials sender() {
        return sender;
    }

    /**
     * Probes periodically until cancelled.
     *
     * @param port the device port
     * @param entrance lets the port recognise the probe
     * @param draining whether sessions are being closed; failures are then not reported
     * @return never completes and never fails
     */
    public Mono<Void> run(int port, OwnConnections.Entrance entrance, BooleanSupplier draining) {
        if (settings.interval().isZero()) {
            return Mono.never();
        }
        return Mono.fromRunnable(() -> probe(port, entrance, draining))
                .subscribeOn(thread)
                .then(Mono.defer(() -> Mono.delay(pause(), thread)))
                .repeat()
                .then();
    }

    private Duration pause() {
        return events.failure() == null || settings.interval().compareTo(SOON) < 0 ? settings.interval() : SOON;
    }

    private void probe(int port, OwnConnections.Entrance entrance, BooleanSupplier draining) {
        if (draining.getAsBoolean()) {
            return;
        }
        long begun = System.nanoTime();
        ProbeExchange exchange =
                new ProbeExchange(entrance, tls, settings.timeout().toNanos());
        // A new value each time, so that a late message is not taken for the current one.
        String body = "{\"content\":{\"deviceUID\":\"" + device.uid() + "\",\"probe\":\"" + random() + "\"}}";
        try {
            exchange.run(
                    port,
                    "{\"type\":\"device\",\"deviceId\":\"" + device.id().value() + "\",\"deviceToken\":\"" + secret
                            + "\"}",
                    REGISTERED,
                    new String(text(sender.message(ByteSlice.ofText(body))), StandardCharsets.UTF_8),
                    "{\"code\":1024,\"content\":" + body + "}");
            arrivedInARow++;
            events.arrived(System.nanoTime() - begun, arrivedInARow >= loops);
        } catch (SocketTimeoutException late) {
            lost("no " + exchange.step() + " within " + settings.timeout().toMillis() + " ms", begun, draining);
        } catch (IOException | RuntimeException failed) {
            lost(exchange.step() + ": " + failed.getMessage(), begun, draining);
        }
    }

    private void lost(String why, long begun, BooleanSupplier draining) {
        arrivedInARow = 0;
        if (!draining.getAsBoolean()) {
            events.lost(why, System.nanoTime() - begun);
        }
    }

    private static byte[] text(ByteSlice message) {
        byte[] bytes = new byte[message.length()];
        System.arraycopy(message.array(), message.offset(), bytes, 0, bytes.length);
        return bytes;
    }

    private static String random() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
