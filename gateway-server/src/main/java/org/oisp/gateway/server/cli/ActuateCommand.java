package org.oisp.gateway.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.cli.client.CommandException;
import org.oisp.gateway.server.cli.client.FleetOption;
import org.oisp.gateway.server.cli.client.GatewayClient;
import org.oisp.gateway.server.cli.client.GatewayUrl;
import org.oisp.gateway.server.dev.DemoDevice;
import org.oisp.gateway.server.dev.DevEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gateway actuate}: sends one actuation. */
@Command(
        name = "actuate",
        mixinStandardHelpOptions = true,
        description = {
            "Sends one actuation.",
            "",
            "The protocol does not tell a sender what became of it: what is said here is that the gateway has taken it, or why it"
                    + " did not. User name and password come from OISP_WEBSOCKETUSER_CONFIG, or are the demo's."
        })
final class ActuateCommand implements Callable<Integer> {

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int PONG = 202;

    private final JsonMapper json = JsonMapper.builder().build();

    @Mixin
    private final GatewayUrl url = new GatewayUrl();

    @Mixin
    private final FleetOption fleet = new FleetOption();

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME=VALUE",
            description = "the command's parameters, such as LED=1",
            mapFallbackValue = "")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Map<String, String> parameters;

    @Option(names = "--device", paramLabel = "ID", description = "the device's id (the first demo device)")
    private @Nullable String deviceId;

    @Option(names = "--account", paramLabel = "UUID", description = "its account, if it is no demo device")
    private @Nullable UUID account;

    @Option(names = "--command", paramLabel = "NAME", defaultValue = "LED.v1.0", description = "${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private String command;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException {
        ObjectNode content = json.createObjectNode();
        String device = address(content);
        content.put("command", command);
        ArrayNode values = content.putArray("params");
        parameters.forEach((name, value) -> values.addObject().put("name", name).put("value", value));
        ObjectNode message = json.createObjectNode().put("type", "actuation");
        message.set("credentials", credentials());
        message.putObject("body").put("type", "command").put("transport", "ws").set("content", content);
        try (GatewayClient gateway = url.open()) {
            gateway.send(json.writeValueAsString(message));
            // Messages of one connection are worked off in their order: an answer to this one, and the other is done.
            gateway.send("{\"type\":\"ping\"}");
            return report(gateway, device);
        }
    }

    private int report(GatewayClient gateway, String device) throws InterruptedException, IOException {
        GatewayClient.Event answer = gateway.next(ANSWER);
        if (answer instanceof GatewayClient.Event.Text text
                && json.readTree(text.content()).path("code").asInt() == PONG) {
            spec.commandLine().getOut().println("the gateway has taken the actuation for " + device);
            return 0;
        }
        String why = answer == null
                ? "no answer within " + ANSWER.toSeconds() + " s"
                : answer instanceof GatewayClient.Event.Text text
                        ? text.content()
                        : ((GatewayClient.Event.Closed) answer).why();
        spec.commandLine().getErr().println("the gateway did not take the actuation: " + why);
        return 1;
    }

    /** Writes who is meant, and says it. */
    private String address(ObjectNode content) throws IOException, CommandException {
        if (account != null) {
            if (deviceId == null) {
                throw new ParameterException(spec.commandLine(), "--account needs --device beside it");
            }
            content.put("domainId", account.toString()).put("accountId", account.toString());
            content.put("deviceId", deviceId).put("gatewayId", deviceId);
            return account + "/" + deviceId;
        }
        DemoDevice demo = fleet.find(deviceId, "--account and --device");
        String id = demo.device().id().value();
        String owner = demo.device().account().toString();
        content.put("domainId", owner).put("accountId", owner);
        content.put("deviceUID", demo.device().uid().toString());
        content.put("deviceId", id).put("gatewayId", id);
        return id;
    }

    private JsonNode credentials() throws IOException, CommandException {
        String configured = System.getenv("OISP_WEBSOCKETUSER_CONFIG");
        if (configured == null || configured.isBlank()) {
            return json.createObjectNode()
                    .put("username", DevEnvironment.SENDER)
                    .put("password", DevEnvironment.SENDER_PASSWORD);
        }
        JsonNode user = json.readTree(configured);
        if (!user.path("username").isTextual() || !user.path("password").isTextual()) {
            throw new CommandException("OISP_WEBSOCKETUSER_CONFIG: username or password is missing", null);
        }
        return json.createObjectNode()
                .setAll(Map.of("username", user.path("username"), "password", user.path("password")));
    }
}
