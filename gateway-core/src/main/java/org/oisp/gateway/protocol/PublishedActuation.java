package org.oisp.gateway.protocol;

/**
 * An actuation that was published on a device's channel (PROTOCOL.md, "Redis").
 *
 * @param actuation the actuation
 * @param fits whether its content is for the device whose channel it is: if it names an account, that is the device's account; if it names
 *     none, it names this device
 */
public record PublishedActuation(Inbound.ActuationMessage actuation, boolean fits) {}
