package org.oisp.gateway.server.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command that was called wrongly: one line, with what may have been meant and where to read more. */
final class UsageErrors implements IParameterExceptionHandler {

    private static final int SUGGESTIONS = 3;

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String line = wrong.getMessage() + meant(wrong) + "; see `./"
                + command.getCommandSpec().qualifiedName() + " --help`";
        err.println(command.getColorScheme().errorText(line));
        return CommandLine.ExitCode.USAGE;
    }

    private static String meant(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        List<String> similar =
                unmatched.getSuggestions().stream().limit(SUGGESTIONS).toList();
        return similar.isEmpty() ? "" : ", did you mean " + String.join(" or ", similar) + "?";
    }
}
