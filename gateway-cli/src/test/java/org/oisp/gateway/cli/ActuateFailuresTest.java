package org.oisp.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** Tests what {@code actuate} prints when its connection ends before the outcome. */
class ActuateFailuresTest {

    private static final WebsocketServerSpec SPEC =
            WebsocketServerSpec.builder().protocols("echo-protocol").build();

    @ParameterizedTest
    @CsvSource({
        "1003, 1, 'the gateway did not take the actuation: close 1003, bye'",
        "1001, 5, 'unconfirmed: the connection ended before the gateway told the outcome, which is unknown: close 1001, bye'"
    })
    void saysWhetherItMayHaveArrived(int code, int status, String line) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.sendWebsocket(
                        (in, out) -> in.receive().concatMap(message -> out.sendClose(code, "bye")), SPEC))
                .bindNow();
        try {
            Cli actuate = Cli.run(
                    "actuate",
                    "--account",
                    "c4715841-bb1e-4c87-ad78-2376fe596a11",
                    "--device",
                    "d1",
                    "--url",
                    "ws://127.0.0.1:" + server.port() + "/",
                    "LED=");
            assertThat(actuate.err().trim()).isEqualTo(line);
            assertThat(actuate.status()).isEqualTo(status);
            assertThat(actuate.out()).isEmpty();
        } finally {
            server.disposeNow();
        }
    }
}
