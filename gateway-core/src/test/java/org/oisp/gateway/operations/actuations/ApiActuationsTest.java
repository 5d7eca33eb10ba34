package org.oisp.gateway.operations.actuations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.operations.actuations.Submission.SubmissionResult;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.receipt.ActuationProgress;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import org.oisp.gateway.receipt.TrackedDelivery;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.routing.ActuationReceipts;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.ReceiptEvents;
import org.oisp.gateway.routing.ReceiptSettings;
import reactor.core.Disposable;

/** What is posted to the API is sent once, and nothing of its content is kept. */
class ApiActuationsTest {

    private static final Credentials SENDERS = new Credentials("api_actuator", "word");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ActuationEvents events = new ActuationEvents(meters);
    private final DeviceRegistry devices =
            new DeviceRegistry(new MailboxSettings(10, 100_000), new ConnectionEvents(meters));
    private final DeviceIdentity device =
            new DeviceIdentity(new DeviceUid(new UUID(2, 2)), new AccountId(new UUID(1, 1)), new DeviceId("lamp"));
    private boolean stopping;
    private final ApiActuations actuations = new ApiActuations(
            new ActuationReceipts(
                    new ActuationRouter(SENDERS, devices, events),
                    new ReceiptSettings(10, 10, 10),
                    (task, millis) -> () -> {},
                    new ReceiptEvents(meters),
                    null,
                    null,
                    null),
            SENDERS,
            new MessageReader(100_000),
            events,
            new ActuationRecords(10),
            InstantSource.system(),
            () -> stopping);

    @Test
    void doesNotKeepTheBodyUntilTheOutcome() {
        Mailbox mailbox = devices.admit(device, "connection", Reply.REGISTERED);
        List<TrackedActuation> written = new ArrayList<>();
        List<WeakReference<byte[]>> bytes = new ArrayList<>();
        Disposable unused = mailbox.messages().ofType(Outbound.Delivery.class).subscribe(delivery -> {
            written.add(written(delivery));
            bytes.add(new WeakReference<>(delivery.body().array()));
        });
        ActuationRecord record = submit();
        WeakReference<byte[]> body = bytes.get(0);
        for (int i = 0; i < 100 && body.get() != null; i++) {
            System.gc();
        }
        assertThat(body.get()).isNull();
        assertThat(record.progress()).isEqualTo(ActuationProgress.SENT);

        written.get(0).confirm();
        assertThat(Objects.requireNonNull(record.receipt()).reason()).isEqualTo(OutcomeReason.CONFIRMED);
    }

    @Test
    void sendsNothingOnceTheInstanceIsStopping() {
        Mailbox mailbox = devices.admit(device, "connection", Reply.REGISTERED);
        stopping = true;
        Receipt receipt = Objects.requireNonNull(submit().receipt());
        assertThat(receipt.reason()).isEqualTo(OutcomeReason.STOPPING);
        // The greeting only.
        assertThat(mailbox.depth()).isEqualTo(1);
    }

    /** Does what the writer of a socket does with a message, and returns the actuation's state. */
    private static TrackedActuation written(Outbound.Delivery delivery) {
        TrackedActuation tracked = Objects.requireNonNull(((TrackedDelivery) delivery.deliveryObserver()).actuation());
        assertThat(tracked.take()).isTrue();
        tracked.sent();
        return tracked;
    }

    private ActuationRecord submit() {
        byte[] body = ("{\"content\":{\"deviceUID\":\"" + device.uid() + "\"}}").getBytes(StandardCharsets.UTF_8);
        Submission submission = actuations.submit(
                new ApiActuation("id", new ByteSlice(body, 0, body.length), false, 60_000, null, null),
                ApiCaller.OPERATOR);
        assertThat(submission.result()).isEqualTo(SubmissionResult.TAKEN);
        return Objects.requireNonNull(submission.record());
    }
}
