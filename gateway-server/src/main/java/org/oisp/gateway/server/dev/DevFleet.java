package org.oisp.gateway.server.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.token.InvalidKeyFileException;
import org.oisp.gateway.auth.token.PrivateKeyFile;

/** The demo devices and their tokens, in a file that is kept while it fits: a signature takes about a millisecond. */
final class DevFleet {

    private static final Duration VALIDITY = Duration.ofDays(365);

    /** A file that is older is made anew: its tokens may soon expire. */
    private static final Duration MAX_AGE = Duration.ofDays(180);

    private DevFleet() {}

    /** Makes sure that the file holds so many devices, no more and no fewer, with tokens of the keys that there are. */
    static void ensure(DevFiles files, int count, boolean newKeys) throws IOException, InvalidKeyFileException {
        if (!newKeys && fits(files.fleet(), count)) {
            return;
        }
        DeviceTokens tokens = new DeviceTokens(PrivateKeyFile.read(files.privateKey()), VALIDITY);
        List<String> lines = IntStream.rangeClosed(1, count)
                .parallel()
                .mapToObj(DemoDevice::identity)
                .map(device -> new DemoDevice(device, tokens.make(device.id(), device.account())).line())
                .toList();
        // Whoever waits for the file finds it whole.
        Path unfinished = files.fleet().resolveSibling("fleet.csv.new");
        Files.write(unfinished, lines);
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
        try (Stream<String> lines = Files.lines(fleet)) {
            List<@Nullable DemoDevice> devices =
                    lines.<@Nullable DemoDevice>map(DemoDevice::parse).toList();
            if (devices.size() != count) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                DemoDevice device = devices.get(i);
                if (device == null || !device.device().equals(DemoDevice.identity(i + 1))) {
                    return false;
                }
            }
            return true;
        }
    }
}
