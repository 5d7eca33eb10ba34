package org.oisp.gateway.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.dev.DemoDevice;

/** The files that commands read, and what is said when there are none. */
final class Inputs {

    private Inputs() {}

    /**
     * Finds a demo device.
     *
     * @param given the fleet file, or null for that of {@code gateway dev}
     * @param id the device's id, or null for the first
     * @param otherwise the options to use without a fleet file
     */
    static DemoDevice device(@Nullable Path given, @Nullable String id, String otherwise)
            throws IOException, Terminal.FailedException {
        Path file = given == null ? Home.devFiles().fleet() : given;
        if (!Files.isReadable(file)) {
            throw new Terminal.FailedException(
                    file + " is not there: start `./gateway dev` first, or give " + otherwise, null);
        }
        refuseDirectory(file);
        DemoDevice device;
        try {
            device = DemoDevice.find(file, id);
        } catch (UncheckedIOException notText) {
            throw new Terminal.FailedException(file + " is no list of devices", notText);
        }
        if (device == null) {
            throw new Terminal.FailedException(file + " has no device" + (id == null ? "" : " " + id), null);
        }
        return device;
    }

    /** The text of a file, without the blanks around it. */
    static String text(Path file) throws IOException, Terminal.FailedException {
        refuseDirectory(file);
        try {
            return Files.readString(file).trim();
        } catch (CharacterCodingException notText) {
            throw new Terminal.FailedException(file + " is no text", notText);
        }
    }

    private static void refuseDirectory(Path file) throws Terminal.FailedException {
        if (Files.isDirectory(file)) {
            throw new Terminal.FailedException(file + " is a directory", null);
        }
    }
}
