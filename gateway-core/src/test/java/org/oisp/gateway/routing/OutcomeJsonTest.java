package org.oisp.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;

/** The message that is written by hand is the one that the JSON library would write. */
class OutcomeJsonTest {

    private static final DeviceAddress DEVICE = device("d1");

    @Test
    void looksLikeThis() {
        Receipt receipt = new Receipt(
                OutcomeReason.CONFIRMED,
                DEVICE,
                Instant.parse("2026-11-29T01:02:03.045Z").toEpochMilli(),
                678,
                null);
        assertThat(OutcomeJson.message("a-1", receipt))
                .hasToString(
                        "{\"code\":1025,\"content\":{\"id\":\"a-1\",\"outcome\":\"delivered\",\"reason\":\"confirmed\","
                                + "\"accountId\":\"00000000-0000-0001-0000-000000000000\",\"deviceId\":\"d1\","
                                + "\"at\":\"2026-11-29T01:02:03.045Z\",\"micros\":678}}");
    }

    @ParameterizedTest
    @EnumSource
    void hasEachReason(OutcomeReason reason) {
        isTheSame("a", new Receipt(reason, DEVICE, 1, 2, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "\\", "\n\t\u0000\u001f\u007f", "ä€𝄞", "</script>", "\u2028"})
    void escapesTexts(String text) {
        isTheSame(text, new Receipt(OutcomeReason.REPORTED_FAILURE, device(text), 0, 0, text));
    }

    @Test
    void hasNullForWhatIsUnknown() {
        isTheSame(null, new Receipt(OutcomeReason.NOT_CONNECTED, null, 0, 0, null));
    }

    @Test
    void isWholeEvenIfATextIsNot() {
        assertThat(OutcomeJson.message("\ud834", new Receipt(OutcomeReason.EXPIRED, DEVICE, 0, 0, null)))
                .asString()
                .contains("\"id\":\"?\"");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                10,
                100,
                999,
                1_000,
                1_700_000_000_000L,
                1_700_000_000_001L,
                1_700_000_059_990L,
                4_102_444_799_999L,
                -1
            })
    void hasTheTimeAsInstantsHaveIt(long millis) {
        isTheSame("a", new Receipt(OutcomeReason.CONFIRMED, DEVICE, millis, Long.MAX_VALUE, null));
    }

    private static void isTheSame(String id, Receipt receipt) {
        assertThat(OutcomeJson.message(id, receipt))
                .hasToString("{\"code\":1025,\"content\":"
                        + JsonObjectWriter.toText(object -> OutcomeJson.write(object, id, receipt)) + "}");
    }

    private static DeviceAddress device(String id) {
        return new DeviceAddress(new AccountId(new UUID(1, 0)), new DeviceId(id));
    }
}
