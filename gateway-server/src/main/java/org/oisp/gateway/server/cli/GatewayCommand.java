package org.oisp.gateway.server.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.server.cli.client.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./gateway}: the entry of the program. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Carries actuations to fleets of connected devices over WebSocket.",
        subcommands = {
            DevCommand.class,
            ServeCommand.class,
            CheckCommand.class,
            DeviceCommand.class,
            ActuateCommand.class,
            TokenCommand.class,
            RehearseCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage", "78:the configuration cannot be used"})
public final class GatewayCommand implements Runnable {

    /** The configuration cannot be used (sysexits.h, EX_CONFIG). */
    static final int EXIT_CONFIGURATION = 78;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    /**
     * Runs a command and exits with its status.
     *
     * @param arguments the command and its arguments
     */
    public static void main(String[] arguments) {
        // In production there is nothing to parse, and a fleet waits: what reads options is a sixth of such a start.
        boolean plainServe = arguments.length == 1 && arguments[0].equals("serve");
        System.exit(plainServe ? Serving.run() : commandLine().execute(arguments));
    }

    /** Colours only on a terminal, and not where NO_COLOR is set: picocli sees to both. */
    static CommandLine commandLine() {
        return new CommandLine(new GatewayCommand())
                .registerConverter(UUID.class, GatewayCommand::uuid)
                .registerConverter(URI.class, GatewayCommand::uri)
                .setExecutionExceptionHandler((error, commandLine, parsed) -> {
                    commandLine.getErr().println(commandLine.getColorScheme().errorText(Failure.describe(error)));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static UUID uuid(String text) {
        AccountId id = AccountId.parse(text);
        if (id == null) {
            throw new TypeConversionException("'" + text + "' is not a UUID");
        }
        return id.value();
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
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
