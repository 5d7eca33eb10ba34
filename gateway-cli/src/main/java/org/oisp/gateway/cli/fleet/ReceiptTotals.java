package org.oisp.gateway.cli.fleet;

import java.util.Map;

/**
 * What senders were told of their actuations, compared with what the devices have received.
 *
 * @param told the count of each outcome and reason
 * @param faults what should not have been
 * @param lost actuations whose sender lost its connection before it was told the outcome, and was told so
 * @param pending actuations whose outcome had not come when the run was interrupted
 */
public record ReceiptTotals(Map<String, Long> told, ReceiptFaults faults, long lost, long pending) {

    /**
     * Outcomes that are not true, or not there.
     *
     * @param falselyDelivered said to be delivered, and the device does not have it
     * @param falselyNotDelivered said to be not delivered, and the device has it
     * @param missing outcomes that did not come while their sender waited
     * @param doubled outcomes that no sender waited for: the second of an actuation, or one that came after its sender had stopped waiting
     * @param disordered outcomes of deliveries that came after the outcome of a later delivery to the same device
     */
    public record ReceiptFaults(
            long falselyDelivered, long falselyNotDelivered, long missing, long doubled, long disordered) {}

    /**
     * Returns whether each outcome was true, came, and came once.
     *
     * @return true if so; their order does not matter
     */
    public boolean isSuccess() {
        return faults.falselyDelivered == 0
                && faults.falselyNotDelivered == 0
                && faults.missing == 0
                && faults.doubled == 0;
    }
}
