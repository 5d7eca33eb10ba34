package org.oisp.gateway.server.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;

/** Any text of any length names a host or none; an accepted name holds no character that could end it. */
class HostHeaderFuzzTest {

    @FuzzTest
    void namesAHostOrNone(byte[] bytes) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        headers.add(HttpHeaderNames.HOST, new String(bytes, StandardCharsets.ISO_8859_1));
        String name = HostHeader.nameOf(headers);
        if (name != null) {
            assertThat(name).doesNotContainPattern("[/@?#\\\\\\s\\[\\]]");
            assertThat(name.indexOf(':') < 0 || NetUtil.isValidIpV6Address(name) || name.matches("[vV].*"))
                    .isTrue();
        }
    }
}
