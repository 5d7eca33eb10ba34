package org.oisp.gateway.server.socket.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.oisp.gateway.server.socket.origin.ForwardedFor.MalformedException;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Any header lines name an address or are malformed; a list means the same in one line or in several. */
class ForwardedForFuzzTest {

    private static final InetAddress PROXY = address(new byte[] {10, 0, 0, 1});
    private static final List<AddressRange> PROXIES =
            List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8"));

    @FuzzTest
    void namesAnAddressOrIsMalformed(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        InetAddress whole = resolve(List.of(text));
        assertThat(resolve(List.of(text.split(",", -1)))).isEqualTo(whole);
        if (whole != null && !AddressRange.anyHolds(PROXIES, whole)) {
            assertThat(resolve(List.of(whole.getHostAddress()))).isEqualTo(whole);
            assertThat(resolve(List.of("[" + whole.getHostAddress() + "]:1"))).isIn(whole, null);
        }
    }

    private static InetAddress resolve(List<String> lines) {
        try {
            return ForwardedFor.resolve(PROXY, lines, PROXIES);
        } catch (MalformedException malformed) {
            return null;
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
