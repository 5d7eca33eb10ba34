package org.oisp.gateway.auth.store;

import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The results of a batch of claims, by the claim's index. */
public final class BindingResult {

    private final List<@Nullable RegistrationGrant> granted;
    private final BitSet locked = new BitSet();

    private BindingResult(int size) {
        granted = new ArrayList<>(Collections.nCopies(size, null));
    }

    /**
     * Returns the grant for one of the claims.
     *
     * @param index the claim's index in its batch
     * @return null for an unknown device, and for one whose row is locked
     */
    public @Nullable RegistrationGrant granted(int index) {
        return granted.get(index);
    }

    /**
     * Returns whether another database session holds a lock on the row of one of the devices, so that nothing was written for it.
     *
     * @param index the claim's index in its batch
     * @return whether the claim has to be tried again
     */
    public boolean isLocked(int index) {
        return locked.get(index);
    }

    /** Returns the rows that were written. */
    List<Binding> written() {
        List<Binding> written = new ArrayList<>();
        for (RegistrationGrant row : granted) {
            if (row != null && row.binding() != null) {
                written.add(row.binding());
            }
        }
        return written;
    }

    /** Reads the rows that a statement of {@link BindingSql} returns. A device without a time is one whose row is locked. */
    static Mono<BindingResult> read(Statement statement, List<DeviceClaim> claims) {
        return Mono.defer(() -> {
            BindingResult bindingResult = new BindingResult(claims.size());
            return Flux.from(statement.execute())
                    .concatMap(result -> result.map((row, metadata) -> bindingResult.add(row, claims)))
                    .then(Mono.just(bindingResult));
        });
    }

    /** Returns the result where there is no table for binding rows; {@code devices} has null for an unknown device. */
    static BindingResult withoutRows(List<DeviceClaim> claims, @Nullable UUID[] devices) {
        BindingResult bindingResult = new BindingResult(claims.size());
        for (int i = 0; i < devices.length; i++) {
            UUID device = devices[i];
            if (device != null) {
                bindingResult.granted.set(i, new RegistrationGrant(identity(device, claims.get(i)), null));
            }
        }
        return bindingResult;
    }

    private int add(Row row, List<DeviceClaim> claims) {
        int index = Objects.requireNonNull(row.get("n", Integer.class)) - 1;
        DeviceIdentity device = identity(Objects.requireNonNull(row.get("uid", UUID.class)), claims.get(index));
        OffsetDateTime at = row.get("at", OffsetDateTime.class);
        if (at == null) {
            locked.set(index);
        } else {
            granted.set(index, new RegistrationGrant(device, new Binding(device.uid(), Binding.micros(at))));
        }
        return index;
    }

    private static DeviceIdentity identity(UUID device, DeviceClaim claim) {
        return new DeviceIdentity(new DeviceUid(device), claim.account(), claim.id());
    }
}
