package org.oisp.gateway.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs {@code gateway completion}, which prints a completion script for bash and zsh. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a completion script for bash or zsh.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(./gateway completion)                             for this shell",
            "  ./gateway completion > /etc/bash_completion.d/gateway      for all new shells"
        })
final class CompletionCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("gateway", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
