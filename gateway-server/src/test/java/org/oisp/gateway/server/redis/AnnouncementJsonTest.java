package org.oisp.gateway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.registry.Mailbox;

/** Tests the format of announcements, which instances of other versions read, too. */
class AnnouncementJsonTest {

    private static final String UID = "00000000-0000-0001-0000-000000000002";

    private final AnnouncementJson json = new AnnouncementJson();

    @Test
    void readsWhatItWrites() throws IOException {
        Announcement announcement = new Announcement(
                "me",
                7,
                List.of(
                        new Taken(new DeviceUid(new UUID(1, 2)), 1_700_000_000_123_456L),
                        new Taken(new DeviceUid(new UUID(3, 4)), Mailbox.UNBOUND)),
                List.of(new DeviceAddress(new AccountId(new UUID(5, 6)), new DeviceId("a \"device\"\n\u00fc"))),
                List.of(new DeviceIdentity(
                        new DeviceUid(new UUID(7, 8)), new AccountId(new UUID(5, 6)), new DeviceId("gone"))));
        assertThat(json.read(json.write(announcement))).isEqualTo(announcement);
        Announcement nothing = new Announcement("me", 8, List.of(), List.of());
        assertThat(json.read(json.write(nothing))).isEqualTo(nothing);
    }

    @Test
    void isWrittenAsTheDecisionSays() {
        assertThat(json.write(new Announcement(
                                "me", 7, List.of(new Taken(new DeviceUid(new UUID(1, 2)), 9)), List.of()))
                        .toString())
                .isEqualTo("{\"v\":1,\"from\":\"me\",\"n\":7,\"taken\":[[\"" + UID + "\",9]],\"fought\":[]}");
        DeviceAddress lamp = new DeviceAddress(new AccountId(new UUID(1, 2)), new DeviceId("\"l\u00e4mp\""));
        assertThat(json.write(new Announcement(
                                "me",
                                7,
                                List.of(
                                        new Taken(new DeviceUid(new UUID(1, 2)), 9),
                                        new Taken(new DeviceUid(new UUID(1, 2)), Mailbox.UNBOUND)),
                                List.of(lamp, lamp)))
                        .toString())
                .isEqualTo("{\"v\":1,\"from\":\"me\",\"n\":7,\"taken\":[[\"" + UID + "\",9],[\"" + UID
                        + "\",null]],\"fought\":[[\"" + UID + "\",\"\\\"l\u00e4mp\\\"\"],[\"" + UID
                        + "\",\"\\\"l\u00e4mp\\\"\"]]}");
        assertThat(json.write(new Announcement(
                                "me",
                                7,
                                List.of(),
                                List.of(),
                                List.of(new DeviceIdentity(
                                        new DeviceUid(new UUID(3, 4)), lamp.account(), new DeviceId("l")))))
                        .toString())
                .isEqualTo("{\"v\":1,\"from\":\"me\",\"n\":7,\"taken\":[],\"fought\":[],\"left\":[[\"" + new UUID(3, 4)
                        + "\",\"" + UID + "\",\"l\"]]}");
        assertThat(SigningHelloJson.write("here:5432").toString()).isEqualTo("{\"v\":1,\"server\":\"here:5432\"}");
    }

    @Test
    void stepsOverMembersThatItDoesNotKnow() throws IOException {
        Announcement read =
                json.read(ByteSlice.ofText("{\"new\":{\"a\":[1]},\"v\":1,\"from\":\"x\",\"n\":1,\"taken\":[[\"" + UID
                        + "\",null]],\"other\":[{}]}"));
        assertThat(read)
                .isEqualTo(new Announcement(
                        "x", 1, List.of(new Taken(new DeviceUid(new UUID(1, 2)), Mailbox.UNBOUND)), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"v\":2,\"from\":\"x\",\"n\":1}",
                "{\"v\":1,\"taken\":[[\"no-uid\",1]]}",
                "{\"v\":1,\"taken\":[[1,2]]}",
                "{\"v\":1,\"taken\":[\"a\"]}",
                "{\"v\":1,\"taken\":{}}",
                "{\"v\":1,\"fought\":[[\"no-account\",\"d\"]]}",
                "{\"v\":1,\"from\":\"x\"",
                "{\"v\":1,\"from\":{\"v\":1},\"n\":1}",
                "{\"v\":1,\"from\":null,\"n\":1}",
                "{\"v\":1,\"from\":\"x\",\"n\":1e999}",
                "{\"v\":1,\"from\":\"x\",\"n\":99999999999999999999}",
                "{\"v\":1,\"from\":\"x\",\"n\":{}}"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> json.read(ByteSlice.ofText(text))).isInstanceOf(IOException.class);
    }

    /** Any client may publish anything: it is read or refused, and nothing else happens. */
    @Test
    void readsOrRefusesWhateverWasChangedInOneOfOurs() {
        byte[] good = ("{\"v\":1,\"from\":\"x\",\"n\":1,\"taken\":[[\"" + UID + "\",7]],\"fought\":[[\""
                        + new AccountId(new UUID(5, 6)) + "\",\"d\"]]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] signs = "{}[]\",:0-9.eE\\ntu\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] odd = good.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                odd[random.nextInt(odd.length)] = signs[random.nextInt(signs.length)];
            }
            ByteSlice message = new ByteSlice(odd, 0, odd.length - random.nextInt(3));
            Throwable refusal = catchThrowable(() -> json.read(message));
            assertThat(refusal == null || refusal instanceof IOException)
                    .as("%s: %s", message, refusal)
                    .isTrue();
        }
    }

    @Test
    void refusesAnIdThatNoDeviceHasSinceItWouldBeRemembered() {
        String account = new AccountId(new UUID(5, 6)).toString();
        for (String id : List.of("x".repeat(DeviceId.MAX_LENGTH + 1), "\\u0000")) {
            ByteSlice text = ByteSlice.ofText("{\"v\":1,\"fought\":[[\"" + account + "\",\"" + id + "\"]]}");
            assertThatThrownBy(() -> json.read(text)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void doesNotReadMoreDevicesThanAnInstanceTellsAtOnce() {
        String device = "[\"00000000-0000-0001-0000-000000000002\",null]";
        String max = (device + ",").repeat(AnnouncementJson.MAX_DEVICES - 1) + device;
        assertThatCode(() -> json.read(ByteSlice.ofText("{\"v\":1,\"taken\":[" + max + "]}")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> json.read(ByteSlice.ofText("{\"v\":1,\"taken\":[" + max + "," + device + "]}")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("devices");
    }
}
