package org.oisp.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;

/** A looked-up address is used while it is fresh, and longer while lookups fail. */
class RouteCacheTest {

    private static final Duration REFRESH = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final DeviceUid UID = new DeviceUid(new UUID(1, 1));
    private static final DeviceAddress OLD = new DeviceAddress(new AccountId(new UUID(2, 2)), new DeviceId("old"));
    private static final DeviceAddress NEW = new DeviceAddress(new AccountId(new UUID(2, 2)), new DeviceId("new"));

    private final AtomicLong nanos = new AtomicLong();
    private final List<CompletableFuture<Optional<DeviceAddress>>> lookups = new ArrayList<>();
    private final List<Throwable> defects = new ArrayList<>();
    private boolean defective;
    private final RouteCache memory = new RouteCache(
            new DeviceAddresses() {
                @Override
                public CompletionStage<Optional<DeviceAddress>> find(DeviceUid device) {
                    if (defective) {
                        throw new IllegalStateException("a defect");
                    }
                    lookups.add(new CompletableFuture<>());
                    return lookups.get(lookups.size() - 1);
                }

                @Override
                public CompletionStage<List<DeviceAddress>> find(DeviceId id) {
                    throw new UnsupportedOperationException();
                }
            },
            new ForwarderSettings(10, 1_000, 100, REFRESH, PAUSE),
            nanos::get,
            defects::add);

    @Test
    void anOldAddressIsUsedWhileItIsLookedUpAgainOnce() {
        memory.remember(UID, Optional.of(OLD));
        nanos.addAndGet(REFRESH.toNanos() + 1);
        assertThat(memory.find(UID).address()).isEqualTo(OLD);
        assertThat(memory.find(UID).address()).isEqualTo(OLD);
        assertThat(lookups).hasSize(1);
        lookups.get(0).complete(Optional.of(NEW));
        assertThat(memory.find(UID).address()).isEqualTo(NEW);
    }

    @Test
    void anAddressThatCannotBeLookedUpAgainHoldsAndIsTriedAfterAsLongATime() {
        memory.remember(UID, Optional.of(OLD));
        nanos.addAndGet(REFRESH.toNanos() + 1);
        assertThat(memory.find(UID).address()).isEqualTo(OLD);
        lookups.get(0).completeExceptionally(new IllegalStateException("away"));
        assertThat(memory.find(UID).address()).isEqualTo(OLD);
        assertThat(lookups).hasSize(1);
        nanos.addAndGet(REFRESH.toNanos() + 1);
        assertThat(memory.find(UID).address()).isEqualTo(OLD);
        assertThat(lookups).hasSize(2);
        assertThat(defects).isEmpty();
    }

    @Test
    void aLookupThatCannotEvenBeginIsADefectAndNoMatterOfWhoeverAsks() {
        memory.remember(UID, Optional.of(OLD));
        nanos.addAndGet(REFRESH.toNanos() + 1);
        defective = true;
        assertThat(memory.find(UID).address()).isEqualTo(OLD);
        assertThat(defects).hasSize(1);
    }

    @Test
    void thatThereIsNoSuchDeviceIsBelievedForAMoment() {
        memory.remember(UID, Optional.empty());
        assertThat(memory.find(UID).address()).isNull();
        assertThat(memory.find(UID).otherwise()).isEqualTo(ActuationOutcome.NOT_CONNECTED);
        nanos.addAndGet(PAUSE.toNanos() + 1);
        assertThat(memory.find(UID)).isNull();

        DeviceId id = OLD.id();
        memory.remember(id, List.of(OLD));
        assertThat(memory.find(id)).containsExactly(OLD);
        nanos.addAndGet(PAUSE.toNanos() + 1);
        assertThat(memory.find(id)).isNull();
    }
}
