package org.oisp.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the ids of protocol and database: a UUID only in canonical form, and a device id that fits into its column. */
class DeviceIdsTest {

    private static final String TEXT = "c4715841-bb1e-4c87-ad78-2376fe596a11";

    @ParameterizedTest
    @ValueSource(
            strings = {
                TEXT,
                "C4715841-BB1E-4C87-AD78-2376FE596A11",
                "c4715841-BB1E-4c87-Ad78-2376fE596a11",
            })
    void readsTheCanonicalFormInEitherCase(String text) {
        assertThat(DeviceUid.parse(text)).isEqualTo(new DeviceUid(UUID.fromString(TEXT)));
        assertThat(AccountId.parse(text)).isEqualTo(new AccountId(UUID.fromString(TEXT)));
        byte[] message = ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
        assertThat(DeviceUid.parse(message, 1, message.length - 2)).isEqualTo(DeviceUid.parse(text));
        assertThat(AccountId.parse(message, 1, message.length - 2)).isEqualTo(AccountId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "c4715841bb1e4c87ad782376fe596a11",
                "{c4715841-bb1e-4c87-ad78-2376fe596a11}",
                "{c4715841-bb1e-4c87-ad78-2376fe596a1}",
                "urn:uuid:c4715841-bb1e-4c87-ad78-2376fe596a11",
                "c4715841-bb1e-4c87-ad78-2376fe596a1",
                "c4715841-bb1e-4c87-ad78-2376fe596a111",
                " c4715841-bb1e-4c87-ad78-2376fe596a1",
                "c4715841-bb1e-4c87-ad78-2376fe596a1\n",
                "c471584-1bb1e-4c87-ad78-2376fe596a11",
                "c4715841-bb1e-4c87-ad782-376fe596a11",
                "c4715841--b1e-4c87-ad78-2376fe596a11",
                "c4715841bbb1e-4c87-ad78-2376fe596a11",
                "c4715841-bb1e-4c87-ad78\u20132376fe596a11",
                "c4715841-bb1e-4c87-ad78-2376fe596a\ud83d\ude00",
                "\ud83d\ude00715841-bb1e-4c87-ad78-2376fe596a11",
                "c4715841-bb1e-4c87-ad78-2376fe596a1\ud83d",
                "g4715841-bb1e-4c87-ad78-2376fe596a11",
                "c4715841-bb1e-4c87-ad78-2376fe596a1-",
                "+4715841-bb1e-4c87-ad78-2376fe596a11",
                "\u06614715841-bb1e-4c87-ad78-2376fe596a11",
                "\uff114715841-bb1e-4c87-ad78-2376fe596a11",
                "\uff434715841-bb1e-4c87-ad78-2376fe596a11",
            })
    void refusesAnyOtherText(String text) {
        assertThat(DeviceUid.parse(text)).isNull();
        assertThat(AccountId.parse(text)).isNull();
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        assertThat(DeviceUid.parse(message, 0, message.length)).isNull();
        assertThat(AccountId.parse(message, 0, message.length)).isNull();
    }

    @Test
    void readsEveryBit() {
        long seed = 4122;
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            assertThat(CanonicalUuid.parse(uuid.toString())).as("seed %d", seed).isEqualTo(uuid);
            assertThat(CanonicalUuid.parse(uuid.toString().toUpperCase(Locale.ROOT)))
                    .as("seed %d", seed)
                    .isEqualTo(uuid);
        }
        assertThat(CanonicalUuid.parse("00000000-0000-0000-0000-000000000000")).isEqualTo(new UUID(0, 0));
        assertThat(CanonicalUuid.parse("ffffffff-ffff-ffff-ffff-ffffffffffff")).isEqualTo(new UUID(-1, -1));
    }

    @Test
    void writesIdsAsTheyAreRead() {
        assertThat(DeviceUid.parse(TEXT)).hasToString(TEXT);
        assertThat(AccountId.parse(TEXT)).hasToString(TEXT);
        assertThat(new DeviceId("example001")).hasToString("example001");
    }

    @Test
    void namesADeviceByItsAccountAndItsId() {
        UUID uuid = UUID.fromString(TEXT);
        DeviceIdentity device =
                new DeviceIdentity(new DeviceUid(new UUID(1, 2)), new AccountId(uuid), new DeviceId("example001"));

        assertThat(device).hasToString(TEXT + "/example001");
    }

    @Test
    void comparesDeviceIdsExactly() {
        assertThat(new DeviceId("a")).isNotEqualTo(new DeviceId("A"));
        assertThat(new DeviceId("a")).isNotEqualTo(new DeviceId("a "));
        assertThat(new DeviceId("\u00e9")).isNotEqualTo(new DeviceId("e\u0301"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example001", "00-11-22-33-44-55", "\u00e9\ud83d\ude00", "a'b\"c\\d\n"})
    void storesWhatTextCanHold(String id) {
        assertThat(new DeviceId(id).storable()).isTrue();
    }

    @Test
    void storesAsManyCharactersAsTheColumnTakes() {
        assertThat(new DeviceId("a".repeat(255)).storable()).isTrue();
        assertThat(new DeviceId("a".repeat(256)).storable()).isFalse();
        assertThat(new DeviceId("\ud83d\ude00".repeat(255)).storable()).isTrue();
        assertThat(new DeviceId("\ud83d\ude00".repeat(256)).storable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0", "\0a", "\ud800", "a\udc00b", "\ude00\ud83d"})
    void storesNothingThatTextCannotHold(String id) {
        assertThat(new DeviceId(id).storable()).isFalse();
    }
}
