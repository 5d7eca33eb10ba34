package org.oisp.gateway.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.cli.client.CommandException;
import org.oisp.gateway.server.cli.client.FleetOption;
import org.oisp.gateway.server.cli.client.GatewayClient;
import org.oisp.gateway.server.cli.client.GatewayUrl;
import org.oisp.gateway.server.cli.client.Inputs;
import org.oisp.gateway.server.dev.DemoDevice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gateway device}: a device in the terminal. */
@Command(
        name = "device",
        mixinStandardHelpOptions = true,
        description = {
            "Is a device: registers and prints each actuation, until the connection ends.",
            "",
            "Without --token it is one of the demo devices of `gateway dev`."
        })
final class DeviceCommand implements Callable<Integer> {

    private static final int REGISTERED = 200;
    private static final int ACTUATION = 1024;

    private final JsonMapper json = JsonMapper.builder().build();

    @Mixin
    private final GatewayUrl url = new GatewayUrl();

    @Mixin
    private final FleetOption fleet = new FleetOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DEVICE",
            description = "the device's id (the first demo device)")
    private @Nullable String deviceId;

    @Option(names = "--token", paramLabel = "FILE", description = "a file with the device's token")
    private @Nullable Path tokenFile;

    @Option(names = "--count", paramLabel = "N", description = "ends after N actuations")
    private int count;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException {
        Registration registration = registration();
        try (GatewayClient gateway = url.open()) {
            gateway.send(json.writeValueAsString(
                    Map.of("type", "device", "deviceId", registration.deviceId, "deviceToken", registration.token)));
            return listen(gateway, registration.deviceId);
        }
    }

    private record Registration(String deviceId, String token) {}

    private Registration registration() throws IOException, CommandException {
        if (tokenFile != null) {
            if (deviceId == null) {
                throw new ParameterException(spec.commandLine(), "--token needs the device's id beside it");
            }
            return new Registration(deviceId, Inputs.text(tokenFile));
        }
        DemoDevice device = fleet.find(deviceId, "--token");
        return new Registration(device.device().id().value(), device.token());
    }

    private int listen(GatewayClient gateway, String id) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        int actuations = 0;
        while (true) {
            GatewayClient.Event event = gateway.next();
            if (event instanceof GatewayClient.Event.Closed closed) {
                spec.commandLine().getErr().println("connection ended: " + closed.why());
                return 1;
            }
            String text = event instanceof GatewayClient.Event.Text message ? message.content() : "";
            JsonNode message = parse(text);
            if (message.path("code").asInt() == REGISTERED) {
                out.println("registered as " + id + " at " + url.get() + "; waiting for actuations");
            } else {
                out.println(text);
            }
            out.flush();
            if (message.path("code").asInt() == ACTUATION) {
                actuations++;
                if (actuations == count) {
                    return 0;
                }
            }
        }
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException notJson) {
            return json.createObjectNode();
        }
    }
}
