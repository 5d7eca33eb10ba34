package org.oisp.gateway.cli.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/**
 * A line of the fleet file.
 *
 * @param device the device's identity
 * @param token its token, a JWT
 */
public record FleetFileEntry(DeviceIdentity device, String token) {

    /** The account of all demo devices, which is the one in the protocol's examples. */
    static final AccountId ACCOUNT = new AccountId(UUID.fromString("c4715841-bb1e-4c87-ad78-2376fe596a11"));

    /** Returns the identity of the n-th demo device, counted from 1; always the same for one n. */
    static DeviceIdentity identity(int n) {
        String id = "example%03d".formatted(n);
        UUID uid = UUID.nameUUIDFromBytes((ACCOUNT + "/" + id).getBytes(StandardCharsets.UTF_8));
        return new DeviceIdentity(new DeviceUid(uid), ACCOUNT, new DeviceId(id));
    }

    /**
     * Finds a device in a fleet file.
     *
     * @param fleet the file
     * @param id the device's id, or null for the first
     * @return the device, or null if the file has no such line
     * @throws IOException if the file cannot be read
     */
    public static @Nullable FleetFileEntry find(Path fleet, @Nullable String id) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(fleet)) {
            return lines.lines()
                    .map(FleetFileEntry::parse)
                    .filter(Objects::nonNull)
                    .filter(device -> id == null || device.device().id().value().equals(id))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * Reads a part of a fleet file.
     *
     * @param fleet the file
     * @param first the first line to read, from 1
     * @param max the maximum number of lines to read
     * @return the devices of those lines; fewer if the file ends before, or has lines that are not devices
     * @throws IOException if the file cannot be read
     */
    public static List<FleetFileEntry> read(Path fleet, int first, int max) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(fleet)) {
            return lines.lines()
                    .skip(first - 1L)
                    .limit(max)
                    .map(FleetFileEntry::parse)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    String line() {
        return device.id() + "," + device.uid() + "," + device.account() + "," + token;
    }

    static @Nullable FleetFileEntry parse(String line) {
        String[] parts = line.split(",", -1);
        if (parts.length != 4) {
            return null;
        }
        DeviceUid uid = DeviceUid.parse(parts[1]);
        AccountId account = AccountId.parse(parts[2]);
        return uid == null || account == null
                ? null
                : new FleetFileEntry(new DeviceIdentity(uid, account, new DeviceId(parts[0])), parts[3]);
    }
}
