package org.oisp.gateway.protocol;

/**
 * An actuation that was published on the channel of a device (PROTOCOL.md, "Redis").
 *
 * @param actuation what was published
 * @param fits whether its content is for the device whose channel it is: an account that it names is the device's; if it names none,
 *     the device that it names is this one
 */
public record PublishedActuation(Inbound.ActuationMessage actuation, boolean fits) {}
