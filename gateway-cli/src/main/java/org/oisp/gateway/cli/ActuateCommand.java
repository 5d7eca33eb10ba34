package org.oisp.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cli.client.CommandException;
import org.oisp.gateway.cli.client.FirstConnection;
import org.oisp.gateway.cli.client.FleetOption;
import org.oisp.gateway.cli.client.GatewayUrl;
import org.oisp.gateway.cli.client.SenderLogin;
import org.oisp.gateway.cli.client.ShutdownCloser;
import org.oisp.gateway.cli.dev.FleetFileEntry;
import org.oisp.gateway.client.ActuationBody;
import org.oisp.gateway.client.ActuationReceipt;
import org.oisp.gateway.client.ActuationSender;
import org.oisp.gateway.client.ConnectionEnd;
import org.oisp.gateway.client.GatewayClientException;
import org.oisp.gateway.client.ReceiptOptions;
import org.oisp.gateway.client.ReceiptOptions.ReceiptKind;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.server.command.CommandFailure;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.telemetry.journal.DisplayText;
import picocli.CommandLine;
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
            "Waits for its outcome, prints it in one line, and exits with the status that stands for it. User name and password are"
                    + " those of the configuration, or else the demo's."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:delivered: the device has read it, or reports that it did it",
            "1:nothing was sent, or the gateway refused it",
            "2:wrong usage",
            "3:failed: the device reports that it could not do it",
            "4:not delivered, and it will not be delivered later: it is safe to send it again",
            "5:unconfirmed: it was sent, and the outcome cannot be known"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway actuate LED=1                          to the first demo device",
            "  ./gateway actuate --device example007 LED=0      to another one",
            "  ./gateway actuate --receipt completed LED=1      waits for the device's own report, if it makes reports",
            "  ./gateway actuate --device d1 --account c4715841-bb1e-4c87-ad78-2376fe596a11 LED=1   to any device"
        })
final class ActuateCommand implements Callable<Integer> {

    private static final String COMPLETED = "completed";

    private static final int FAILED = 3;
    private static final int NOT_DELIVERED = 4;
    private static final int UNCONFIRMED = 5;

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

    @Option(
            names = "--receipt",
            paramLabel = "KIND",
            defaultValue = "delivered",
            description = "what to wait for: that the device has read it (delivered), or its own report (completed)")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private String receipt;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "how long to wait for that, such as 500ms or 30s, 1m at most (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Duration timeout;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandException, ConfigurationException {
        checkParameters();
        ReceiptOptions options = options();
        Addressee addressee = addressee();
        LogOutput.silenceLibraries();
        parameters.forEach(addressee.body::param);
        ActuationSender sender = SenderLogin.read().at(url.endpoint());
        sender.start();
        ShutdownCloser goodbye = new ShutdownCloser(sender::close, sender.ended());
        try {
            FirstConnection.await(url.get(), sender.states());
            ActuationReceipt result =
                    Objects.requireNonNull(sender.send(addressee.body, options).block());
            spec.commandLine().getOut().println(addressee.name + ": " + describe(result));
            return status(result);
        } catch (RuntimeException failed) {
            return failed(Exceptions.unwrap(failed));
        } finally {
            goodbye.leave();
        }
    }

    private ReceiptOptions options() {
        boolean completed = receipt.equals(COMPLETED);
        if (!completed && !receipt.equals("delivered")) {
            throw new ParameterException(spec.commandLine(), "--receipt takes delivered or completed");
        }
        if (timeout.compareTo(ReceiptOptions.MAX_TIMEOUT) > 0) {
            throw new ParameterException(spec.commandLine(), "--timeout takes a time from 1ms to 1m");
        }
        return new ReceiptOptions(completed ? ReceiptKind.COMPLETED : ReceiptKind.DELIVERED, timeout);
    }

    /** Describes an outcome in one line, with the sentence of the API and of the documents. */
    private static String describe(ActuationReceipt result) {
        String time = String.format(Locale.ROOT, " after %.1f ms", result.micros() / 1e3);
        String detail = result.detail();
        return words(result.outcome().name().toLowerCase(Locale.ROOT)) + time + ". " + sentence(result.reason())
                + (detail == null ? "" : " It says: " + DisplayText.of(detail));
    }

    private static String sentence(String reason) {
        return Arrays.stream(OutcomeReason.values())
                .filter(known -> known.tag().equals(reason))
                .findFirst()
                .map(OutcomeReason::sentence)
                // A newer gateway may have others.
                .orElseGet(() -> "The reason is " + words(reason) + ".");
    }

    private static String words(String tag) {
        return DisplayText.of(tag.replace('_', ' '));
    }

    private static int status(ActuationReceipt result) {
        return switch (result.outcome()) {
            case DELIVERED, SUCCEEDED -> CommandLine.ExitCode.OK;
            case FAILED -> FAILED;
            case NOT_DELIVERED -> NOT_DELIVERED;
            case UNCONFIRMED -> UNCONFIRMED;
        };
    }

    /** Prints why no outcome was told. Returns the exit status. */
    private int failed(Throwable why) {
        PrintWriter err = spec.commandLine().getErr();
        if (!(why instanceof GatewayClientException unknown) || !unknown.isOutcomeUnknown()) {
            err.println("the actuation was not sent: " + CommandFailure.describe(why));
            return CommandLine.ExitCode.SOFTWARE;
        }
        ConnectionEnd end = unknown.ending();
        if (end != null && end.endKind() == ConnectionEnd.EndKind.REJECTED) {
            // Only a close for a broken rule shows that the gateway did not take it.
            err.println("the gateway did not take the actuation: " + end.describe());
            return CommandLine.ExitCode.SOFTWARE;
        }
        err.println("unconfirmed: " + CommandFailure.describe(why));
        return UNCONFIRMED;
    }

    /** Rejects a parameter without a name or value, and one that is given twice: the protocol carries both, and a device may use either. */
    private void checkParameters() {
        Set<String> names = new HashSet<>();
        for (String given :
                spec.commandLine().getParseResult().matchedPositional(0).originalStringValues()) {
            int end = given.indexOf('=');
            if (end < 1) {
                throw new ParameterException(spec.commandLine(), "'" + given + "' is not NAME=VALUE, such as LED=1");
            }
            String name = given.substring(0, end);
            if (!names.add(name)) {
                throw new ParameterException(spec.commandLine(), "the parameter " + name + " is given twice");
            }
        }
    }

    private record Addressee(String name, ActuationBody body) {}

    private Addressee addressee() throws IOException, CommandException {
        if (account != null) {
            if (deviceId == null || deviceId.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--account needs --device");
            }
            return new Addressee(account + "/" + deviceId, ActuationBody.forDevice(account, deviceId, command));
        }
        FleetFileEntry demo = fleet.find(deviceId, "--account and --device");
        DeviceIdentity device = demo.device();
        String id = device.id().value();
        return new Addressee(
                id,
                ActuationBody.forDevice(device.uid().value(), device.account().value(), id, command));
    }
}
