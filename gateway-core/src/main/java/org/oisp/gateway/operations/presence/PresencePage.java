package org.oisp.gateway.operations.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * A page of devices.
 *
 * @param devices ordered by address
 * @param next the address behind which the next page begins; null if there is none
 * @param whole whether all instances were asked, or only this one
 * @param total the number of devices on all pages; null if unknown
 * @param incomplete the names of instances that are alive, or were a moment ago, and did not answer
 */
public record PresencePage(
        List<DeviceState> devices,
        @Nullable DeviceAddress next,
        boolean whole,
        @Nullable Long total,
        List<String> incomplete) {}
