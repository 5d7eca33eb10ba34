package org.oisp.gateway.cli.fleet;

import java.time.Duration;
import java.util.function.Consumer;
import org.oisp.gateway.cli.dev.FleetFileEntry;
import org.oisp.gateway.client.Actuation;
import org.oisp.gateway.client.ActuationBody;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.ConnectionEnd;
import org.oisp.gateway.client.DeviceClient;
import org.oisp.gateway.client.TokenSource;
import org.oisp.gateway.device.DeviceIdentity;
import reactor.core.publisher.Flux;

/** A device of the fleet. A run may have a million of them, so each keeps little state. */
final class FleetDevice {

    private static final String COMMAND = "LED.v1.0";

    private final FleetObserver fleet;
    private final int index;
    private final DeviceIdentity identity;
    private final DeviceClient client;
    private final OfflinePeriods offlinePeriods = new OfflinePeriods();
    private volatile boolean registered;
    private volatile boolean over;
    /** Whether a storm has dropped the device and it is not back yet. */
    private volatile boolean dropped;

    private volatile boolean settled;
    private long beganAt;
    /** The greatest number that the device has received. */
    private volatile long latest = -1;

    /** The fleet, which is told of its devices: on their event loops, so it must not block. */
    interface FleetObserver {

        /** Has a device told of the changes of its state until the fleet is closed. */
        void watch(Flux<ClientState> states, Consumer<ClientState> observer);

        /** A device is registered, {@code nanos} after it began to connect. */
        void registered(long nanos, boolean afterStorm);

        /** A connection, or an attempt to connect, has ended. */
        void lost(boolean wasRegistered, boolean byStorm, ConnectionEnd why);

        /** The first attempt of a device to register is over. */
        void settled();

        /** Returns where arrivals are counted. */
        DeliveryLedger ledger();
    }

    FleetDevice(FleetObserver fleet, int index, FleetFileEntry device, FleetPlan plan) {
        this.fleet = fleet;
        this.index = index;
        this.identity = device.device();
        this.client = DeviceClient.of(
                plan.gateway(), identity.id().value(), TokenSource.fixed(device.token()), this::received);
    }

    void start() {
        offlinePeriods.begin(System.nanoTime(), false, latest);
        fleet.watch(client.states(), this::changed);
        client.start();
    }

    private void received(Actuation actuation) {
        latest = fleet.ledger().delivered(index, latest, actuation.param(DeliveryLedger.NUMBER), System.nanoTime());
    }

    /** Called on the device's event loop; must not block. */
    private void changed(ClientState state) {
        long now = System.nanoTime();
        if (state instanceof ClientState.Connecting) {
            if (beganAt == 0) {
                beganAt = now;
            }
        } else if (state instanceof ClientState.Connected) {
            registered = true;
            offlinePeriods.end(now);
            fleet.registered(now - beganAt, dropped);
            beganAt = 0;
            dropped = false;
            settle();
        } else if (state instanceof ClientState.Waiting waiting) {
            lost(now, waiting.why());
        } else if (state instanceof ClientState.Ended ended) {
            over = true;
            lost(now, ended.why());
        }
    }

    private void lost(long now, ConnectionEnd why) {
        offlinePeriods.begin(now, dropped, latest);
        boolean wasRegistered = registered;
        registered = false;
        fleet.lost(wasRegistered, dropped && wasRegistered, why);
        settle();
    }

    /** Reports the end of the first attempt, successful or not, so that another device may connect. */
    private void settle() {
        if (!settled) {
            settled = true;
            fleet.settled();
        }
    }

    boolean isRegistered() {
        return registered;
    }

    /** Returns whether the client has ended and does not reconnect. */
    boolean isOver() {
        return over;
    }

    /** Cuts the connection. Returns false if the device is not registered. */
    boolean drop(Duration jitter) {
        if (!registered) {
            return false;
        }
        dropped = true;
        client.cut(jitter);
        return true;
    }

    void close() {
        client.close();
    }

    long latest() {
        return latest;
    }

    OfflinePeriods absences() {
        return offlinePeriods;
    }

    ActuationBody actuation(String mark) {
        return ActuationBody.forDevice(
                        identity.uid().value(),
                        identity.account().value(),
                        identity.id().value(),
                        COMMAND)
                .param(DeliveryLedger.NUMBER, mark);
    }
}
