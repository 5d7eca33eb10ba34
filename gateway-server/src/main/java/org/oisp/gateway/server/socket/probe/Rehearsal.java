package org.oisp.gateway.server.socket.probe;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;

/**
 * Devices that connect to the device port, register, receive actuations and leave, a few at a time, so that the JVM has loaded and compiled
 * that code before real devices come. Blocks a thread of its own, and looks before each step of a device whether it is to end.
 */
public final class Rehearsal {

    private static final int DELIVERIES = 4;
    private static final String REGISTERED = "{\"code\":200,";

    private final OwnConnections.Entrance entrance;
    private final @Nullable SSLSocketFactory tls;
    private final BooleanSupplier interrupted;
    private final long deadline;
    private final List<byte[]> registrations = new ArrayList<>();
    private final List<byte[]> actuations = new ArrayList<>();
    private final AtomicInteger registered = new AtomicInteger();

    /**
     * Creates a rehearsal that has not begun.
     *
     * @param entrance has the port recognise the devices
     * @param secure whether the device port uses TLS
     * @param tokens the tokens of the devices
     * @param sender the credentials of the actuations
     * @param interrupted whether to end before the time is over
     * @param time how long it may take, from now on
     */
    public Rehearsal(
            OwnConnections.Entrance entrance,
            boolean secure,
            RehearsalTokens tokens,
            Credentials sender,
            BooleanSupplier interrupted,
            Duration time) {
        this.entrance = entrance;
        this.tls = secure ? OwnPortTrust.sockets() : null;
        this.interrupted = interrupted;
        this.deadline = System.nanoTime() + time.toNanos();
        for (int i = 0; i < tokens.devices(); i++) {
            String id = RehearsalTokens.id(i);
            registrations.add(LoopbackSocket.textFrame(
                    ("{\"type\":\"device\",\"deviceId\":\"" + id + "\",\"deviceToken\":\"" + tokens.token(i) + "\"}")
                            .getBytes(StandardCharsets.UTF_8)));
            actuations.add(actuation(sender, tokens.account(), id));
        }
    }

    private static byte[] actuation(Credentials sender, String account, String device) {
        ByteSlice message = sender.message(ByteSlice.ofText("""
                {"type":"command","transport":"ws","content":{"accountId":"%1$s","domainId":"%1$s","deviceId":"%2$s",\
                "gatewayId":"%2$s","componentId":"%1$s","command":"LED.v1.0","params":[{"name":"LED","value":"1"}]}}""".formatted(account, device)));
        byte[] text = new byte[message.length()];
        System.arraycopy(message.array(), message.offset(), text, 0, text.length);
        return LoopbackSocket.textFrame(text);
    }

    /**
     * Returns the number of registrations that were granted. Thread-safe.
     *
     * @return a number that grows
     */
    public int registered() {
        return registered.get();
    }

    /**
     * Rehearses until the time is over, or it is interrupted. Call once.
     *
     * @param port the device port
     * @throws IOException if the port does not answer as expected
     */
    public void run(int port) throws IOException {
        try (LoopbackSocket sending = new LoopbackSocket(entrance, deadline)) {
            open(sending, port);
            sending.requestUpgrade();
            sending.awaitUpgrade();
            while (!isOver()) {
                wave(port, sending);
            }
            sending.abort();
        } catch (SocketTimeoutException over) {
            // The time is over.
        } catch (IOException failed) {
            if (!isOver()) {
                throw failed;
            }
        }
    }

    private boolean isOver() {
        return interrupted.getAsBoolean() || System.nanoTime() - deadline >= 0;
    }

    /** Has all devices connect, register, receive and leave, each step for one device after the other. */
    private void wave(int port, LoopbackSocket sending) throws IOException {
        List<LoopbackSocket> devices = new ArrayList<>();
        try {
            for (int i = 0; i < registrations.size() && !isOver(); i++) {
                LoopbackSocket device = new LoopbackSocket(entrance, deadline);
                devices.add(device);
                open(device, port);
            }
            each(devices, LoopbackSocket::requestUpgrade);
            each(devices, LoopbackSocket::awaitUpgrade);
            for (int i = 0; i < registrations.size() && !isOver(); i++) {
                devices.get(i).write(registrations.get(i));
            }
            boolean[] refused = new boolean[1];
            each(devices, device -> {
                if (device.receive().startsWith(REGISTERED)) {
                    registered.incrementAndGet();
                } else {
                    refused[0] = true;
                }
            });
            if (refused[0]) {
                // The database is away, for instance. The gateway closes the connection.
                return;
            }
            for (int n = 0; n < DELIVERIES; n++) {
                for (int i = 0; i < actuations.size() && !isOver(); i++) {
                    sending.write(actuations.get(i));
                }
                each(devices, LoopbackSocket::receive);
            }
            each(devices, LoopbackSocket::sendClose);
            each(devices, LoopbackSocket::awaitClose);
        } finally {
            for (LoopbackSocket device : devices) {
                device.abort();
            }
        }
    }

    private void each(List<LoopbackSocket> devices, Step step) throws IOException {
        for (LoopbackSocket device : devices) {
            if (isOver()) {
                return;
            }
            step.take(device);
        }
    }

    private void open(LoopbackSocket socket, int port) throws IOException {
        socket.connect(port);
        if (tls != null) {
            socket.secure(tls);
        }
    }

    /** What one device does. */
    private interface Step {
        void take(LoopbackSocket device) throws IOException;
    }
}
