package org.oisp.gateway.cluster.membership;

import java.time.Duration;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.RegistrationHandler;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.RegistrationGrant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Rewrites the binding rows of the connected devices after the table was unavailable: devices that registered meanwhile have no row, and
 * a restored backup has none either. The writes queue together with those of devices that register.
 */
public final class BindingRestorer {

    /** Rows written concurrently. A device that registers meanwhile waits for no more than these. */
    private static final int AT_ONCE = 200;

    /** Timeout for one row. A locked row is left to the next run, so that it does not delay the others. */
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final BindingLedger ledger;
    private final HeldBindings held;

    /**
     * Creates a restorer that has nothing to do yet.
     *
     * @param ledger writes the rows
     * @param held knows the connected devices
     */
    public BindingRestorer(BindingLedger ledger, HeldBindings held) {
        this.ledger = ledger;
        this.held = held;
    }

    /**
     * Writes the rows of all connected devices.
     *
     * @return true if all are written, apart from devices that the database no longer knows; never fails
     */
    public Mono<Boolean> all() {
        return Flux.defer(() -> Flux.fromIterable(held.devices()))
                .flatMap(
                        device -> ledger.bind(new DeviceClaim(device.account(), device.id()), new Rebound())
                                .timeout(AT_MOST, Mono.just(false)),
                        AT_ONCE)
                .reduce(true, Boolean::logicalAnd);
    }

    private final class Rebound implements RegistrationHandler<Boolean> {

        @Override
        public Boolean granted(RegistrationGrant registrationGrant) {
            Binding binding = registrationGrant.binding();
            if (binding != null) {
                held.rebound(binding);
            }
            return true;
        }

        @Override
        public Boolean refused(RegistrationOutcome why) {
            return why == RegistrationOutcome.UNKNOWN_DEVICE;
        }
    }
}
