package org.oisp.gateway.cli.fleet;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cli.client.CommandException;
import org.oisp.gateway.cli.client.FirstConnection;
import org.oisp.gateway.client.ActuationReceipt;
import org.oisp.gateway.client.ActuationSender;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.ConnectionEnd;
import org.oisp.gateway.client.GatewayClientException;
import org.oisp.gateway.client.ReceiptOptions;
import org.oisp.gateway.server.command.CommandFailure;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;

/** The senders of a run. One sender sends all actuations for a device, which keeps their order. */
final class FleetSenders {

    private final List<ActuationSender> senders;
    private final DeliveryLedger deliveryLedger;
    /** Null if no receipts are asked for. */
    private final @Nullable ReceiptLedger receiptLedger;

    private final ErrorCounts errors;
    private final String padding;
    private final Disposable.Composite watching = Disposables.composite();
    private volatile boolean leaving;

    FleetSenders(
            FleetPlan plan,
            DeliveryLedger deliveryLedger,
            @Nullable ReceiptLedger receiptLedger,
            ErrorCounts errors,
            FleetDevice sample) {
        this.deliveryLedger = deliveryLedger;
        this.receiptLedger = receiptLedger;
        this.errors = errors;
        int bare = sample.actuation(deliveryLedger.mark(0))
                .param("pad", "")
                .toJson()
                .length();
        this.padding = "x".repeat(Math.max(0, plan.load().payload() - bare));
        this.senders = Stream.generate(() -> plan.login().at(plan.gateway()))
                .limit(plan.load().senders())
                .toList();
    }

    /** Connects the senders one after the other, until the run is interrupted. */
    void connect(URI url, BooleanSupplier broken) throws CommandException, InterruptedException {
        for (ActuationSender sender : senders) {
            if (broken.getAsBoolean()) {
                return;
            }
            sender.start();
            FirstConnection.await(url, sender.states(), broken);
            watching.add(sender.states().subscribe(this::changed));
        }
    }

    private void changed(ClientState state) {
        if (state instanceof ClientState.Waiting waiting && !leaving) {
            ConnectionEnd why = waiting.why();
            errors.add("sender, " + why.endKind().name().toLowerCase(Locale.ROOT) + ": " + why.describe());
        }
    }

    void send(long number, FleetDevice to) {
        var body = to.actuation(deliveryLedger.mark(number));
        if (!padding.isEmpty()) {
            body.param("pad", padding);
        }
        ActuationSender sender = senders.get(deliveryLedger.target(number) % senders.size());
        ReceiptLedger receipts = receiptLedger;
        if (receipts == null) {
            sender.send(body).subscribe(new Sending(number));
        } else {
            sender.send(body, ReceiptOptions.delivered()).subscribe(new Asking(number, receipts));
        }
    }

    /** Returns how many outcomes came for which no actuation waited. */
    long strayReceipts() {
        return senders.stream().mapToLong(ActuationSender::strayReceipts).sum();
    }

    void close() {
        leaving = true;
        watching.dispose();
        senders.forEach(ActuationSender::close);
    }

    private final class Asking extends BaseSubscriber<ActuationReceipt> {
        private final long number;
        private final ReceiptLedger receipts;

        Asking(long number, ReceiptLedger receipts) {
            this.number = number;
            this.receipts = receipts;
        }

        @Override
        protected void hookOnNext(ActuationReceipt receipt) {
            receipts.recordOutcome(number, receipt);
        }

        @Override
        protected void hookOnError(Throwable failed) {
            if (failed instanceof GatewayClientException known && known.isOutcomeUnknown()) {
                receipts.recordMissing(known);
            } else {
                deliveryLedger.recordUnsent(number);
                receipts.recordUnsent();
                errors.add("not sent: " + CommandFailure.describe(failed));
            }
        }
    }

    private final class Sending extends BaseSubscriber<Void> {
        private final long number;

        Sending(long number) {
            this.number = number;
        }

        @Override
        protected void hookOnError(Throwable failed) {
            deliveryLedger.recordUnsent(number);
            errors.add("not sent: " + CommandFailure.describe(failed));
        }
    }
}
