package org.oisp.gateway.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Whether there is room for all connections that the settings allow. */
class OpenFilesTest {

    @Test
    void namesBothNumbersAndTheRemedy() {
        assertThat(OpenFiles.warning(100_000, 4_096))
                .isEqualTo(
                        "GATEWAY_MAX_CONNECTIONS is 100000, but this process may open 4096 files only, and each connection"
                                + " is one: allow it 101250 (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of a container),"
                                + " or lower GATEWAY_MAX_CONNECTIONS");
    }

    @Test
    void warnsFromTheFirstFileThatIsMissing() {
        assertThat(OpenFiles.warning(1_000, 2_249)).contains(" 2249 files ").contains(" 2250 (");
        assertThat(OpenFiles.warning(1_000, 2_250)).isNull();
        assertThat(OpenFiles.warning(Integer.MAX_VALUE, Integer.MAX_VALUE)).contains(" 2147484897 (");
        assertThat(OpenFiles.warning(Integer.MAX_VALUE, Long.MAX_VALUE)).isNull();
    }

    @Test
    void aFleetIsToldBeforeItBeginsWhatItNeeds() {
        assertThat(OpenFiles.shortage(5_001, 4_096))
                .isEqualTo("5001 connections need 5151 open files, but this process may open 4096 only: allow it more"
                        + " (ulimit -n 5151), or share the devices among several by --range");
        assertThat(OpenFiles.shortage(5_001, 5_150)).isNotNull();
        assertThat(OpenFiles.shortage(5_001, 5_151)).isNull();
    }

    @Test
    void asksTheSystem() {
        assertThat(OpenFiles.limit()).isPositive();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            assertThat(OpenFiles.limit()).isGreaterThan(system.getOpenFileDescriptorCount());
        }
    }
}
