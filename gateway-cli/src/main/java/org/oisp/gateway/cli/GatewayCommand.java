package org.oisp.gateway.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.server.command.CheckCommand;
import org.oisp.gateway.server.command.CommandFailure;
import org.oisp.gateway.server.command.ServeCommand;
import org.oisp.gateway.server.config.kind.TimeText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The root command, below which all others are registered. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Carries actuations to fleets of connected devices over WebSocket.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway dev                              everything on this machine; shows the next commands",
            "  ./gateway fleet --help                     what a command does, and its options",
            "  source <(./gateway completion)             completes commands and options in the shell"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:failed", "2:invalid usage", "78:the configuration cannot be used"})
final class GatewayCommand implements Runnable {

    static final String SERVE = "serve";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    /**
     * Builds the command line for some arguments. picocli prints colours only on a terminal, and not if NO_COLOR is set.
     *
     * @param arguments the command and its arguments; for {@code serve}, no other command is registered, so that a gateway in production
     *     does not load their classes
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine root = new CommandLine(new GatewayCommand());
        boolean serve = arguments.length > 0 && arguments[0].equals(SERVE);
        (serve ? List.of(ServeCommand.class) : allCommands()).forEach(root::addSubcommand);
        return root.registerConverter(UUID.class, GatewayCommand::uuid)
                .registerConverter(URI.class, GatewayCommand::uri)
                .registerConverter(Duration.class, GatewayCommand::duration)
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler((error, commandLine, parsed) -> {
                    commandLine
                            .getErr()
                            .println(commandLine.getColorScheme().errorText(CommandFailure.describe(error)));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    /** Returns the commands in the order of the help. */
    private static List<Class<?>> allCommands() {
        return List.of(
                DevCommand.class,
                ServeCommand.class,
                CheckCommand.class,
                DeviceCommand.class,
                ActuateCommand.class,
                FleetCommand.class,
                DatabaseCommand.class,
                TokenCommand.class,
                CompletionCommand.class,
                RehearseCommand.class);
    }

    private static UUID uuid(String text) {
        AccountId id = AccountId.parse(text);
        if (id == null) {
            throw new TypeConversionException("'" + text + "' is not a UUID");
        }
        return id.value();
    }

    private static Duration duration(String text) {
        Duration duration = TimeText.parse(text);
        if (duration == null) {
            throw new TypeConversionException("'" + text + "' is not a time such as 500ms, 30s, 2m or 1h, up to a day");
        }
        return duration;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notOne) {
            throw new TypeConversionException("'" + text + "' is not a URL: " + notOne.getReason());
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? dev, serve, check, device, actuate, fleet, database, token or completion");
    }
}
