package org.oisp.gateway.server.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.auth.keys.UnusableKeysException;

/** Tests which discovery documents are accepted. */
class DiscoveryTest {

    private static final URI HTTP = URI.create("http://id.example/.well-known/openid-configuration");
    private static final URI HTTPS = URI.create("https://id.example/.well-known/openid-configuration");

    @Test
    void saysWhoTheIssuerIsAndWhereTheKeysAre() throws UnusableKeysException {
        String document =
                "{\"issuer\":\"https://id.example\",\"jwks_uri\":\"https://keys.example/certs?v=1\",\"x\":[]}";
        Discovery expected = new Discovery("https://id.example", URI.create("https://keys.example/certs?v=1"));

        assertThat(Discovery.read(document, HTTPS)).isEqualTo(expected);
        assertThat(Discovery.read(document, HTTP)).isEqualTo(expected);
    }

    @Test
    void maySendNobodyFromHttpsToHttp() {
        assertThatThrownBy(() -> Discovery.read("{\"issuer\":\"i\",\"jwks_uri\":\"http://id.example/certs\"}", HTTPS))
                .isInstanceOf(UnusableKeysException.class)
                .hasMessage("its jwks_uri is not https, though the document itself is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "5",
                "[]",
                "{}",
                "<html></html>",
                "{\"issuer\":\"i\"}",
                "{\"issuer\":null,\"jwks_uri\":\"http://id.example/certs\"}",
                "{\"jwks_uri\":\"http://id.example/certs\"}",
                "{\"issuer\":\"i\",\"jwks_uri\":\"\"}",
                "{\"issuer\":\"i\",\"jwks_uri\":\"certs\"}",
                "{\"issuer\":\"i\",\"jwks_uri\":\"//id.example/certs\"}",
                "{\"issuer\":\"i\",\"jwks_uri\":\"file:///etc/passwd\"}",
                "{\"issuer\":\"i\",\"jwks_uri\":\"http://\"}",
                "{\"issuer\":\"i\",\"jwks_uri\":\"http:// x/\"}",
                "{\"issuer\":\"i\",\"jwks_uri\":[\"http://id.example/certs\"]}"
            })
    void refusesWhatDoesNotSayBoth(String document) {
        assertThatThrownBy(() -> Discovery.read(document, HTTP)).isInstanceOf(UnusableKeysException.class);
    }
}
