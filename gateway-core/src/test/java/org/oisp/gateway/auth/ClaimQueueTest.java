package org.oisp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.RegistrationGrant;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Claims leave in the order of arrival, and all at once if the database fails. */
class ClaimQueueTest {

    private static final AccountId ACCOUNT = new AccountId(new UUID(0, 1));

    private final ClaimQueue queue = new ClaimQueue();
    private final List<String> answers = new ArrayList<>();

    @Test
    void givesOutNoMoreThanABatchHolds() {
        claim("a");
        claim("b");
        claim("c");

        assertThat(take(2)).containsExactly("a", "b");
        assertThat(take(2)).containsExactly("c");
        assertThat(take(2)).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void passesOverClaimsThatNobodyWaitsFor() {
        claim("a").dispose();
        claim("b");

        assertThat(take(1)).containsExactly("b");
    }

    @Test
    void failsAllThatWait() {
        claim("a");
        claim("b");

        queue.failAll();

        assertThat(answers).containsExactly("a DATABASE_FAILED", "b DATABASE_FAILED");
        assertThat(queue.isEmpty()).isTrue();
        assertThat(take(10)).isEmpty();
    }

    private Disposable claim(String id) {
        RegistrationHandler<String> registrationHandler = new RegistrationHandler<>() {
            @Override
            public String granted(RegistrationGrant registrationGrant) {
                return id + " granted";
            }

            @Override
            public String refused(RegistrationOutcome why) {
                return id + " " + why;
            }
        };
        DeviceClaim claim = new DeviceClaim(ACCOUNT, new DeviceId(id));
        return Mono.<String>create(sink -> queue.add(new PendingClaim<>(claim, registrationHandler, sink)))
                .subscribe(answers::add);
    }

    private List<String> take(int max) {
        return queue.take(max, claim -> false).stream()
                .map(claim -> claim.claim().id().value())
                .toList();
    }
}
