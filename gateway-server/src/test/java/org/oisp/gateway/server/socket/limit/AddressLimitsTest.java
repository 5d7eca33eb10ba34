package org.oisp.gateway.server.socket.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.limits.MisuseEvents;
import org.oisp.gateway.server.socket.origin.MisuseSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalSettings;

/** Tests which addresses are limited, how, and for how long, on the test's own clock. */
class AddressLimitsTest {

    private static final int MAX = 60;
    private static final int PACE = 10;
    private static final Duration BAN = Duration.ofSeconds(30);
    private static final int REMEMBERED = 50;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final InetAddress STRANGER = address("192.0.2.1");
    private static final InetAddress OTHER = address("192.0.2.2");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Journal journal = new Journal(new JournalSettings(100), InstantSource.system());
    private final MisuseEvents events = new MisuseEvents(meters, journal);
    private long now = -5 * SECOND;
    private final AddressLimits limits = limits(settings(MAX, "198.51.100.0/24"), "10.0.0.1");

    private AddressLimits limits(MisuseSettings settings, String proxy) {
        OriginSettings origins = new OriginSettings(false, List.of(range(proxy)), 0, settings);
        return new AddressLimits(origins, events, () -> now, InstantSource.fixed(Instant.EPOCH));
    }

    private static MisuseSettings settings(int max, String exempt) {
        return new MisuseSettings(
                Map.of(
                        Misuse.WRONG_TOKEN, max,
                        Misuse.ABANDONED_CONNECTION, max,
                        Misuse.UNREGISTERED_CONNECTION, max,
                        Misuse.FLOOD, 0),
                Map.of(Flood.PINGS, max),
                BAN,
                PACE,
                BAN,
                REMEMBERED,
                List.of(range(exempt)));
    }

    @Test
    void nobodyIsLimitedForAsMuchAsIsAllowed() {
        misbehave(STRANGER, MAX);
        assertThat(limits.limited()).isEmpty();
        for (int i = 0; i < 10_000; i++) {
            assertThat(limits.accepts(STRANGER)).isTrue();
            assertThat(limits.handshakeDelay(STRANGER)).isZero();
        }
    }

    @Test
    void whatIsAllowedComesBackWithinAMinute() {
        for (int minute = 0; minute < 10; minute++) {
            misbehave(STRANGER, MAX);
            now += 60 * SECOND;
        }
        assertThat(limits.limited()).isEmpty();
    }

    @Test
    void whoeverDoesMoreIsNamedWithTheCountAndSlowed() {
        misbehave(STRANGER, MAX + 1);
        assertThat(limits.limited())
                .containsExactly(new LimitedAddress("192.0.2.1", false, Misuse.WRONG_TOKEN, MAX + 1, 0, 0));
        assertThat(told())
                .isEqualTo(
                        "The address 192.0.2.1 is limited: 61 wrong tokens: its handshakes are slowed, then refused.");
        assertThat(limits.handshakeDelay(STRANGER)).isZero();
        assertThat(limits.handshakeDelay(STRANGER)).isEqualTo(SECOND / PACE);
        assertThat(limits.handshakeDelay(STRANGER)).isEqualTo(2 * SECOND / PACE);
        now += SECOND;
        assertThat(limits.handshakeDelay(STRANGER)).isZero();
    }

    @Test
    void othersNoticeNothingOfIt() {
        misbehave(STRANGER, 10 * MAX);
        for (int i = 0; i < 10_000; i++) {
            assertThat(limits.accepts(OTHER)).isTrue();
            assertThat(limits.handshakeDelay(OTHER)).isZero();
        }
    }

    @Test
    void whatWaitsTooLongIsRefusedAndWhatIsRefusedTooOftenIsNotAccepted() {
        limits.authenticated(STRANGER);
        misbehave(STRANGER, 1);
        limits.authenticated(STRANGER);
        misbehave(STRANGER, MAX + 1);
        int answered = 0;
        while (answered < 1_000 && limits.handshakeDelay(STRANGER) >= 0) {
            answered++;
        }
        assertThat(answered).isEqualTo(1 + 2 * PACE);
        int refused = 1;
        while (refused < 1_000 && limits.accepts(STRANGER)) {
            assertThat(limits.handshakeDelay(STRANGER)).isEqualTo(AddressLimits.REFUSED);
            refused++;
        }
        assertThat(refused).isEqualTo(1 + PACE);
        assertThat(limited("refused")).isEqualTo(refused);
        assertThat(limited("delayed")).isEqualTo(2 * PACE);
        assertThat(limited("not_accepted")).isEqualTo(1);
        now += 3 * SECOND;
        assertThat(limits.accepts(STRANGER)).isTrue();
        assertThat(limits.handshakeDelay(STRANGER)).isZero();
    }

    @Test
    void whoeverGoesOnIsBannedForAWhile() {
        misbehave(STRANGER, 2 * MAX);
        assertThat(limits.limited()).singleElement().matches(LimitedAddress::banned);
        assertThat(told())
                .isEqualTo("The address 192.0.2.1 is banned: 120 wrong tokens and it continued: its connections are"
                        + " not accepted for 30 s.");
        now += BAN.toNanos() - 1;
        limits.release();
        assertThat(limits.accepts(STRANGER)).isFalse();
        assertThat(limits.handshakeDelay(STRANGER)).isEqualTo(AddressLimits.REFUSED);
        now += 1;
        limits.release();
        assertThat(limits.accepts(STRANGER)).isTrue();
        assertThat(limits.limited()).isEmpty();
        assertThat(told()).startsWith("The address 192.0.2.1 is no longer limited: 120 wrong tokens in all; 2 of its");
        // The address gets another chance, but not the whole allowance again.
        misbehave(STRANGER, 1);
        assertThat(limits.limited()).hasSize(1);
    }

    @Test
    void whoeverTriesOnThoughRefusedIsBanned() {
        misbehave(STRANGER, MAX + 1);
        for (int i = 0; i < 2 * MAX; i++) {
            if (limits.accepts(STRANGER)) {
                limits.handshakeDelay(STRANGER);
            }
        }
        assertThat(limits.limited()).singleElement().matches(LimitedAddress::banned);
    }

    @Test
    void whoeverBehavesIsReleased() {
        misbehave(STRANGER, MAX + 1);
        now += 10 * SECOND;
        limits.release();
        assertThat(limits.limited()).hasSize(1);
        now += 10 * SECOND;
        limits.release();
        assertThat(limits.limited()).isEmpty();
        assertThat(limits.handshakeDelay(STRANGER)).isZero();
    }

    @Test
    void anAddressThatDevicesRegisterFromIsSlowedAndNeverBanned() {
        misbehave(STRANGER, 1);
        for (int minute = 0; minute < 5; minute++) {
            limits.authenticated(STRANGER);
            misbehave(STRANGER, 100 * MAX);
            assertThat(limits.limited()).singleElement().matches(limited -> !limited.banned());
            assertThat(limits.accepts(STRANGER)).isTrue();
            now += 60 * SECOND;
        }
        now += 10 * 60 * SECOND;
        misbehave(STRANGER, 2 * MAX);
        assertThat(limits.limited()).singleElement().matches(LimitedAddress::banned);
    }

    @Test
    void aFleetThatSharesAnAddressWithAStrangerIsNotSlowedByWhatItRegisters() {
        misbehave(STRANGER, 1);
        limits.authenticated(STRANGER);
        misbehave(STRANGER, 100 * MAX);
        assertThat(limits.limited()).hasSize(1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(limits.accepts(STRANGER)).isTrue();
            assertThat(limits.handshakeDelay(STRANGER)).isLessThanOrEqualTo(SECOND / PACE);
            limits.authenticated(STRANGER);
        }
        limits.release();
        assertThat(limits.limited()).isEmpty();
    }

    @Test
    void whoIsRefusedAndTriesAgainDoesNotKeepASharedAddressLimited() {
        misbehave(STRANGER, 1);
        limits.authenticated(STRANGER);
        misbehave(STRANGER, MAX + 1);
        for (int second = 0; second < 30; second++) {
            for (int i = 0; i < 10 * PACE; i++) {
                if (limits.accepts(STRANGER)) {
                    limits.handshakeDelay(STRANGER);
                }
            }
            now += SECOND;
        }
        limits.release();
        assertThat(limits.limited()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Misuse.class)
    void eachIsCountedAndNothingIsLimitedWithoutABound(Misuse what) {
        AddressLimits free = limits(MisuseSettings.NONE, "10.0.0.1");
        for (int i = 0; i < 1_000; i++) {
            assertThat(free.misbehaved(STRANGER, what)).isTrue();
            assertThat(free.misbehaved(null, what)).isTrue();
        }
        assertThat(free.limited()).isEmpty();
        assertThat(meters.get("gateway.misbehaviour")
                        .tag("kind", what.name().toLowerCase())
                        .counter()
                        .count())
                .isEqualTo(2_000);
    }

    @Test
    void whoIsExemptAndTrustedProxiesAreNeverLimited() {
        for (String exempt : List.of("198.51.100.7", "10.0.0.1")) {
            misbehave(address(exempt), 10 * MAX);
            assertThat(limits.accepts(address(exempt))).isTrue();
        }
        assertThat(limits.limited()).isEmpty();
    }

    @Test
    void ofIPv6TheNetworkOf64BitsCounts() {
        for (int host = 0; host <= MAX; host++) {
            misbehave(address("2001:db8:0:1::" + Integer.toHexString(host)), 1);
        }
        assertThat(limits.limited())
                .singleElement()
                .extracting(LimitedAddress::address)
                .isEqualTo("2001:db8:0:1::/64");
        misbehave(address("2001:db8:0:1::ffff"), MAX);
        assertThat(limits.accepts(address("2001:db8:0:1:ffff::1"))).isFalse();
        assertThat(limits.accepts(address("2001:db8:0:2::1"))).isTrue();
    }

    @Test
    void aStrangerWithManyAddressesPushesOutNobodyWhoIsLimitedAndTakesNoMoreMemory() {
        misbehave(STRANGER, 2 * MAX);
        for (int i = 0; i < 20 * REMEMBERED; i++) {
            misbehave(address("2001:db8:" + Integer.toHexString(i) + "::1"), 3);
        }
        assertThat(limits.remembered()).isLessThanOrEqualTo(REMEMBERED + 1L);
        assertThat(limits.accepts(STRANGER)).isFalse();
        assertThat(limits.accepts(OTHER)).isTrue();
    }

    @Test
    void asManyAreLimitedAsAreRememberedAndTheOthersAreCounted() {
        for (int i = 0; i < 2 * REMEMBERED; i++) {
            misbehave(address("2001:db8:" + Integer.toHexString(i) + "::1"), 2 * MAX);
        }
        assertThat(limits.remembered()).isLessThanOrEqualTo(2L * REMEMBERED);
        assertThat(limited("missed")).isPositive();
        assertThat(limits.accepts(address("2001:db8:0::1"))).isFalse();
        assertThat(limits.accepts(OTHER)).isTrue();
        now += 2 * BAN.toNanos();
        limits.release();
        misbehave(STRANGER, 2 * MAX);
        assertThat(limits.accepts(STRANGER)).isFalse();
    }

    @Test
    void saysOfAConnectionWithoutADeviceWhenThereAreTooMany() {
        for (int i = 0; i < MAX; i++) {
            assertThat(limits.misbehaved(STRANGER, Misuse.UNREGISTERED_CONNECTION))
                    .isTrue();
        }
        assertThat(limits.misbehaved(STRANGER, Misuse.UNREGISTERED_CONNECTION)).isFalse();
        assertThat(limits.misbehaved(OTHER, Misuse.UNREGISTERED_CONNECTION)).isTrue();
    }

    private void misbehave(InetAddress address, int times) {
        for (int i = 0; i < times; i++) {
            limits.misbehaved(address, Misuse.WRONG_TOKEN);
        }
    }

    private double limited(String action) {
        return meters.get("gateway.limits").tag("action", action).counter().count();
    }

    private String told() {
        JournalEntry newest = journal.newest(1).get(0);
        return newest.text();
    }

    private static AddressRange range(String text) {
        AddressRange range = AddressRange.parse(text);
        assertThat(range).isNotNull();
        return range;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
