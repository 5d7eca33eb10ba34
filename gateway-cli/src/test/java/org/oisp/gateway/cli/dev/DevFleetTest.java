package org.oisp.gateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of demo devices is kept while it is usable and replaced otherwise. No two tokens are equal. */
class DevFleetTest {

    private static final int DEVICES = 3;

    @TempDir
    private Path directory;

    private DevFiles files;
    private List<String> before;

    @BeforeEach
    void make() throws Exception {
        files = new DevFiles(directory);
        assertThat(DevKeys.ensure(files)).as("a new pair").isTrue();
        DevFleet.ensure(files, DEVICES, true);
        before = Files.readAllLines(files.fleet());
        assertThat(before).hasSize(DEVICES).allMatch(line -> line.split(",", -1).length == 4);
    }

    @Test
    void isKeptWhileItFits() throws Exception {
        assertThat(DevKeys.ensure(files)).isFalse();
        assertThat(ensure(DEVICES, false)).isEqualTo(before);
    }

    @Test
    void isMadeAnewForMoreDevicesAndForFewer() throws Exception {
        assertThat(ensure(DEVICES + 1, false)).hasSize(DEVICES + 1).doesNotContainAnyElementsOf(before);
        assertThat(ensure(DEVICES - 1, false)).hasSize(DEVICES - 1);
    }

    @Test
    void isMadeAnewForNewKeys() throws Exception {
        assertThat(ensure(DEVICES, true)).doesNotContainAnyElementsOf(before);
    }

    @Test
    void isMadeAnewBeforeItsTokensExpire() throws Exception {
        age(Duration.ofDays(179));
        assertThat(ensure(DEVICES, false)).isEqualTo(before);
        age(Duration.ofDays(181));
        assertThat(ensure(DEVICES, false)).doesNotContainAnyElementsOf(before);
    }

    @Test
    void isMadeAnewWhenItIsDamagedOrListsOthers() throws Exception {
        List<String> shuffled = new ArrayList<>(before);
        Collections.swap(shuffled, 0, 1);
        for (List<String> wrong : List.of(shuffled, List.of("a", "b,c", "d,e,f,g"))) {
            Files.write(files.fleet(), wrong);
            assertThat(ensure(DEVICES, false))
                    .doesNotContainAnyElementsOf(wrong)
                    .extracting(line -> line.split(",", -1)[0])
                    .containsExactly("example001", "example002", "example003");
        }
    }

    private void age(Duration age) throws IOException {
        Files.setLastModifiedTime(files.fleet(), FileTime.from(Instant.now().minus(age)));
    }

    private List<String> ensure(int devices, boolean newKeys) throws Exception {
        DevFleet.ensure(files, devices, newKeys);
        return Files.readAllLines(files.fleet());
    }
}
