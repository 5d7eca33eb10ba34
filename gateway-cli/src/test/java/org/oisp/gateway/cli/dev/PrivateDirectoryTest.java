package org.oisp.gateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs are unpacked and run only where other users cannot put files. */
class PrivateDirectoryTest {

    @TempDir
    private Path common;

    private final Path otherwise = Path.of("otherwise");

    @Test
    void isOursAloneAndIsFoundAgain() throws IOException {
        Path directory = PrivateDirectory.in(common, otherwise);

        assertThat(directory).hasParent(common).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PrivateDirectory.in(common, otherwise)).isEqualTo(directory);
        assertThat(common.toFile().list())
                .containsExactly(directory.getFileName().toString());
    }

    @Test
    void isAnotherIfOthersMayWriteToIt() throws IOException {
        Path directory = PrivateDirectory.in(common, otherwise);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(PrivateDirectory.in(common, otherwise)).isEqualTo(otherwise);
    }

    @Test
    void isAnotherIfSomebodyMadeALinkOfIt() throws IOException {
        Path directory = PrivateDirectory.in(common, otherwise);
        Files.move(directory, common.resolve("elsewhere"));
        Files.createSymbolicLink(directory, common.resolve("elsewhere"));

        assertThat(PrivateDirectory.in(common, otherwise)).isEqualTo(otherwise);
    }
}
