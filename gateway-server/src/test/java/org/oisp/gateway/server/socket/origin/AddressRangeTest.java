package org.oisp.gateway.server.socket.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Tests addresses and ranges. */
class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.1,false",
        "10.1.2.3/8,10.9.9.9,true",
        "192.0.2.7,192.0.2.7,true",
        "192.0.2.7,192.0.2.8,false",
        "192.0.2.7/32,192.0.2.7,true",
        "0.0.0.0/0,203.0.113.7,true",
        "0.0.0.0/0,2001:db8::1,false",
        "::/0,2001:db8::1,true",
        "::/0,203.0.113.7,false",
        "fd00::/8,fdff::1,true",
        "fd00::/8,fe00::1,false",
        "2001:db8::1,2001:db8:0:0:0:0:0:1,true",
        "2001:db8::1,2001:db8::2,false",
        "[::1]/128,::1,true",
        "203.0.113.0/24,::ffff:203.0.113.7,true"
    })
    void holds(String range, String address, boolean held) {
        assertThat(AddressRange.anyHolds(List.of(AddressRange.parse(range)), PeerAddress.parse(address)))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0/+8",
                "10.0.0/8",
                "fd00::/129",
                "localhost",
                "example.com/8",
                "10.0.0.256",
                "*",
                "10.*",
                "10.0.0.0-10.0.0.9",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0/99999999999"
            })
    void refusesWhatIsNone(String text) {
        assertThat(AddressRange.parse(text)).isNull();
    }

    @Test
    void noneHoldsNothing() {
        assertThat(AddressRange.anyHolds(List.of(), PeerAddress.parse("127.0.0.1")))
                .isFalse();
        assertThat(AddressRange.anyHolds(List.of(AddressRange.parse("::/0")), null))
                .isFalse();
    }
}
