package org.oisp.gateway.operations.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * Fuzzes questions and answers between instances, with their journal entries: any bytes are understood or ignored. An understood question
 * has an answer, and an understood message is the same after writing and reading it again.
 */
class PresenceFuzzTest {

    private static final LocalPresence HERE = here();

    private final PresenceJson json = new PresenceJson();

    @FuzzTest
    void isUnderstoodOrLeftOut(byte[] bytes) throws IOException {
        ByteSlice message = new ByteSlice(bytes, 0, bytes.length);
        PresenceQuestion question = question(message);
        if (question != null) {
            assertThat(question.devices()).hasSizeLessThanOrEqualTo(PageRequest.MAX);
            ByteSlice answer = json.write(HERE.answer(question));
            assertThat(json.write(json.readAnswer(answer)).toString()).isEqualTo(answer.toString());
        }
        PresenceAnswer answer = answer(message);
        if (answer != null) {
            ByteSlice written = json.write(answer);
            assertThat(json.write(json.readAnswer(written)).toString()).isEqualTo(written.toString());
        }
    }

    private PresenceQuestion question(ByteSlice message) {
        try {
            return json.readQuestion(message);
        } catch (IOException none) {
            return null;
        }
    }

    private PresenceAnswer answer(ByteSlice message) {
        try {
            return json.readAnswer(message);
        } catch (IOException none) {
            return null;
        }
    }

    private static LocalPresence here() {
        DeviceRegistry devices =
                new DeviceRegistry(new MailboxSettings(10, 10_000), new ConnectionEvents(new SimpleMeterRegistry()));
        devices.admit(
                new DeviceIdentity(new DeviceUid(new UUID(2, 2)), new AccountId(new UUID(1, 1)), new DeviceId("lamp")),
                "connection",
                Reply.REGISTERED);
        return new LocalPresence("here:5000", devices, () -> InstanceLoad.NONE, Journal.unread());
    }
}
