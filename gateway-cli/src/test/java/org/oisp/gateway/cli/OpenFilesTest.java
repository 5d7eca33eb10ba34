package org.oisp.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests whether the process may open enough files for all connections of a fleet. */
class OpenFilesTest {

    @Test
    void aFleetIsToldBeforeItBeginsWhatItNeeds() {
        assertThat(OpenFiles.shortage(5_001, 4_096))
                .isEqualTo("5001 connections need 5151 open files, but this process may open 4096 only: allow it more"
                        + " (ulimit -n 5151), or share the devices among several by --range");
        assertThat(OpenFiles.shortage(5_001, 5_150)).isNotNull();
        assertThat(OpenFiles.shortage(5_001, 5_151)).isNull();
    }
}
