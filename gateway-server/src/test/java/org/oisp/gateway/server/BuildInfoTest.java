package org.oisp.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildInfoTest {

    @Test
    void theBuildHasFilledInTheVersion() {
        assertThat(BuildInfo.ofThisGateway().version()).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void theRevisionSaysWhetherTheSourcesDifferedFromTheCommit() throws IOException {
        BuildInfo clean = of("version=0.1.0\ncommit=f853083abc\nchanged=false\n");
        assertThat(clean).isEqualTo(new BuildInfo("0.1.0", "f853083abc", false));
        assertThat(clean.revision()).isEqualTo("f853083abc");
        assertThat(of("version=0.1.0\ncommit=f853083abc\nchanged=true\n").revision())
                .isEqualTo("f853083abc-dirty");
    }

    @Test
    void withoutARepositoryTheCommitIsUnknown() throws IOException {
        BuildInfo exported = of("version=0.1.0\ncommit=${git.commit.id.abbrev}\nchanged=${git.dirty}\n");
        assertThat(exported).isEqualTo(new BuildInfo("0.1.0", null, false));
        assertThat(exported.revision()).isEqualTo("unknown");
    }

    private static BuildInfo of(String file) throws IOException {
        Properties built = new Properties();
        built.load(new StringReader(file));
        return BuildInfo.of(built);
    }
}
