package org.oisp.gateway.cli.dev;

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

/**
 * Provides a directory below the common temporary directory that only this user can access, for programs that are unpacked once and then
 * run.
 */
final class PrivateDirectory {

    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");

    private PrivateDirectory() {}

    /**
     * Creates the directory, or reuses an existing one.
     *
     * @param common the common temporary directory
     * @param otherwise the result if another user owns the directory or can access it, and may have put other programs there
     */
    static Path in(Path common, Path otherwise) throws IOException {
        Path probe = Files.createTempFile(common, "oisp-gateway", null);
        UserPrincipal user = Files.getOwner(probe);
        Files.delete(probe);
        Path directory = common.resolve("oisp-gateway-" + user.getName());
        try {
            return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OURS));
        } catch (FileAlreadyExistsException alreadyExists) {
            PosixFileAttributes attributes =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean isPrivate = attributes.isDirectory()
                    && attributes.owner().equals(user)
                    && attributes.permissions().equals(OURS);
            return isPrivate ? directory : otherwise;
        }
    }
}
