package org.oisp.gateway.cluster.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.cluster.bus.TrustOutcome;
import org.oisp.gateway.cluster.trust.ClusterTrust.MessageKind;
import org.oisp.gateway.protocol.ByteSlice;

/** Only messages signed by another instance for this channel are believed, if recent, and only once. */
class ClusterTrustTest {

    private static final Duration LEEWAY = Duration.ofMinutes(1);
    private static final ByteSlice MESSAGE = ByteSlice.ofText("{\"v\":1,\"from\":\"x\"}");
    private static final String CHANNEL = "p/all";

    private long nanos;
    private final Peer one = new Peer("p", UnsignedPolicy.AUTO);
    private final Peer other = new Peer("p", UnsignedPolicy.AUTO);

    @Test
    void aSignedMessageIsBelievedOnce() {
        share("s", one, other);
        ByteSlice signed = one.sign();
        assertThat(other.check(signed)).isEqualTo(TrustOutcome.SIGNED);
        assertThat(other.check(signed)).isEqualTo(TrustOutcome.REPLAYED);
        assertThat(other.check(one.sign())).isEqualTo(TrustOutcome.SIGNED);
    }

    @Test
    void aSignedMessageIsStillTheJsonObjectThatItWas() {
        share("s", one);
        assertThat(one.sign().toString())
                .matches("\\{\"v\":1,\"from\":\"x\",\"sig\":\"" + one.instance
                        + "\\.0{16}\\.[0-9a-f]{16}\\.[A-Za-z0-9_-]{43}\"}");
    }

    @Test
    void messagesOfOneSenderMayOvertakeEachOtherALittle() {
        share("s", one, other);
        List<ByteSlice> signed =
                java.util.stream.Stream.generate(one::sign).limit(70).toList();
        assertThat(other.check(signed.get(69))).isEqualTo(TrustOutcome.SIGNED);
        assertThat(other.check(signed.get(6))).isEqualTo(TrustOutcome.SIGNED);
        assertThat(other.check(signed.get(6))).isEqualTo(TrustOutcome.REPLAYED);
        // Too old for the replay window.
        assertThat(other.check(signed.get(5))).isEqualTo(TrustOutcome.REPLAYED);
    }

    @Test
    void noByteOfItMayBeChanged() {
        share("s", one, other);
        other.trust.alive(List.of());
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = one.sign().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));
            assertThat(other.check(new ByteSlice(bytes, 0, bytes.length)).refused())
                    .isTrue();
        }
    }

    @Test
    void aSignatureIsOfItsChannelAndItsPrefix() {
        share("s", one, other);
        other.trust.alive(List.of());
        assertThat(other.trust.check(MessageKind.QUESTION, "p/questions", one.sign()))
                .isEqualTo(TrustOutcome.WRONG_SIGNATURE);
        Peer neighbour = new Peer("q", UnsignedPolicy.AUTO);
        share("s", neighbour);
        assertThat(other.check(neighbour.sign())).isEqualTo(TrustOutcome.WRONG_SIGNATURE);
    }

    /** Also refused by an instance that has just started and remembers nothing. */
    @Test
    void whatWasSaidLongAgoIsNotBelieved() {
        share("s", one, other);
        one.clock.sampled(1_000_000, 0);
        other.clock.sampled(1_000_000, 0);
        ByteSlice recorded = one.sign();
        nanos += LEEWAY.toNanos() + 1_000;
        assertThat(other.check(recorded)).isEqualTo(TrustOutcome.WRONG_TIME);
        assertThat(other.check(one.sign())).isEqualTo(TrustOutcome.SIGNED);
        // A sender whose clock is far ahead is refused, too.
        one.clock.sampled(Long.MAX_VALUE / 2, 0);
        assertThat(other.check(one.sign())).isEqualTo(TrustOutcome.WRONG_TIME);
    }

    @Test
    void whatIsNotSignedIsBelievedOnlyWhileSomebodyAliveWasNotHeardToSign() {
        share("s", one);
        // The live instances are not known yet.
        assertThat(one.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED_ACCEPTED);
        one.trust.alive(List.of());
        assertThat(one.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED);
        one.trust.alive(List.of("a:1", "b:1"));
        assertThat(one.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED_ACCEPTED);
        assertThat(one.trust.signs("a:1")).isTrue();
        assertThat(one.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED_ACCEPTED);
        assertThat(one.trust.signs("b:1")).isTrue();
        assertThat(one.trust.signs("b:1")).isFalse();
        assertThat(one.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED);
        one.trust.alive(null);
        assertThat(one.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED_ACCEPTED);
    }

    @Test
    void aSecretOfItsOwnIsNoBetterThanNone() {
        share("s", one);
        share("another", other);
        one.trust.alive(List.of("other:1"));
        assertThat(one.check(other.sign())).isEqualTo(TrustOutcome.UNSIGNED_ACCEPTED);
        one.trust.signs("other:1");
        assertThat(one.check(other.sign())).isEqualTo(TrustOutcome.WRONG_SIGNATURE);
    }

    @Test
    void withoutASecretNothingIsSignedAndAllIsBelieved() {
        assertThat(one.sign()).isEqualTo(MESSAGE);
        one.trust.alive(List.of());
        assertThat(one.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED_ACCEPTED);
    }

    @Test
    void theSettingWins() {
        Peer strict = new Peer("p", UnsignedPolicy.REFUSE);
        assertThat(strict.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED);
        Peer open = new Peer("p", UnsignedPolicy.ACCEPT);
        share("s", open);
        open.trust.alive(List.of());
        assertThat(open.check(MESSAGE)).isEqualTo(TrustOutcome.UNSIGNED_ACCEPTED);
    }

    @Test
    void aSecretThatWasReplacedIsGoodForAMinuteMore() {
        share("old", one, other);
        other.trust.alive(List.of());
        ByteSlice underWay = one.sign();
        ByteSlice late = one.sign();
        assertThat(other.keys.share("old")).isFalse();
        assertThat(other.keys.share("new")).isTrue();
        assertThat(other.check(underWay)).isEqualTo(TrustOutcome.SIGNED);
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(other.check(late)).isEqualTo(TrustOutcome.WRONG_SIGNATURE);
    }

    private static void share(String secret, Peer... peers) {
        for (Peer peer : peers) {
            assertThat(peer.keys.share(secret)).isTrue();
        }
    }

    private final class Peer {
        private final String instance = UUID.randomUUID().toString();
        private final DatabaseClock clock = new DatabaseClock(LEEWAY, () -> nanos);
        private final ClusterKeys keys;
        private final ClusterTrust trust;

        Peer(String prefix, UnsignedPolicy policy) {
            keys = new ClusterKeys(prefix, () -> nanos);
            trust = new ClusterTrust(
                    instance, new TrustSettings(prefix, policy, LEEWAY, Duration.ofSeconds(20)), clock, keys);
        }

        ByteSlice sign() {
            return trust.sign(MessageKind.ANNOUNCEMENT, CHANNEL, MESSAGE);
        }

        TrustOutcome check(ByteSlice message) {
            return trust.check(MessageKind.ANNOUNCEMENT, CHANNEL, message);
        }
    }
}
