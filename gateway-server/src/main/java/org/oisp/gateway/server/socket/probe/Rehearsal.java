package org.oisp.gateway.server.socket.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;

/**
 * Devices that connect, register, receive actuations and leave, a few at a time, so that the JVM loads and compiles that code before real
 * devices come. Blocks a thread of its own, and looks after each small step whether it is to end.
 */
public final class Rehearsal {

    private static final int DEVICES = Integer.getInteger("rehearsal.devices", 16);
    private static final int DELIVERIES = Integer.getInteger("rehearsal.deliveries", 4);
    private static final String REGISTERED = "{\"code\":200,";

    private static final long CPU = Long.getLong("rehearsal.cpu", 0) * 1_000_000L;
    private static final long CPU0 = cpu();
    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
    public static long used() { return (cpu() - CPU0) / 1000000; }
    public static void touch() {}

    private final OwnConnections.Entrance entrance;
    private final @Nullable SSLSocketFactory tls;
    private final Credentials sender;
    private final BooleanSupplier over;
    private final long deadline;
    private final List<byte[]> registrations = new ArrayList<>();
    private final List<byte[]> actuations = new ArrayList<>();
    private int registered;
    private int delivered;

    public Rehearsal(
            OwnConnections.Entrance entrance,
            boolean secure,
            Credentials sender,
            RehearsalTokens tokens,
            BooleanSupplier over,
            long deadline) {
        this.entrance = entrance;
        this.tls = secure ? OwnPortTrust.sockets() : null;
        this.sender = sender;
        this.over = over;
        this.deadline = deadline;
        AccountId account = new AccountId(UUID.randomUUID());
        for (int i = 0; i < DEVICES; i++) {
            String id = "rehearsal-" + i;
            registrations.add(LoopbackSocket.textFrame(("{\"type\":\"device\",\"deviceId\":\"" + id
                            + "\",\"deviceToken\":\"" + tokens.sign(account, id) + "\"}")
                    .getBytes(StandardCharsets.UTF_8)));
            actuations.add(actuation(account, id));
        }
    }

    private byte[] actuation(AccountId account, String device) {
        ByteSlice message = sender.message(ByteSlice.ofText("""
                {"type":"command","transport":"ws","content":{"accountId":"%1$s","domainId":"%1$s","deviceId":"%2$s",\
                "gatewayId":"%2$s","componentId":"1e447b10-9afd-4221-b4d8-7bc5c5bb6c3f","command":"LED.v1.0",\
                "params":[{"name":"LED","value":"1"}]}}""".formatted(account.value(), device)));
        byte[] text = new byte[message.length()];
        System.arraycopy(message.array(), message.offset(), text, 0, text.length);
        return LoopbackSocket.textFrame(text);
    }

    public int registered() {
        return registered;
    }

    public int delivered() {
        return delivered;
    }

    public void run(int port) throws IOException {
        try (LoopbackSocket sending = opened(port)) {
            sending.requestUpgrade();
            sending.awaitUpgrade();
            while (!isOver()) {
                wave(port, sending);
            }
        }
    }

    private boolean isOver() {
        return over.getAsBoolean() || (CPU > 0 && cpu() - CPU0 >= CPU) || System.nanoTime() - deadline >= 0;
    }

    private void wave(int port, LoopbackSocket sending) throws IOException {
        List<LoopbackSocket> devices = new ArrayList<>();
        try {
            for (int i = 0; i < DEVICES && !isOver(); i++) {
                devices.add(opened(port));
            }
            for (LoopbackSocket device : devices) {
                device.requestUpgrade();
            }
            for (LoopbackSocket device : devices) {
                device.awaitUpgrade();
            }
            if (isOver()) {
                return;
            }
            for (int i = 0; i < devices.size(); i++) {
                devices.get(i).write(registrations.get(i));
            }
            for (LoopbackSocket device : devices) {
                if (device.receive().startsWith(REGISTERED)) {
                    registered++;
                }
            }
            for (int n = 0; n < DELIVERIES && !isOver(); n++) {
                for (int i = 0; i < devices.size(); i++) {
                    sending.write(actuations.get(i));
                }
                for (LoopbackSocket device : devices) {
                    delivered += device.receive().startsWith("{\"code\":1024") ? 1 : 0;
                }
            }
            if (isOver()) {
                return;
            }
            for (LoopbackSocket device : devices) {
                device.sendClose();
            }
            for (LoopbackSocket device : devices) {
                device.awaitClose();
            }
        } finally {
            for (LoopbackSocket device : devices) {
                device.reset();
                device.close();
            }
        }
    }

    private LoopbackSocket opened(int port) throws IOException {
        LoopbackSocket socket = new LoopbackSocket(entrance, deadline);
        socket.connect(port);
        if (tls != null) {
            socket.secure(tls);
        }
        return socket;
    }
}
