package org.oisp.gateway.server.management.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Tests what a browser receives, over a real socket. */
class OperatorsPageTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(/[^\"#]*)\"|from '\\./([^']+)'");

    private static final HttpClient client = HttpClient.newHttpClient();

    private static DisposableServer server;

    @BeforeAll
    static void start() {
        OperatorsPage page = new OperatorsPage();
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.route(request -> true, page::answer))
                .bindNow();
    }

    @AfterAll
    static void stop() {
        server.disposeNow();
    }

    @Test
    void servesThePageWithAPolicyThatLetsNothingElseRun() throws Exception {
        HttpResponse<byte[]> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "content-security-policy"))
                .startsWith("default-src 'self';")
                .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(text(page)).startsWith("<!doctype html>");
    }

    @Test
    void givesAFileOnceAndThenOnlySaysThatItIsTheSame() throws Exception {
        for (String encoding : List.of("identity", "gzip")) {
            HttpResponse<byte[]> first = get("/assets/main.js", "Accept-Encoding", encoding);
            String tag = header(first, "etag");
            assertThat(header(first, "content-type")).isEqualTo("text/javascript; charset=utf-8");
            assertThat(header(first, "cache-control")).isEqualTo("no-cache");
            for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
                HttpResponse<byte[]> again =
                        get("/assets/main.js", "Accept-Encoding", encoding, "If-None-Match", known);
                assertThat(again.statusCode()).isEqualTo(304);
                assertThat(again.body()).isEmpty();
            }
            assertThat(get("/assets/main.js", "Accept-Encoding", encoding, "If-None-Match", "\"other\"")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void zipsForWhoeverTakesIt() throws Exception {
        HttpResponse<byte[]> plain = get("/assets/uplot.js");
        HttpResponse<byte[]> zipped = get("/assets/uplot.js", "Accept-Encoding", "br, gzip;q=0.8");
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(header(zipped, "content-encoding")).isEqualTo("gzip");
        assertThat(header(zipped, "etag")).isNotEqualTo(header(plain, "etag"));
        assertThat(zipped.body().length).isLessThan(plain.body().length / 2);
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(unzipped.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(get("/assets/uplot.js", "Accept-Encoding", "gzip;q=0")
                        .headers()
                        .firstValue("content-encoding"))
                .isEmpty();
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(uri("/"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> answer = client.send(head, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "content-length")).isEqualTo(String.valueOf(get("/").body().length));
    }

    @Test
    void hasNothingButItsOwnFiles() throws Exception {
        for (String path : List.of(
                "/assets/",
                "/assets/index.html",
                "/assets/nothing.js",
                "/assets/OperatorsPage.class",
                "/assets/../base.css",
                "/assets/%2e%2e/OperatorsPage.class",
                "/assets//logback.xml",
                "/assets/uplot.js/")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void everySourceIsServedAndEveryReferenceLeadsSomewhere() throws Exception {
        List<String> served = PageFile.ALL.stream().map(PageFile::path).toList();
        Path sources = Path.of(PageFile.class.getResource("index.html").toURI()).getParent();
        try (Stream<Path> files = Files.list(sources)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.endsWith(".class") && !name.equals("index.html"))
                            .map(name -> "/assets/" + name))
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(served).contains(path));
        }
        for (PageFile file : PageFile.ALL) {
            HttpResponse<byte[]> answer = get(file.path());
            assertThat(answer.statusCode()).as(file.path()).isEqualTo(200);
            if (!file.resource().startsWith("/")) {
                Matcher reference = REFERENCE.matcher(text(answer));
                while (reference.find()) {
                    String to = reference.group(1) == null ? "/assets/" + reference.group(2) : reference.group(1);
                    assertThat(served).as("referred to in " + file.path()).contains(to);
                }
            }
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
