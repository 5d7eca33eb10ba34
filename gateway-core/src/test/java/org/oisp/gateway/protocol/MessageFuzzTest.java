package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/** Fuzzes the reader: it understands any bytes as Jackson does. */
class MessageFuzzTest {

    private static final DeviceIdentity DEVICE =
            new DeviceIdentity(new DeviceUid(new UUID(2, 2)), new AccountId(new UUID(1, 1)), new DeviceId("lamp"));

    private final MessageReader reader = new MessageReader(Messages.MAX_BYTES);
    private final JacksonMessageReader jackson = new JacksonMessageReader(Messages.MAX_BYTES);

    @FuzzTest
    void isReadAsJacksonReadsIt(byte[] bytes) throws ReflectiveOperationException {
        boolean utf8 = isUtf8(bytes);
        assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(utf8);
        PublishedActuation publishedActuation = reader.readPublished(within(bytes), 1, DEVICE);
        if (!utf8) {
            assertThat(publishedActuation).isNull();
            return;
        }
        Inbound now = reader.read(within(bytes), 1);
        Inbound before = jackson.read(within(bytes), 1);
        if (before == Inbound.Signal.MALFORMED && now != before) {
            byte[] whole = Meanings.withoutHalves(bytes);
            String kind = Meanings.kind(now);
            now = reader.read(within(whole), 1);
            before = jackson.read(within(whole), 1);
            assertThat(Meanings.kind(now)).isEqualTo(kind);
        }
        if (!Meanings.same(now, before)) {
            assertThat(Meanings.describe(now)).isEqualTo(Meanings.describe(before));
        }
        assertThat(publishedActuation == null || now instanceof Inbound.ActuationMessage)
                .isTrue();
    }

    /** Returns the message between bytes that would continue it. */
    private static ByteSlice within(byte[] message) {
        byte[] room = new byte[message.length + 2];
        room[0] = '"';
        System.arraycopy(message, 0, room, 1, message.length);
        room[message.length + 1] = '1';
        return new ByteSlice(room, 1, message.length);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)) != null;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }
}
