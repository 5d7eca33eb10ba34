package org.oisp.gateway.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cli.client.CommandException;
import org.oisp.gateway.cli.client.FirstConnection;
import org.oisp.gateway.cli.client.FleetOption;
import org.oisp.gateway.cli.client.GatewayUrl;
import org.oisp.gateway.cli.client.SenderLogin;
import org.oisp.gateway.cli.client.ShutdownCloser;
import org.oisp.gateway.cli.dev.DemoDevice;
import org.oisp.gateway.client.ActuationBody;
import org.oisp.gateway.client.ActuationSender;
import org.oisp.gateway.client.ConnectionEnd;
import org.oisp.gateway.client.GatewayClientException;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.server.command.CommandFailure;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.logging.LogOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import reactor.core.Exceptions;

/** Runs {@code gateway actuate}, which sends one actuation. */
@Command(
        name = "actuate",
        mixinStandardHelpOptions = true,
        description = {
            "Sends one actuation.",
            "",
            "The protocol does not tell a sender the outcome: this command says that the gateway has accepted it, or why it"
                    + " did not. Wrong credentials are not answered at all. User name and password are the configuration's, or else the"
                    + " demo's."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway actuate LED=1                          to the first demo device",
            "  ./gateway actuate --device example007 LED=0      to another one",
            "  ./gateway actuate --device d1 --account c4715841-bb1e-4c87-ad78-2376fe596a11 LED=1   to any device"
        })
final class ActuateCommand implements Callable<Integer> {

    private static final Duration ANSWER = Duration.ofSeconds(5);

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

    @Option(names = "--account", paramLabel = "UUID", description = "its account, if it is not a demo device")
    private @Nullable UUID account;

    @Option(names = "--command", paramLabel = "NAME", defaultValue = "LED.v1.0", description = "${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private String command;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandException, ConfigurationException {
        if (parameters.containsKey("")) {
            throw new ParameterException(spec.commandLine(), "NAME=VALUE takes a name before the '='");
        }
        refuseTwins();
        Addressee addressee = addressee();
        LogOutput.silenceLibraries();
        parameters.forEach(addressee.body::param);
        ActuationSender sender = SenderLogin.read().at(url.endpoint());
        sender.start();
        ShutdownCloser goodbye = new ShutdownCloser(sender::close, sender.ended());
        try {
            FirstConnection.await(url.get(), sender.states());
            sender.send(addressee.body)
                    .timeout(ANSWER)
                    .onErrorMap(failed -> new CommandException("the actuation was not sent: " + why(failed), failed))
                    // The gateway processes the messages of one connection in order, so its answer to a ping shows that
                    // it has processed the actuation.
                    .then(sender.settled().timeout(ANSWER).onErrorMap(ActuateCommand::unanswered))
                    .block();
        } catch (RuntimeException failed) {
            spec.commandLine().getErr().println(CommandFailure.describe(Exceptions.unwrap(failed)));
            return 1;
        } finally {
            goodbye.leave();
        }
        spec.commandLine().getOut().println("the gateway has accepted the actuation for " + addressee.name);
        return 0;
    }

    /** Rejects a parameter that is given twice: the protocol carries both values, and a device may use either. */
    private void refuseTwins() {
        Set<String> names = new HashSet<>();
        for (String given :
                spec.commandLine().getParseResult().matchedPositional(0).originalStringValues()) {
            String name = given.split("=", 2)[0];
            if (!names.add(name)) {
                throw new ParameterException(spec.commandLine(), "the parameter " + name + " is given twice");
            }
        }
    }

    /** Describes why no answer came. The message was sent; only a close for a broken rule proves that the gateway did not take it. */
    private static CommandException unanswered(Throwable failed) {
        boolean refused = failed instanceof GatewayClientException broken
                && broken.ending() != null
                && broken.ending().endKind() == ConnectionEnd.EndKind.REJECTED;
        return new CommandException(
                (refused
                                ? "the gateway did not accept the actuation: "
                                : "the actuation was sent, but the gateway has not confirmed it: ")
                        + why(failed),
                failed);
    }

    private static String why(Throwable failed) {
        return failed instanceof TimeoutException
                ? "no answer within " + ANSWER.toSeconds() + " s"
                : CommandFailure.describe(failed);
    }

    private record Addressee(String name, ActuationBody body) {}

    private Addressee addressee() throws IOException, CommandException {
        if (account != null) {
            if (deviceId == null || deviceId.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--account needs --device");
            }
            return new Addressee(account + "/" + deviceId, ActuationBody.forDevice(account, deviceId, command));
        }
        DemoDevice demo = fleet.find(deviceId, "--account and --device");
        DeviceIdentity device = demo.device();
        String id = device.id().value();
        return new Addressee(
                id,
                ActuationBody.forDevice(device.uid().value(), device.account().value(), id, command));
    }
}
