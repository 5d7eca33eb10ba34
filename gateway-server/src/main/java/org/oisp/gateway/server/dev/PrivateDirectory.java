package org.oisp.gateway.server.dev;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** A directory among everybody's temporary files that is this user's alone: for programs that are unpacked once and then run. */
final class PrivateDirectory {

    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");

    private PrivateDirectory() {}

    /**
     * Makes the directory, or takes it if it is there.
     *
     * @param common where everybody's temporary files are
     * @param otherwise what to use if somebody else has it, or may write to it: what is in it may then be anything
     */
    static Path in(Path common, Path otherwise) throws IOException {
        Path probe = Files.createTempFile(common, "oisp-gateway", null);
        UserPrincipal we = Files.getOwner(probe);
        Files.delete(probe);
        Path directory = common.resolve("oisp-gateway-" + we.getName());
        try {
            return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OURS));
        } catch (FileAlreadyExistsException there) {
            PosixFileAttributes is =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean ours = is.isDirectory()
                    && is.owner().equals(we)
                    && is.permissions().equals(OURS);
            return ours ? directory : otherwise;
        }
    }
}
