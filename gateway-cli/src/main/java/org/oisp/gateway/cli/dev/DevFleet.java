package org.oisp.gateway.cli.dev;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.oisp.gateway.auth.token.InvalidKeyFileException;
import org.oisp.gateway.auth.token.PrivateKeyFile;

/** Writes the file of demo devices and their tokens, and reuses it while it fits: a signature takes about a millisecond. */
final class DevFleet {

    private static final Duration VALIDITY = Duration.ofDays(365);

    /** An older file is replaced: its tokens may soon expire. */
    private static final Duration MAX_AGE = Duration.ofDays(180);

    /** Lines in memory at a time; a million lines are most of a gigabyte. */
    private static final int LINES_AT_ONCE = 10_000;

    private DevFleet() {}

    /** Ensures that the file lists exactly {@code count} devices, with tokens signed by the current key. */
    static void ensure(DevFiles files, int count, boolean newKeys) throws IOException, InvalidKeyFileException {
        if (!newKeys && fits(files.fleet(), count)) {
            return;
        }
        DeviceTokens tokens = new DeviceTokens(PrivateKeyFile.read(files.privateKey()), VALIDITY);
        // Written under another name, so that a process that waits for the file finds it complete.
        Path unfinished = files.fleet().resolveSibling("fleet.csv.new");
        try (BufferedWriter out = Files.newBufferedWriter(unfinished)) {
            for (int first = 1; first <= count; first += LINES_AT_ONCE) {
                for (String line : lines(tokens, first, Math.min(count, first + LINES_AT_ONCE - 1))) {
                    out.write(line + "\n");
                }
            }
        }
        Files.move(unfinished, files.fleet(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean fits(Path fleet, int count) throws IOException {
        if (!Files.isRegularFile(fleet)) {
            return false;
        }
        long age = System.currentTimeMillis() - Files.getLastModifiedTime(fleet).toMillis();
        if (age > MAX_AGE.toMillis()) {
            return false;
        }
        try (BufferedReader lines = Files.newBufferedReader(fleet)) {
            for (int n = 1; n <= count; n++) {
                String line = lines.readLine();
                FleetFileEntry device = line == null ? null : FleetFileEntry.parse(line);
                if (device == null || !device.device().equals(FleetFileEntry.identity(n))) {
                    return false;
                }
            }
            return lines.readLine() == null;
        } catch (CharacterCodingException damaged) {
            return false;
        }
    }

    private static List<String> lines(DeviceTokens tokens, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .parallel()
                .mapToObj(FleetFileEntry::identity)
                .map(device -> new FleetFileEntry(device, tokens.make(device.id(), device.account())).line())
                .toList();
    }
}
