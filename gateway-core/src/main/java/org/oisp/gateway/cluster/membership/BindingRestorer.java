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
 * Writes the rows of the devices that are connected here after the table of rows was away: those that registered meanwhile have none,
 * and a backup knows of none. They wait their turn among the devices that register.
 */
public final class BindingRestorer {

    /** So many wait at a time, and the devices that come meanwhile wait for no more than that. */
    private static final int AT_ONCE = 200;

    /** A row that somebody else has locked is left to the next look: it must not keep the others waiting. */
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final BindingLedger ledger;
    private final HeldBindings held;

    /**
     * Makes one that has nothing to do.
     *
     * @param ledger writes rows
     * @param held whose rows
     */
    public BindingRestorer(BindingLedger ledger, HeldBindings held) {
        this.ledger = ledger;
        this.held = held;
    }

    /**
     * Writes them.
     *
     * @return whether all are written, or are those of devices that the database does not know any more; never fails
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
