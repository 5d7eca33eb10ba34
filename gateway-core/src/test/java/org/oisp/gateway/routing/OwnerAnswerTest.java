package org.oisp.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;

/** What instances of several versions answer each other. */
class OwnerAnswerTest {

    @Test
    void saysWhatItWasTold() throws IOException {
        Receipt receipt = new Receipt(
                OutcomeReason.REPORTED_FAILURE,
                new DeviceAddress(new AccountId(new UUID(1, 2)), new DeviceId("d\"1")),
                5,
                0,
                "jammed");
        OwnerAnswer answer = new OwnerAnswer("7", receipt);
        assertThat(OwnerAnswer.isAnswer(answer.toJson())).isTrue();
        assertThat(OwnerAnswer.read(answer.toJson())).isEqualTo(answer);
    }

    @Test
    void shortensTheDetailOfAnInstanceThatAllowsMore() throws IOException {
        String detail = "x".repeat(1_023) + "\ud834\udd1e" + "y".repeat(9_000);
        Receipt receipt = read("{\"receipt\":\"7\",\"reason\":\"reported_failure\",\"detail\":\"" + detail + "\"}");
        // Without half a surrogate pair at its end.
        assertThat(receipt.detail()).isEqualTo("x".repeat(1_023));
        assertThat(receipt.device()).isNull();
    }

    @Test
    void aReasonThatIsNotKnownHereIsNoAnswer() throws IOException {
        assertThat(read("{\"receipt\":\"7\",\"reason\":\"of tomorrow\",\"more\":[{}]}")
                        .reason())
                .isEqualTo(OutcomeReason.INSTANCE_SILENT);
    }

    private static Receipt read(String json) throws IOException {
        return OwnerAnswer.read(ByteSlice.ofText(json)).receipt();
    }
}
