package org.oisp.gateway.cluster.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.UUID;
import org.oisp.gateway.cluster.bus.TrustOutcome;
import org.oisp.gateway.cluster.trust.ClusterTrust.MessageKind;
import org.oisp.gateway.protocol.ByteSlice;

/** Fuzzes messages from Redis: each is accepted or refused without an exception, and accepted only with its own signature. */
class SignatureFuzzTest {

    private static final Duration LEEWAY = Duration.ofMinutes(1);
    private static final String CHANNEL = "p/all";

    private final ClusterTrust one = trust();
    private final ClusterTrust other = trust();

    @FuzzTest
    void isBelievedOnlyIfItIsOfTheCluster(byte[] bytes) {
        ByteSlice message = new ByteSlice(bytes, 0, bytes.length);
        assertThat(other.check(MessageKind.ANNOUNCEMENT, CHANNEL, message).refused())
                .isTrue();
        String claimed = other.claimedBy(message);
        assertThat(claimed == null || claimed.length() == 36).isTrue();
        if (bytes.length < 2) {
            // Only a JSON object can be signed, and that has two braces.
            return;
        }
        ByteSlice signed = one.sign(MessageKind.ANNOUNCEMENT, CHANNEL, message);
        byte[] changed = signed.array().clone();
        changed[(bytes[0] & 0xFF) % changed.length] ^= 1;
        assertThat(other.check(MessageKind.ANNOUNCEMENT, CHANNEL, new ByteSlice(changed, 0, changed.length))
                        .refused())
                .isTrue();
        assertThat(other.check(MessageKind.ANNOUNCEMENT, CHANNEL, signed)).isEqualTo(TrustOutcome.SIGNED);
        assertThat(other.check(MessageKind.ANNOUNCEMENT, CHANNEL, signed)).isEqualTo(TrustOutcome.REPLAYED);
    }

    private static ClusterTrust trust() {
        ClusterKeys keys = new ClusterKeys("p", () -> 0);
        assertThat(keys.share("secret")).isTrue();
        return new ClusterTrust(
                UUID.randomUUID().toString(),
                new TrustSettings("p", UnsignedPolicy.REFUSE, LEEWAY, Duration.ofSeconds(20)),
                new DatabaseClock(LEEWAY, () -> 0),
                keys);
    }
}
