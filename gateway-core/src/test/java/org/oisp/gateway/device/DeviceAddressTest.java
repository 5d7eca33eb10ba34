package org.oisp.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the names of channels (PROTOCOL.md, "Redis"). */
class DeviceAddressTest {

    private static final String ACCOUNT = "c4715841-bb1e-4c87-ad78-2376fe596a11";

    @ParameterizedTest
    @ValueSource(strings = {"example001", "", "a/b", "\u00fc", "c4715841-bb1e-4c87-ad78-2376fe596a11/x"})
    void readsWhatItWrites(String id) {
        DeviceAddress address = new DeviceAddress(new AccountId(UUID.fromString(ACCOUNT)), new DeviceId(id));
        assertThat(address).hasToString(ACCOUNT + "/" + id);
        assertThat(DeviceAddress.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", ACCOUNT, ACCOUNT + "x", "oisp-gateway/all", "c4715841-bb1e-4c87-ad78-2376fe596a1x/d"})
    void knowsWhatIsNoDevices(String channel) {
        assertThat(DeviceAddress.parse(channel)).isNull();
    }

    @Test
    void isTheDevices() {
        DeviceIdentity device = new DeviceIdentity(
                new DeviceUid(new UUID(1, 2)), new AccountId(UUID.fromString(ACCOUNT)), new DeviceId("d"));
        assertThat(DeviceAddress.of(device)).hasToString(device.toString());
    }
}
