package org.oisp.gateway.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.cli.client.CommandException;
import org.oisp.gateway.server.cli.client.FleetOption;
import org.oisp.gateway.server.cli.client.GatewayClient;
import org.oisp.gateway.server.cli.client.GatewayUrl;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.neighbour.SenderReader;
import org.oisp.gateway.server.config.source.OispConfiguration;
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
                    + " did not. User name and password are the configuration's, or else the demo's."
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
    public Integer call() throws IOException, InterruptedException, CommandException, ConfigurationException {
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

    private JsonNode credentials() throws ConfigurationException {
        Map<String, String> variables = new HashMap<>(System.getenv());
        if (!variables.getOrDefault("OISP_WEBSOCKETUSER_CONFIG", "").isBlank()) {
            // One who only sends need not set the variable that refers to it.
            variables.putIfAbsent(OispConfiguration.ROOT, "{\"websocketUserConfig\":\"@@OISP_WEBSOCKETUSER_CONFIG\"}");
        }
        SenderReader.Sender sender = Configuration.sender(variables, Path.of(""));
        return json.createObjectNode()
                .put("username", sender == null ? DevEnvironment.SENDER : sender.username())
                .put(
                        "password",
                        sender == null
                                ? DevEnvironment.SENDER_PASSWORD
                                : sender.password().value());
    }
}
