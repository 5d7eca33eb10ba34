package org.oisp.gateway.server.socket.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the logged reason for a TLS failure. */
class TlsGateTest {

    @Test
    void tellsTheFirstCause() {
        assertThat(refusal(new SSLException("outer", new SSLException("middle", new IllegalStateException("first")))))
                .isEqualTo("first");
        assertThat(refusal(new SSLException("outer", new IllegalStateException())))
                .isEqualTo("IllegalStateException");
        assertThat(refusal(new ClosedChannelException())).startsWith("the peer closed during the TLS handshake");
        assertThat(TlsGate.refusal(SslHandshakeCompletionEvent.SUCCESS)).isNull();
        assertThat(TlsGate.refusal("another event")).isNull();
    }

    @Test
    @Timeout(10)
    void endsThoughCausesGoInACircle() {
        SSLException one = new SSLException("one");
        SSLException other = new SSLException("other", one);
        assertThatCode(() -> one.initCause(other)).doesNotThrowAnyException();

        assertThat(refusal(new SSLException("outer", one))).isIn("one", "other");
        assertThat(refusal(one)).isIn("one", "other");
    }

    private static String refusal(Throwable cause) {
        return TlsGate.refusal(new SslHandshakeCompletionEvent(cause));
    }
}
