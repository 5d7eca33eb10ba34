package org.oisp.gateway.it.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.EventStream;
import org.oisp.gateway.it.support.Kept;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** {@code docs/openapi.yaml} against gateways: provokes every documented answer and validates it; every route must be documented. */
class OpenApiIT {

    private static final ApiDocument document = ApiDocument.read("openapi.yaml", Dialects.getDraft202012());
    private static final List<String> METHODS = List.of("get", "head", "post", "put", "delete", "patch", "options");
    private static final String PASSWORD = "s3cret of operators";
    private static final TestDatabase database = TestDatabase.shared();

    private static final DeviceIdentity here = database.addDevice("openapi-here", UUID.randomUUID());
    private static final DeviceIdentity away =
            database.addDevice("openapi-away", here.account().value());
    private static final DeviceIdentity mute =
            database.addDevice("openapi-mute", here.account().value());

    @AutoClose
    private static final TestGateway gateway = start("plain", Map.of());

    @AutoClose
    private static final TestGateway guarded = start("guarded", Map.of("GATEWAY_MANAGEMENT_PASSWORD", PASSWORD));

    @AutoClose
    private static final TestGateway open = start("open", Map.of("GATEWAY_MANAGEMENT_HOST", "0.0.0.0"));

    @AutoClose
    private static final TestGateway withoutDatabase =
            start("alone", Map.of("OISP_POSTGRES_CONFIG", nobodysDatabase(), "GATEWAY_LIVE_VIEWERS", "1"));

    private static TestGateway start(String name, Map<String, String> settings) {
        Map<String, String> own = new java.util.HashMap<>(settings);
        own.put("GATEWAY_ADVERTISED_SERVER", "openapi-" + name + ".websocket-server:5000");
        return TestGateway.start(database, own);
    }

    private static String nobodysDatabase() {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = nobody.getLocalPort();
            nobody.close();
            return TestGateway.environment(port).get("OISP_POSTGRES_CONFIG");
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The only viewer that this gateway admits. */
    @AutoClose
    private static final EventStream viewer = EventStream.open(withoutDatabase);

    @AutoClose
    private static final Client device = Client.register(gateway, here);

    /** Answers nothing. */
    @AutoClose
    private static final RawSocket silent = silent();

    private static RawSocket silent() {
        RawSocket socket = RawSocket.open(gateway);
        socket.register(mute);
        return socket;
    }

    private static final String LIVE = "/api/live";
    private static final String DEVICES = "/api/devices";
    private static final String DEVICE = "/api/devices/{accountId}/{deviceId}";

    private static final String DEVICE_EVENTS = DEVICE + "/events";
    private static final String ONE = "/api/device";
    private static final String ACTUATIONS = "/api/actuations";
    private static final String ACTUATION = ACTUATIONS + "/{actuationId}";

    /** Occur only after ten seconds, or while the maximum number of requests is under way. */
    private static final Set<String> NOT_PROVOKED = Set.of(
            "get " + DEVICE_EVENTS + " 503",
            "get /health/live 503",
            "get " + ONE + "/events 503",
            "post " + ACTUATIONS + " 408",
            "post " + ACTUATIONS + " 503",
            "put /api/log-level 408");

    /** Posts the actuations that other requests read. */
    @BeforeAll
    static void post() {
        assertThat(gateway.post(ACTUATIONS, actuation(here, "\"id\":\"ended\"")).statusCode())
                .isEqualTo(200);
        String waiting = actuation(mute, "\"id\":\"waiting\",\"timeout\":60000,\"receipt\":\"completed\"");
        assertThat(gateway.post(ACTUATIONS + "?wait=0ms", waiting).statusCode()).isEqualTo(202);
        assertThat(gateway.post(ACTUATIONS, actuation(away, "\"id\":\"kept\",\"ttl\":60"))
                        .statusCode())
                .isEqualTo(200);
        try (Client sender = Client.connect(gateway)) {
            Kept.keep(sender, "twice", away, 1);
            Kept.keep(sender, "twice", away, 2);
        }
    }

    /** Returns the requests, each with its expected status and as short as possible. */
    static Stream<Asked> questions() {
        return Stream.concat(questionsOfPrograms(), Stream.of("get", "head").flatMap(OpenApiIT::questionsOfBrowsers));
    }

    private static Stream<Asked> questionsOfBrowsers(String method) {
        String asset = "/assets/{name}";
        return Stream.of(
                Asked.of(gateway, method, "/", 200),
                Asked.of(gateway, method, "/", 304).knowing("*"),
                Asked.of(gateway, method, asset, 200).at(sample(asset)),
                Asked.of(gateway, method, asset, 200).at("/assets/main.js"),
                Asked.of(gateway, method, asset, 304).at(sample(asset)).knowing("*"),
                Asked.of(gateway, method, asset, 404).at("/assets/nothing.css"));
    }

    private static Stream<Asked> questionsOfPrograms() {
        String account = here.account().toString();
        return Stream.of(
                Asked.of(gateway, "get", "/health/live", 200),
                Asked.of(gateway, "get", "/health/ready", 200),
                Asked.of(withoutDatabase, "get", "/health/ready", 503),
                Asked.of(gateway, "get", "/metrics", 200),
                Asked.of(gateway, "get", "/api/drain", 200),
                Asked.of(guarded, "post", "/api/drain", 202).by(PASSWORD),
                Asked.of(gateway, "get", DEVICES, 200).at(DEVICES + "?connected=true&limit=1"),
                Asked.of(gateway, "get", DEVICES, 200).at(DEVICES + "?account=" + account),
                Asked.of(gateway, "get", DEVICES, 400),
                Asked.of(gateway, "get", DEVICES, 400).at(DEVICES + "?connected=true&limit=1001"),
                Asked.of(gateway, "get", DEVICES, 400).at(DEVICES + "?nonsense=1"),
                Asked.of(withoutDatabase, "get", DEVICES, 503).at(DEVICES + "?account=" + account),
                Asked.of(gateway, "get", DEVICE, 200).at(path(here)),
                Asked.of(gateway, "get", DEVICE, 200).at(path(away)),
                Asked.of(gateway, "get", DEVICE, 400).at(DEVICES + "/none/at/all"),
                Asked.of(gateway, "get", DEVICE, 404).at(path(away) + "-not"),
                Asked.of(withoutDatabase, "get", DEVICE, 503).at(path(away)),
                Asked.of(gateway, "get", DEVICES, 200)
                        .at(DEVICES + "?connected=true&id=OPENAPI&instance=openapi-plain.websocket-server:5000"),
                Asked.of(gateway, "get", DEVICE_EVENTS, 200).at(path(here) + "/events"),
                Asked.of(gateway, "get", DEVICE_EVENTS, 400).at(DEVICES + "/nobody/x/events"),
                Asked.of(gateway, "get", ONE, 200).at(ONE + byParameters(here)),
                Asked.of(gateway, "get", ONE, 200).at(ONE + byParameters(away)),
                Asked.of(gateway, "get", ONE, 400).at(ONE + "?id=x"),
                Asked.of(gateway, "get", ONE, 404).at(ONE + byParameters(away) + "-not"),
                Asked.of(withoutDatabase, "get", ONE, 503).at(ONE + byParameters(away)),
                Asked.of(gateway, "get", ONE + "/events", 200).at(ONE + "/events" + byParameters(here)),
                Asked.of(gateway, "get", ONE + "/events", 400),
                Asked.of(gateway, "get", "/api/words", 200),
                Asked.of(gateway, "get", "/api/events", 200),
                Asked.of(gateway, "get", "/api/events", 400).at("/api/events?limit=0"),
                Asked.of(gateway, "post", ACTUATIONS, 200).with(actuation(here)),
                Asked.of(gateway, "post", ACTUATIONS, 200).with(actuation(away)),
                Asked.of(gateway, "post", ACTUATIONS, 200).with("{\"body\":" + Actuations.body(here, 1) + "}"),
                Asked.of(gateway, "post", ACTUATIONS, 200).with(actuation(here, "\"id\":\"sample\"")),
                Asked.of(gateway, "post", ACTUATIONS, 409).with(actuation(away, "\"id\":\"sample\"")),
                Asked.of(gateway, "post", ACTUATIONS, 202)
                        .at(ACTUATIONS + "?wait=0ms")
                        .with(actuation(mute, "\"id\":\"mute\",\"timeout\":60000,\"receipt\":\"completed\"")),
                Asked.of(gateway, "post", ACTUATIONS, 400).with("{}"),
                Asked.of(gateway, "get", ACTUATIONS, 200).at(ACTUATIONS + byParameters(here)),
                Asked.of(gateway, "get", ACTUATIONS, 400),
                Asked.of(gateway, "get", ACTUATION, 200).at(ACTUATIONS + "/ended"),
                Asked.of(gateway, "get", ACTUATION, 200).at(ACTUATIONS + "/waiting"),
                Asked.of(gateway, "get", ACTUATION, 400).at(ACTUATIONS + "/ended?x=1"),
                Asked.of(gateway, "get", ACTUATION, 404).at(ACTUATIONS + "/never"),
                Asked.of(gateway, "delete", ACTUATION, 200).at(ACTUATIONS + "/kept"),
                Asked.of(gateway, "delete", ACTUATION, 400).at(ACTUATIONS + "/kept?x=1"),
                Asked.of(gateway, "delete", ACTUATION, 404).at(ACTUATIONS + "/never"),
                Asked.of(gateway, "delete", ACTUATION, 409).at(ACTUATIONS + "/twice"),
                Asked.of(withoutDatabase, "delete", ACTUATION, 503).at(ACTUATIONS + "/kept"),
                Asked.of(gateway, "post", ACTUATIONS, 413).with(" ".repeat(65_537)),
                Asked.of(gateway, "get", "/api/log-level", 200),
                Asked.of(gateway, "put", "/api/log-level", 200).with("{\"level\":\"info\",\"for\":\"1m\"}"),
                Asked.of(gateway, "put", "/api/log-level", 400).with("{\"level\":\"loud\"}"),
                Asked.of(gateway, "put", "/api/log-level", 413).with(" ".repeat(1_025)),
                Asked.of(gateway, "head", LIVE, 200),
                Asked.of(withoutDatabase, "get", LIVE, 503),
                Asked.of(gateway, "get", "/api/instances", 200),
                Asked.of(gateway, "head", "/api/instances", 200));
    }

    private static String actuation(DeviceIdentity device) {
        return "{\"accountId\":\"%s\",\"deviceId\":\"%s\",\"params\":[{\"name\":\"LED\",\"value\":\"1\"}]}"
                .formatted(device.account(), device.id().value());
    }

    private static String actuation(DeviceIdentity device, String members) {
        String json = actuation(device);
        return json.substring(0, json.length() - 1) + "," + members + "}";
    }

    private static String byParameters(DeviceIdentity device) {
        return "?account=" + device.account() + "&id=" + device.id().value();
    }

    private static String path(DeviceIdentity device) {
        return DEVICES + "/" + device.account() + "/" + device.id().value();
    }

    @Test
    void isOpenApi31() {
        assertThat(document.root().path("openapi").asText()).startsWith("3.1.");
        assertThat(document.problems()).isEmpty();
        document.forEach((pointer, node) -> {
            if (pointer.endsWith("/schema") || pointer.matches("/components/schemas/[^/]+")) {
                assertThat(document.validateSchema(pointer, SpecificationVersion.DRAFT_2020_12))
                        .as(pointer)
                        .isEmpty();
            }
            if (node.path("type").asText().equals("object")
                    || node.path("type").toString().contains("\"object\"")) {
                assertThat(node.has("additionalProperties"))
                        .as("says whether there may be more members: " + pointer)
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("questions")
    void answersAsTheDocumentSays(Asked asked) {
        HttpResponse<String> answer = asked.ask();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(asked.status());
        check(asked.method(), asked.path(), answer);
    }

    @Test
    void theStreamIsAsTheDocumentSays() {
        String content = "/paths/~1api~1live/get/responses/200/content/text~1event-stream";
        Set<String> awaited = new TreeSet<>();
        document.at(content + "/x-events").fieldNames().forEachRemaining(awaited::add);
        try (EventStream stream = EventStream.open(gateway)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).startsWith("text/event-stream");
            while (!awaited.isEmpty()) {
                EventStream.Event event = stream.next();
                if (event.name().isEmpty()) {
                    continue;
                }
                assertThat(document.validate(content + "/x-events/" + event.name(), event.data()))
                        .as(event.toString())
                        .isEmpty();
                awaited.remove(event.name());
                if (event.name().equals("cluster")) {
                    // Causes an event.
                    Client.expectRefusal(
                            gateway,
                            Client.registration("nobody", "no token"),
                            Replies.INVALID_TOKEN,
                            1008,
                            "Policy violation");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("guardedOperations")
    void refusesStrangersAsTheDocumentSays(Operation operation) {
        HttpResponse<String> nobody = Asked.of(guarded, operation.method(), operation.path(), 401)
                .at(sample(operation.path()))
                .ask();
        assertThat(nobody.statusCode()).isEqualTo(401);
        check(operation.method(), operation.path(), nobody);
        HttpResponse<String> anybody = Asked.of(open, operation.method(), operation.path(), 403)
                .at(sample(operation.path()))
                .ask();
        assertThat(anybody.statusCode()).isEqualTo(403);
        check(operation.method(), operation.path(), anybody);
    }

    @Test
    void everyAnswerOfTheDocumentIsProvoked() {
        // Another test checks the stream.
        Set<String> provoked = new TreeSet<>(Set.of("get " + LIVE + " 200"));
        questions().forEach(asked -> provoked.add(asked.method() + " " + asked.path() + " " + asked.status()));
        guardedOperations().forEach(operation -> {
            provoked.add(operation + " 401");
            provoked.add(operation + " 403");
        });
        Set<String> documented = new TreeSet<>();
        operations()
                .forEach(operation -> document.at(operation.pointer() + "/responses")
                        .fieldNames()
                        .forEachRemaining(status -> documented.add(operation + " " + status)));
        assertThat(documented).containsAll(NOT_PROVOKED);
        documented.removeAll(NOT_PROVOKED);
        assertThat(provoked).isEqualTo(documented);
    }

    /** RFC 9110, 9.1, 9.3.7 and 15.5.6. */
    @Test
    void otherMethodsAreToldWhichThereAre() {
        document.at("/paths").fieldNames().forEachRemaining(path -> {
            TreeSet<String> allowed = new TreeSet<>(Set.of("OPTIONS"));
            METHODS.stream()
                    .filter(method ->
                            document.at("/paths/" + ApiDocument.escaped(path)).has(method))
                    .forEach(method -> allowed.addAll(
                            method.equals("get") ? Set.of("GET", "HEAD") : Set.of(method.toUpperCase(Locale.ROOT))));
            for (String method : List.of("options", "trace", "delete", "patch", "put", "post", "get", "head", "brew")) {
                if (!method.equals("options") && allowed.contains(method.toUpperCase(Locale.ROOT))) {
                    continue;
                }
                int status = method.equals("options") ? 204 : 405;
                HttpResponse<String> answer =
                        Asked.of(gateway, method, path, status).at(sample(path)).ask();
                assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(status);
                assertThat(answer.headers().firstValue("allow")).as(path).hasValue(String.join(", ", allowed));
                if (status == 405) {
                    expectNothing(path, answer);
                }
            }
        });
    }

    @Test
    void otherPathsAreAnswered404() {
        for (String path : List.of("/api/nothing", "/api/", "/nothing", "/health", "/metrics/")) {
            for (String method : List.of("get", "head", "options", "post")) {
                HttpResponse<String> answer =
                        Asked.of(gateway, method, path, 404).ask();
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                expectNothing(path, answer);
            }
        }
    }

    /** RFC 9110, 9.3.2: the same as GET except for the body, whatever the answer. */
    @ParameterizedTest
    @MethodSource("reading")
    void headIsAnsweredAsGet(Asked asked) {
        HttpResponse<String> head = asked.asking("head").ask();
        assertThat(head.statusCode()).isEqualTo(asked.status());
        assertThat(head.body()).isEmpty();
        HttpResponse<String> get = asked.ask();
        for (String name : List.of("content-type", "etag", "cache-control", "allow", "vary", "content-encoding")) {
            assertThat(head.headers().firstValue(name))
                    .as(name)
                    .isEqualTo(get.headers().firstValue(name));
        }
        assertThat(head.headers().firstValue("content-length").isPresent())
                .isEqualTo(get.headers().firstValue("content-length").isPresent());
    }

    /** Leaves out the live stream: HEAD takes no viewer's place, so it never gets the stream's 503. */
    static Stream<Asked> reading() {
        return questions()
                .filter(asked -> asked.method().equals("get") && !asked.path().equals(LIVE));
    }

    private static void expectNothing(String path, HttpResponse<String> answer) {
        if (path.startsWith("/api/") && !answer.request().method().equals("HEAD")) {
            assertThat(document.validate("/components/schemas/Error", ApiDocument.json(answer.body())))
                    .isEmpty();
        } else {
            assertThat(answer.body()).isEmpty();
        }
    }

    /** Finds the routes in the string literals of the classes that serve HTTP; each must be a documented path, or begin or end one. */
    @Test
    void everyRouteOfTheSourcesIsInTheDocument() throws IOException {
        Pattern route = Pattern.compile("\"(/(?:[a-z][a-z0-9-]*/?)*)\"");
        List<String> documented = new ArrayList<>();
        document.at("/paths").fieldNames().forEachRemaining(documented::add);
        Set<String> routes = new TreeSet<>();
        Path sources = Path.of(System.getProperty("gateway.home"), "gateway-server/src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                if (source.contains("import reactor.netty.http.server.")
                        || file.toString().contains("/management/")) {
                    route.matcher(source).results().forEach(found -> routes.add(found.group(1)));
                }
            }
        }
        assertThat(routes).contains("/health/live", "/metrics", "/api/drain", "/api/devices");
        assertThat(routes)
                .allSatisfy(found -> assertThat(documented)
                        .anyMatch(path ->
                                path.endsWith(found) || path.startsWith(found.endsWith("/") ? found : found + "/")));
    }

    /** Checks the answer's status, headers and body against the document. */
    private static void check(String method, String path, HttpResponse<String> answer) {
        String pointer = new Operation(method, path).pointer() + "/responses/" + answer.statusCode();
        JsonNode response = document.at(pointer);
        response.path("headers").properties().forEach(header -> {
            String value = answer.headers().firstValue(header.getKey()).orElse(null);
            if (value != null || header.getValue().path("required").asBoolean()) {
                assertThat(value).as(header.getKey()).isNotNull();
                assertThat(header.getValue().path("schema").path("const").asText(value))
                        .isEqualTo(value);
            }
        });
        if (!response.has("content") || method.equals("head")) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("content-type").orElse("none").split(";")[0];
        assertThat(response.get("content").has(type)).as(type).isTrue();
        String schema = pointerOf(response, pointer) + "/content/" + ApiDocument.escaped(type) + "/schema";
        JsonNode body = type.equals("application/json")
                ? ApiDocument.json(answer.body())
                : ApiDocument.JSON.valueToTree(answer.body());
        assertThat(document.validate(schema, body)).as(answer.body()).isEmpty();
    }

    /** Returns the pointer of a response; resolves a reference. */
    private static String pointerOf(JsonNode response, String pointer) {
        JsonNode there = document.root().at(pointer);
        return there.has("$ref") && !response.has("$ref") ? ApiDocument.target(there) : pointer;
    }

    private static String sample(String path) {
        return path.replace("{name}", "base.css")
                .replace("{accountId}", here.account().toString())
                .replace("{deviceId}", here.id().value())
                .replace("{actuationId}", "sample");
    }

    private record Operation(String method, String path) {
        String pointer() {
            return "/paths/" + ApiDocument.escaped(path) + "/" + method;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static Stream<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.at("/paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> operations.add(new Operation(method, path.getKey()))));
        return operations.stream().filter(operation -> METHODS.contains(operation.method()));
    }

    /** Returns the operations that require credentials: all that do not say that they need none. */
    static Stream<Operation> guardedOperations() {
        return operations().filter(operation -> {
            JsonNode security = document.at(operation.pointer()).path("security");
            return security.isMissingNode() || !security.isEmpty();
        });
    }
}
