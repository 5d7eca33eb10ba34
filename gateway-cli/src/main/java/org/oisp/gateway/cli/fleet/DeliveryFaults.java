package org.oisp.gateway.cli.fleet;

/**
 * Arrivals that the gateway got wrong, and foreign ones, which are no fault of it.
 *
 * @param duplicates arrivals beyond the first of an actuation
 * @param disordered arrivals after a later actuation for the same device
 * @param misdelivered arrivals at another device
 * @param foreign arrivals that are not of this run; other runs may use the same devices
 */
public record DeliveryFaults(long duplicates, long disordered, long misdelivered, long foreign) {

    /**
     * Returns whether the gateway delivered each actuation of this run once, in order and to its device.
     *
     * @return true if so; arrivals of other runs do not matter
     */
    public boolean none() {
        return duplicates == 0 && disordered == 0 && misdelivered == 0;
    }
}
