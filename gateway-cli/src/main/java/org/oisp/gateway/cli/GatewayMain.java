package org.oisp.gateway.cli;

import org.oisp.gateway.server.command.GatewayLauncher;

/** The main class; runs the command that {@code ./gateway} names. Uses picocli in no signature, so that verifying it loads none of it. */
public final class GatewayMain {

    private static final int WRONG_USAGE = 2;

    private GatewayMain() {}

    /**
     * Runs a command and exits with its status.
     *
     * @param arguments the command and its arguments
     */
    public static void main(String[] arguments) {
        // A plain "serve" has no options to parse, and devices wait for it: picocli takes a sixth of such a start.
        boolean plainServe = arguments.length == 1 && arguments[0].equals(GatewayCommand.SERVE);
        System.exit(plainServe ? GatewayLauncher.run() : run(arguments));
    }

    private static int run(String... arguments) {
        for (String argument : arguments) {
            // Java replaces bytes that it cannot decode by U+FFFD: an id or a value would silently be another one.
            if (argument.indexOf('\ufffd') >= 0) {
                System.err.println(
                        "an argument has characters that this locale does not have: set LC_ALL=C.UTF-8, or one of"
                                + " your language in UTF-8");
                return WRONG_USAGE;
            }
        }
        return GatewayCommand.commandLine(arguments).execute(arguments);
    }
}
