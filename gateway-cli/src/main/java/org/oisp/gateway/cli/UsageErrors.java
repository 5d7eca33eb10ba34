package org.oisp.gateway.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints one line for a wrong usage: the error, similar names, and where the help is. */
final class UsageErrors implements IParameterExceptionHandler {

    private static final int SUGGESTIONS = 3;

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String line = wrong.getMessage() + suggestion(wrong) + "; see `./"
                + command.getCommandSpec().qualifiedName() + " --help`";
        err.println(command.getColorScheme().errorText(line));
        return CommandLine.ExitCode.USAGE;
    }

    private static String suggestion(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        List<String> similar =
                unmatched.getSuggestions().stream().limit(SUGGESTIONS).toList();
        return similar.isEmpty() ? "" : ", did you mean " + String.join(" or ", similar) + "?";
    }
}
