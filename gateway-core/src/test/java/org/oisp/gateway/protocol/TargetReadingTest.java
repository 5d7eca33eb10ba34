package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Target.ByAccount;
import org.oisp.gateway.protocol.Target.ById;
import org.oisp.gateway.protocol.Target.ByUid;

/** Tests which device is addressed, by era of the sender (PROTOCOL.md, "The actuation a device receives"). */
class TargetReadingTest {

    private static final String UID = "2f0c8a1e-0000-4000-8000-000000000001";
    private static final String ACCOUNT = "c4715841-bb1e-4c87-ad78-2376fe596a11";
    private static final String OTHER = "00000000-bb1e-4c87-ad78-2376fe596a11";

    private static final Target BY_UID = new ByUid(new DeviceUid(UUID.fromString(UID)));
    private static final Target BY_ACCOUNT = new ByAccount(new AccountId(UUID.fromString(ACCOUNT)), new DeviceId("d1"));
    private static final Target BY_ID = new ById(new DeviceId("d1"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deviceUID\":\"" + UID + "\"}",
                "{\"deviceUID\":\"2F0C8A1E-0000-4000-8000-000000000001\"}",
                "{\"deviceUID\":\"" + UID + "\",\"deviceId\":\"d1\",\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"domainId\":\"x\",\"accountId\":7,\"deviceId\":null,\"deviceUID\":\"" + UID + "\"}",
                "{\"deviceUID\":null,\"deviceUID\":\"" + UID + "\"}",
                "{\"deviceUID\":{\"deviceUID\":1},\"deviceUID\":\"" + UID + "\"}",
                "{\"device\\u0055ID\":\"2f0c8a1e\\u002d0000-4000-8000-000000000001\"}"
            })
    void readsADeviceByItsKey(String content) {
        assertThat(Messages.target(content)).isEqualTo(BY_UID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deviceId\":\"d1\",\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":\"d1\",\"domainId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":\"d1\",\"domainId\":\"" + ACCOUNT + "\",\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":\"d1\",\"domainId\":\"" + OTHER + "\",\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":\"d1\",\"domainId\":5,\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":\"d1\",\"domainId\":\"" + ACCOUNT + "\",\"accountId\":null}",
                "{\"accountId\":\"C4715841-BB1E-4C87-AD78-2376FE596A11\",\"deviceUID\":null,\"deviceId\":\"d1\"}",
                "{\"deviceId\":\"d2\",\"accountId\":\"" + OTHER + "\",\"accountId\":\"" + ACCOUNT
                        + "\",\"deviceId\":\"d1\"}"
            })
    void readsADeviceByItsAccountAndId(String content) {
        assertThat(Messages.target(content)).isEqualTo(BY_ACCOUNT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deviceId\":\"d1\"}",
                "{\"deviceUID\":null,\"deviceId\":\"d1\",\"accountId\":null,\"domainId\":null}",
                "{\"deviceId\":\"d1\",\"componentId\":\"" + ACCOUNT + "\",\"params\":[{\"accountId\":\"" + ACCOUNT
                        + "\"}]}",
                "{\"deviceUID\":\"" + UID + "\",\"deviceUID\":null,\"deviceId\":\"d1\"}",
                "{\"accountId\":\"" + ACCOUNT + "\",\"accountId\":null,\"deviceId\":\"\\u00641\"}"
            })
    void readsADeviceByItsIdAlone(String content) {
        assertThat(Messages.target(content)).isEqualTo(BY_ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"gatewayId\":\"d1\"}",
                "{\"deviceUID\":\"1-1-1-1-1\"}",
                "{\"deviceUID\":\"\",\"deviceId\":\"d1\"}",
                "{\"deviceUID\":\"d1\",\"deviceId\":\"d1\"}",
                "{\"deviceUID\":5,\"deviceId\":\"d1\"}",
                "{\"deviceUID\":false,\"deviceId\":\"d1\",\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"deviceUID\":[\"" + UID + "\"],\"deviceId\":\"d1\"}",
                "{\"deviceUID\":\"" + UID + "\",\"deviceUID\":5,\"deviceId\":\"d1\"}",
                "{\"deviceUID\":\"{" + UID + "}\"}",
                "{\"deviceId\":null}",
                "{\"deviceId\":5,\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":[\"d1\"]}",
                "{\"deviceId\":\"d1\",\"deviceId\":{}}",
                "{\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":\"d1\",\"accountId\":\"x\"}",
                "{\"deviceId\":\"d1\",\"accountId\":\"\"}",
                "{\"deviceId\":\"d1\",\"accountId\":5}",
                "{\"deviceId\":\"d1\",\"domainId\":false}",
                "{\"deviceId\":\"d1\",\"accountId\":\"x\",\"domainId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":\"d1\",\"accountId\":{\"accountId\":\"" + ACCOUNT + "\"}}"
            })
    void readsAllElseAsNobody(String content) {
        assertThat(Messages.target(content)).isEqualTo(Target.Nobody.NOBODY);
    }

    @Test
    void keepsTheDeviceIdAsItIsMeant() {
        assertThat(Messages.target("{\"deviceId\":\" \\u00e9\\n\u00e9 \"}"))
                .isEqualTo(new ById(new DeviceId(" \u00e9\n\u00e9 ")));
        assertThat(Messages.target("{\"deviceId\":\"\"}")).isEqualTo(new ById(new DeviceId("")));
    }
}
