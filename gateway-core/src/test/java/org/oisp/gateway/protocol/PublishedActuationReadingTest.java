package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/** Tests how a message from a device's channel is read, and whether it may address that device. */
class PublishedActuationReadingTest {

    private static final String UID = "2f0c8a1e-0000-4000-8000-000000000001";
    private static final String ACCOUNT = "c4715841-bb1e-4c87-ad78-2376fe596a11";
    private static final String OTHER = "00000000-bb1e-4c87-ad78-2376fe596a11";
    private static final DeviceIdentity DEVICE = new DeviceIdentity(
            new DeviceUid(UUID.fromString(UID)), new AccountId(UUID.fromString(ACCOUNT)), new DeviceId("d1"));
    private static final int MAX = 400;

    private final MessageReader reader = new MessageReader(MAX);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deviceUID\":\"" + UID + "\"}",
                "{\"deviceUID\":\"" + UID + "\",\"deviceId\":\"d2\"}",
                "{\"deviceId\":\"d1\"}",
                "{\"deviceId\":\"anything\",\"accountId\":\"" + ACCOUNT + "\"}",
                "{\"deviceId\":\"anything\",\"domainId\":\"" + ACCOUNT + "\"}",
                "{\"accountId\":\"" + ACCOUNT + "\",\"domainId\":\"" + ACCOUNT + "\",\"deviceUID\":\"" + OTHER + "\"}"
            })
    void mayMeanTheDevice(String content) {
        assertThat(published(content).fits()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deviceUID\":\"" + OTHER + "\"}",
                "{\"deviceUID\":\"" + OTHER + "\",\"deviceId\":\"d1\"}",
                "{\"deviceUID\":5}",
                "{\"deviceId\":\"d2\"}",
                "{\"deviceId\":5}",
                "{}",
                "{\"deviceId\":\"d1\",\"accountId\":\"" + OTHER + "\"}",
                "{\"deviceId\":\"d1\",\"domainId\":\"" + OTHER + "\"}",
                "{\"deviceId\":\"d1\",\"accountId\":\"" + ACCOUNT + "\",\"domainId\":\"" + OTHER + "\"}",
                "{\"deviceId\":\"d1\",\"accountId\":\"" + OTHER + "\",\"domainId\":\"" + ACCOUNT + "\"}",
                "{\"deviceUID\":\"" + UID + "\",\"accountId\":5}"
            })
    void meansAnother(String content) {
        assertThat(published(content).fits()).isFalse();
    }

    @Test
    void isForNobodyWithoutABody() {
        PublishedActuation publishedActuation = read("{\"type\":\"actuation\",\"credentials\":{}}");
        assertThat(publishedActuation).isNotNull();
        assertThat(publishedActuation.fits()).isFalse();
        assertThat(publishedActuation.actuation().body()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "null",
                "[{\"type\":\"actuation\"}]",
                "{\"type\":\"ping\"}",
                "{\"type\":\"device\",\"deviceId\":\"d1\",\"deviceToken\":\"t\"}",
                "{\"type\":\"actuation\"} x",
                "{\"type\":\"actuation\"",
            })
    void isNothingIfItIsNoActuation(String text) {
        assertThat(read(text)).isNull();
    }

    @Test
    void isTextThatASocketCouldHaveBrought() {
        assertThat(reader.isText(ByteSlice.ofText("x".repeat(MAX)))).isTrue();
        assertThat(reader.isText(ByteSlice.ofText("x".repeat(MAX + 1)))).isFalse();
        assertThat(reader.isText(new ByteSlice(new byte[] {'x', (byte) 0xFF}, 0, 2)))
                .isFalse();
        assertThat(reader.readPublished(new ByteSlice(new byte[] {'{', (byte) 0xFF}, 0, 2), 0, DEVICE))
                .isNull();
    }

    @Test
    void isReadUpToTheLongestThatIsTaken() {
        assertThat(reader.read(ByteSlice.ofText(ping(MAX)), 0)).isEqualTo(Inbound.Signal.PING);
        assertThat(reader.read(ByteSlice.ofText(ping(MAX + 1)), 0)).isEqualTo(Inbound.Signal.MALFORMED);
    }

    /** Returns the account and id beside the key, if both are there. */
    @Test
    void namesTheAccountAndIdBesideTheKey() {
        assertThat(named("{\"deviceUID\":\"" + UID + "\",\"deviceId\":\"d1\",\"accountId\":\"" + ACCOUNT + "\"}"))
                .isEqualTo(new Target.ByAccount(DEVICE.account(), DEVICE.id()));
        assertThat(named("{\"deviceUID\":\"" + UID + "\",\"deviceId\":\"d1\"}")).isNull();
        assertThat(named("{\"deviceUID\":\"" + UID + "\"}")).isNull();
    }

    /** Tests the texts that log lines show. */
    @Test
    void saysWhomItIsFor() {
        assertThat(new Target.ByUid(DEVICE.uid())).hasToString("deviceUID " + UID);
        assertThat(new Target.ByAccount(DEVICE.account(), DEVICE.id())).hasToString(ACCOUNT + "/d1");
        assertThat(new Target.ById(DEVICE.id())).hasToString("deviceId d1");
        assertThat(Target.Nobody.NOBODY).hasToString("no device");
        PublishedActuation publishedActuation = published("{\"deviceId\":\"d1\"}");
        assertThat(publishedActuation.actuation())
                .hasToString("Actuation[deviceId d1, "
                        + publishedActuation.actuation().message().length() + " bytes]");
        assertThat(Messages.actuation("{\"type\":\"actuation\",\"credentials\":{}}")
                        .toString())
                .startsWith("Actuation[no body, ");
    }

    private static Target.@Nullable ByAccount named(String content) {
        return MessageReader.namedIn(Messages.body("{\"content\":" + content + "}"));
    }

    private PublishedActuation published(String content) {
        PublishedActuation publishedActuation = read(
                "{\"type\":\"actuation\",\"credentials\":{\"username\":\"u\",\"password\":\"p\"},\"body\":{\"content\":"
                        + content + "}}");
        assertThat(publishedActuation).isNotNull();
        return publishedActuation;
    }

    private @Nullable PublishedActuation read(String text) {
        return reader.readPublished(ByteSlice.ofText(text), 7, DEVICE);
    }

    private static String ping(int bytes) {
        String text = "{\"type\":\"ping\"}";
        return text + " ".repeat(bytes - text.getBytes(StandardCharsets.UTF_8).length);
    }
}
