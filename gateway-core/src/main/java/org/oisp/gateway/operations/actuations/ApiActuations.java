package org.oisp.gateway.operations.actuations;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.oisp.gateway.operations.actuations.Submission.SubmissionResult;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.ReceiptRequest;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.ReceiptListener;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.routing.ActuationReceipts;

/** Sends the actuations that operators and senders post to the API. Thread-safe; never blocks. */
public final class ApiActuations {

    private final ActuationReceipts receipts;
    private final Credentials senders;
    private final MessageReader reader;
    private final ActuationEvents events;
    private final ActuationRecords records;
    private final InstantSource clock;
    private final BooleanSupplier stopping;

    /**
     * Creates a sender.
     *
     * @param receipts routes actuations and reports their outcome
     * @param senders the credentials of senders, which other instances expect too
     * @param reader parses messages
     * @param events told of operators' actuations that another instance has received
     * @param records remembers what becomes of them
     * @param clock the source of timestamps
     * @param stopping whether this instance is stopping, so that nothing more is sent
     */
    public ApiActuations(
            ActuationReceipts receipts,
            Credentials senders,
            MessageReader reader,
            ActuationEvents events,
            ActuationRecords records,
            InstantSource clock,
            BooleanSupplier stopping) {
        this.receipts = receipts;
        this.senders = senders;
        this.reader = reader;
        this.events = events;
        this.records = records;
        this.clock = clock;
        this.stopping = stopping;
    }

    /**
     * Returns whether these are the credentials of senders.
     *
     * @param offered what a client offers
     */
    public boolean admits(Credentials offered) {
        return senders.admit(offered);
    }

    /** Returns what is known of the actuations that were posted here. */
    public ActuationRecords records() {
        return records;
    }

    /**
     * Sends an actuation, unless one with its id was sent already. The caller must have checked that the client may do so.
     *
     * @param asked the actuation
     * @param caller the client
     * @return its record, or why there is none
     */
    public Submission submit(ApiActuation asked, ApiCaller caller) {
        ByteSlice message = senders.message(asked.body());
        if (!reader.isText(message)
                || !(reader.read(message, System.nanoTime()) instanceof Inbound.ActuationMessage actuation)
                || actuation.body() == null) {
            return Submission.refused(SubmissionResult.MALFORMED);
        }
        byte[] fingerprint = asked.fingerprint();
        ActuationRecord fresh = new ActuationRecord(asked.id(), fingerprint, clock.millis());
        ActuationRecord record = records.claim(fresh);
        if (record == null) {
            return Submission.refused(SubmissionResult.FULL);
        }
        if (record == fresh) {
            send(asked, actuation, actuation.body(), caller, fresh);
        } else if (!record.hasFingerprint(fingerprint)) {
            return Submission.refused(SubmissionResult.OTHER_BODY);
        }
        return new Submission(SubmissionResult.TAKEN, record);
    }

    private void send(
            ApiActuation asked,
            Inbound.ActuationMessage actuation,
            Inbound.Body body,
            ApiCaller caller,
            ActuationRecord record) {
        Inbound.ActuationMessage tracked = new Inbound.ActuationMessage(
                actuation.credentials(),
                new Inbound.Body(body.target(), body.json(), body.receivedNanos(), asked.traceparent()),
                actuation.message(),
                new ReceiptRequest(asked.id(), asked.completion(), asked.timeoutMillis(), null, null));
        boolean routed = false;
        try {
            record.follow(receipts.routeTrusted(
                    tracked, caller, new OutcomeRecorder(record, body.target(), caller.operator())));
            routed = true;
        } finally {
            if (!routed) {
                records.remove(record);
            }
        }
    }

    /** Records what becomes of an actuation. Held until its outcome is known, so that it must not hold the request's body. */
    private final class OutcomeRecorder implements ReceiptListener {
        private final ActuationRecord record;
        private final Target target;
        private final boolean ofOperator;

        OutcomeRecorder(ActuationRecord record, Target target, boolean ofOperator) {
            this.record = record;
            this.target = target;
            this.ofOperator = ofOperator;
        }

        @Override
        public void ended(Receipt receipt) {
            record.ended(receipt);
            records.ended(record);
        }

        @Override
        public void forwarded() {
            if (ofOperator) {
                events.forwardedForOperator(target);
            }
        }

        @Override
        public boolean isStopping() {
            return stopping.getAsBoolean();
        }
    }
}
