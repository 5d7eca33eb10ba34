package org.oisp.gateway.operations.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * A page of devices.
 *
 * @param devices in the order of their addresses
 * @param next behind which address the next page begins; null if there is none
 * @param whole whether all instances were asked, or only this one
 * @param total how many devices there are on all pages together; null if that is not known
 * @param incomplete the names of instances that are alive, or were a moment ago, and have not answered
 */
public record PresencePage(
        List<DeviceState> devices,
        @Nullable DeviceAddress next,
        boolean whole,
        @Nullable Long total,
        List<String> incomplete) {}
