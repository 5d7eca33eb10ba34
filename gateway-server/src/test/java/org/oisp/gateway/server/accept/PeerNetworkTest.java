package org.oisp.gateway.server.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerNetworkTest {

    private static PeerNetwork of(String address) {
        return PeerNetwork.of(parse(address));
    }

    private static InetAddress parse(String address) {
        return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(address));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "255.255.255.255, 255.255.255.255",
        "0.0.0.0, 0.0.0.0",
        "127.0.0.1, 127.0.0.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8::1, 2001:db8::/64",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::1, ::1"
    })
    void isNamedAsOperatorsKnowIt(String address, String name) {
        assertThat(of(address)).hasToString(name);
        assertThat(PeerNetwork.nameOf(new InetSocketAddress(parse(address), 1))).isEqualTo(name);
    }

    @Test
    void aHostOfIpv6IsOneWhicheverOfItsAddressesItChooses() {
        assertThat(of("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(of("2001:db8:1:2::1"))
                .isEqualByComparingTo(of("2001:db8:1:2::1"));
        assertThat(of("2001:db8:1:2::1")).isNotEqualTo(of("2001:db8:1:3::1"));
    }

    @Test
    void anAddressOfIpv4IsNoNetworkOfIpv6() {
        assertThat(of("0.0.0.1")).isNotEqualTo(of("::1")).isLessThan(of("::1"));
        assertThat(of("192.0.2.1")).isNotEqualTo(of("192.0.2.2")).isLessThan(of("192.0.2.2"));
    }

    @Test
    void aPeerThatIsGoneHasANameToo() {
        assertThat(PeerNetwork.nameOf(null)).isEqualTo("unknown");
        assertThat(PeerNetwork.nameOf(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
                .isEqualTo("unknown");
    }
}
