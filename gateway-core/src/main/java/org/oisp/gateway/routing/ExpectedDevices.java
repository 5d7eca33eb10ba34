package org.oisp.gateway.routing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/**
 * The devices that left an instance a moment ago and are not back. Guarded by its {@link ReconnectHold}, but for {@link #isEmpty},
 * {@link #size} and {@link #find(DeviceAddress)}.
 */
final class ExpectedDevices {

    /** How long a device that has left is expected back. */
    private static final long EXPECTED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final int most;
    private final ConcurrentMap<DeviceAddress, ExpectedDevice> byAddress = new ConcurrentHashMap<>();
    /** Those that left first come first. */
    private final Map<DeviceUid, ExpectedDevice> byUid = new LinkedHashMap<>();

    /** {@code most} is the maximum number of devices; of more, those that left first are forgotten. */
    ExpectedDevices(int most) {
        this.most = most;
    }

    boolean isEmpty() {
        return byAddress.isEmpty();
    }

    int size() {
        return byAddress.size();
    }

    @Nullable
    ExpectedDevice find(DeviceAddress address) {
        return byAddress.get(address);
    }

    @Nullable
    ExpectedDevice find(DeviceUid uid) {
        return byUid.get(uid);
    }

    List<ExpectedDevice> all() {
        return new ArrayList<>(byUid.values());
    }

    /** Returns whether a device has left too long ago to be expected. */
    static boolean isOver(ExpectedDevice device, long now) {
        return now - device.leftNanos > EXPECTED_NANOS;
    }

    /** Records that a device has left, and forgets those that are expected no more. */
    void add(DeviceIdentity identity, long now) {
        ExpectedDevice device = byUid.remove(identity.uid());
        if (device == null) {
            device = new ExpectedDevice(identity.uid(), DeviceAddress.of(identity));
            byAddress.put(device.address, device);
        }
        device.back = false;
        device.leftNanos = now;
        byUid.put(identity.uid(), device);
        forgetOld(now);
    }

    /** Forgets devices that are expected no more. What waits for a device ends with its timer first. */
    void forgetOld(long now) {
        Iterator<ExpectedDevice> eldest = byUid.values().iterator();
        while (eldest.hasNext()) {
            ExpectedDevice device = eldest.next();
            if (byUid.size() <= most && !isOver(device, now)) {
                return;
            }
            if (device.messages() > 0 || device.draining) {
                continue;
            }
            eldest.remove();
            device.forgotten = true;
            byAddress.remove(device.address, device);
        }
    }

    void forget(ExpectedDevice device) {
        device.forgotten = true;
        byUid.remove(device.uid, device);
        byAddress.remove(device.address, device);
    }
}
