package org.oisp.gateway.cli.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cli.dev.DevFiles;
import org.oisp.gateway.cli.dev.FleetFileEntry;
import picocli.CommandLine.Option;

/** The option that names the file of demo devices. */
public final class FleetOption {

    @Option(names = "--fleet", paramLabel = "FILE", description = "the file of demo devices (target/dev/fleet.csv)")
    private @Nullable Path file;

    /**
     * Finds a demo device.
     *
     * @param id the device's id, or null for the first
     * @param otherwise the options that need no demo device, for the message if there is no file
     * @return the device
     * @throws IOException if the file cannot be read
     * @throws CommandException if the file does not exist, is not a list of devices, or does not contain the device
     */
    public FleetFileEntry find(@Nullable String id, String otherwise) throws IOException, CommandException {
        Path fleet = file(otherwise);
        FleetFileEntry device;
        try {
            device = FleetFileEntry.find(fleet, id);
        } catch (UncheckedIOException notText) {
            throw new CommandException(fleet + " is not a list of devices", notText);
        }
        if (device == null) {
            throw new CommandException(fleet + " has no device" + (id == null ? "" : " " + id), null);
        }
        return device;
    }

    /**
     * Reads a part of the file.
     *
     * @param first the first line to read, from 1
     * @param max the maximum number of lines to read
     * @return the devices there; not empty
     * @throws IOException if the file cannot be read
     * @throws CommandException if the file does not exist, is not a list of devices, or has no device in these lines
     */
    public List<FleetFileEntry> read(int first, int max) throws IOException, CommandException {
        Path fleet = file("--fleet FILE");
        try {
            List<FleetFileEntry> devices = FleetFileEntry.read(fleet, first, max);
            if (devices.isEmpty()) {
                throw new CommandException(fleet + " has no device" + (first == 1 ? "" : " from line " + first), null);
            }
            return devices;
        } catch (UncheckedIOException notText) {
            throw new CommandException(fleet + " is not a list of devices", notText);
        }
    }

    private Path file(String otherwise) throws CommandException {
        Path fleet = file == null ? DevFiles.ofCheckout().fleet() : file;
        if (!Files.isReadable(fleet)) {
            throw new CommandException(
                    fleet + " does not exist: start `./gateway dev` first, or give " + otherwise, null);
        }
        InputFiles.refuseDirectory(fleet);
        return fleet;
    }
}
