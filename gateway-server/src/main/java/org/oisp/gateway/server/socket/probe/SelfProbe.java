package org.oisp.gateway.server.socket.probe;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
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
 * The gateway's own device: connects to the own device port as any device does, registers and is sent an actuation, again and again. Each
 * time anew, so that the listening socket, TLS and the handshake are looked at too, and one event loop after the other. Waits on a thread
 * of its own.
 */
public final class SelfProbe {

    /** How soon again after one that was lost. */
    private static final Duration SOON = Duration.ofMillis(250);

    private static final int SECRET_BYTES = 32;
    private static final String REGISTERED = "{\"code\":200,\"content\":\"Record in database update for device\"}";

    private final SelfProbeSettings settings;
    private final int loops;
    private final SelfProbeEvents events;
    private final Scheduler thread;
    private final @Nullable SSLSocketFactory tls;
    /** Its thread's only. */
    private int arrivedInARow;

    private final String secret = random();
    private final Credentials sender = new Credentials("self-probe", random());
    private final DeviceIdentity device = new DeviceIdentity(
            new DeviceUid(UUID.randomUUID()), new AccountId(UUID.randomUUID()), new DeviceId("self-probe"));

    /**
     * Makes a probe that has sent nothing.
     *
     * @param settings how often, and how long it may take
     * @param loops how many event loops there are: so many in a row have to arrive after one that was lost, since one may be stuck
     * @param secure whether the device port speaks TLS
     * @param events told of what becomes of it
     * @param thread where it may wait
     */
    public SelfProbe(SelfProbeSettings settings, int loops, boolean secure, SelfProbeEvents events, Scheduler thread) {
        this.settings = settings;
        this.loops = loops;
        this.tls = secure ? trusting() : null;
        this.events = events;
        this.thread = thread;
    }

    /**
     * The only device.
     *
     * @return another at each start
     */
    public DeviceIdentity device() {
        return device;
    }

    /**
     * What it shows instead of a token.
     *
     * @return 256 random bits, never to be told to anybody
     */
    public String secret() {
        return secret;
    }

    /**
     * What it sends its actuations with.
     *
     * @return credentials that nobody else has
     */
    public Credentials sender() {
        return sender;
    }

    /**
     * Probes again and again, until cancelled.
     *
     * @param port where the gateway listens
     * @param entrance how the port knows it
     * @param draining whether the gateway ends its sessions, this one too: nothing is said of it then
     * @return never completes and never fails
     */
    public Mono<Void> run(int port, ProbeConnections entrance, BooleanSupplier draining) {
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

    private void probe(int port, ProbeConnections entrance, BooleanSupplier draining) {
        if (draining.getAsBoolean()) {
            return;
        }
        long begun = System.nanoTime();
        ProbeExchange exchange =
                new ProbeExchange(entrance, tls, settings.timeout().toNanos());
        // Another each time: what comes late is not taken for what was sent now.
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

    private static SSLSocketFactory trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new OwnPort()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException impossible) {
            // Every Java has it.
            throw new IllegalStateException(impossible);
        }
    }

    /** At the other end is this process, whatever its certificate says: for whom it is good, others look at. */
    private static final class OwnPort extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
