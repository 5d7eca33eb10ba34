package org.oisp.gateway.server.socket.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.socket.origin.ForwardedFor.MalformedException;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Tests which of the addresses recorded by proxies counts. */
class ForwardedForTest {

    private static final InetAddress PROXY = PeerAddress.parse("10.0.0.1");
    private static final List<AddressRange> PROXIES =
            List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8"));

    private static String resolve(String... lines) throws MalformedException {
        return ForwardedFor.resolve(PROXY, List.of(lines), PROXIES).getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7|203.0.113.7",
                "203.0.113.7:5555|203.0.113.7",
                "198.51.100.1, 203.0.113.7|203.0.113.7",
                "not even an address, 203.0.113.7|203.0.113.7",
                "203.0.113.7, 10.0.0.2|203.0.113.7",
                "203.0.113.7,10.0.0.3,\tfd00::1 ,10.0.0.2|203.0.113.7",
                "10.0.0.3, 10.0.0.2|10.0.0.3",
                "2001:db8::1|2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]|2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]:5555, [fd00::1]:80|2001:db8:0:0:0:0:0:1",
                "::ffff:203.0.113.7|203.0.113.7",
                "unknown|10.0.0.1",
                "203.0.113.7, Unknown|10.0.0.1",
                "203.0.113.7, _hidden, 10.0.0.2|10.0.0.2",
                "203.0.113.7, unknown:4711, 10.0.0.2|10.0.0.2",
                "203.0.113.7, _S-E.C_r3t:_p0rt|10.0.0.1",
                "203.0.113.7:_obf|203.0.113.7",
                "203.0.113.7,|203.0.113.7",
                ",203.0.113.7, ,10.0.0.2,,|203.0.113.7",
                "'\"203.0.113.7\"'|203.0.113.7",
                "'\"[2001:db8::1]:4711\"'|2001:db8:0:0:0:0:0:1",
                "'\"unknown\"'|10.0.0.1",
                "'203.0.113.7, \"\", 10.0.0.2'|203.0.113.7",
                "fe80::1%eth0|fe80:0:0:0:0:0:0:1",
                "[fe80::1%25eth0]:4711|fe80:0:0:0:0:0:0:1",
                "[::ffff:203.0.113.7]:1|203.0.113.7",
                "fd00::1%1, 10.0.0.2|fd00:0:0:0:0:0:0:1"
            })
    void isTheLastThatIsNoProxyOfOurs(String line, String address) throws MalformedException {
        assertThat(resolve(line)).isEqualTo(address);
    }

    @Test
    void severalLinesAreOne() throws MalformedException {
        assertThat(resolve("198.51.100.1", "203.0.113.7, 10.0.0.3", "10.0.0.2")).isEqualTo("203.0.113.7");
        assertThat(resolve("203.0.113.7", "", " , ")).isEqualTo("203.0.113.7");
        assertThat(resolve()).isEqualTo("10.0.0.1");
        assertThat(resolve("")).isEqualTo("10.0.0.1");
        assertThat(resolve(",", "\t")).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "203.0.113",
                "203.0.113.7:",
                "203.0.113.7:x",
                "203.0.113.7:123456",
                "203.0.113.7 10.0.0.2",
                "[203.0.113.7",
                "[]",
                "2001:db8::g",
                "\"203.0.113.7",
                "\"\"203.0.113.7\"\"",
                "203.0.113.7%eth0",
                "203.0.113.7::80",
                "[fe80::1%]",
                "_",
                "_hid den",
                "unknown_",
                "unknown:x",
                "[unknown]",
                "203.0.113.7;10.0.0.2",
                "for=203.0.113.7",
                "x, 10.0.0.2"
            })
    void refusesWhatAProxyWouldNotWrite(String line) {
        assertThatThrownBy(() -> resolve(line)).isInstanceOf(MalformedException.class);
    }
}
