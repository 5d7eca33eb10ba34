package org.oisp.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StartupExceptionTest {

    @Test
    void blamesThePortThatIsInUse() {
        Throwable bound = new IOException("bind failed", new BindException("Address already in use"));
        assertThat(StartupException.cannotListen("PORT", "HOST", bound))
                .hasMessage(
                        "PORT: cannot listen there: bind failed: another process does; stop it, or use another port")
                .hasCause(bound);
    }

    @Test
    void blamesTheHostThatIsUnknownOrElsewhere() {
        assertThat(StartupException.cannotListen("PORT", "HOST", new IOException(new UnknownHostException("nowhere"))))
                .hasMessageStartingWith("HOST: cannot listen there: ")
                .hasMessageEndingWith(": unknown host");
        assertThat(StartupException.cannotListen("PORT", "HOST", new BindException("Cannot assign requested address")))
                .hasMessage("HOST: cannot listen there: Cannot assign requested address: the address does not"
                        + " belong to this machine");
    }

    @Test
    void addsNothingToAnErrorWithoutACause() {
        assertThat(StartupException.cannotListen("PORT", "HOST", new IOException("denied")))
                .hasMessage("PORT: cannot listen there: denied");
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void readsCausesThatFormACycle() {
        Exception outer = new IOException("bind failed");
        Exception inner = new BindException("Address already in use");
        outer.initCause(inner);
        inner.initCause(outer);
        assertThat(StartupException.cannotListen("PORT", "HOST", outer).getMessage())
                .isEqualTo(
                        "PORT: cannot listen there: bind failed: another process does; stop it, or use another port");
    }
}
