package org.oisp.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cli.client.CommandException;
import org.oisp.gateway.cli.client.FleetOption;
import org.oisp.gateway.cli.client.GatewayUrl;
import org.oisp.gateway.cli.client.SenderLogin;
import org.oisp.gateway.cli.dev.FleetFileEntry;
import org.oisp.gateway.cli.fleet.FleetPlan;
import org.oisp.gateway.cli.fleet.FleetReport;
import org.oisp.gateway.cli.fleet.FleetResult;
import org.oisp.gateway.cli.fleet.FleetRun;
import org.oisp.gateway.cli.fleet.ProgressLine;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.logging.LogOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@code gateway fleet}, the load tool. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Simulates a fleet of devices and the dashboards that send them actuations, on real sockets, and measures both.",
            "",
            "The devices are those of the file that `./gateway dev --devices N` makes. The time at which each actuation is due"
                    + " is computed beforehand, and its latency counts from then. Progress goes to standard error; the table, or the"
                    + " JSON, to standard output. Ctrl-C ends it with the results so far: actuations under way then are not failures."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every requested actuation was delivered, once and in order",
            "1:an actuation was not, or a device is not registered at the end (see --tolerate); or, with --receipts, an outcome was false,"
                    + " missing or told twice",
            "2:invalid usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway fleet --devices 5000 --rate 500 --duration 2m",
            "  ./gateway fleet --devices 5000 --storm --rate 0 --duration 10s     all are dropped, and reconnect",
            "  ./gateway fleet --range 1-5000 & ./gateway fleet --range 5001-10000     two that share a file",
            "  ./gateway fleet --rate 2000 --senders 4 --payload 1000 --json | jq .deliveries.micros"
        })
final class FleetCommand implements Callable<Integer> {

    private static final int MAX_DEVICES = 1_000_000;
    private static final double MAX_RATE = 1_000_000;
    private static final long MAX_ACTUATIONS = 2_000_000_000L;
    private static final int MAX_PAYLOAD = 1_000_000;
    private static final int MAX_SENDERS = 10_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern RANGE = Pattern.compile("(\\d{1,7})-(\\d{1,7})");

    @Option(names = "--devices", paramLabel = "N", description = "how many devices (all of the file)")
    private @Nullable Integer devices;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "100",
            description = "actuations a second, to one device after the other; 0 for none (${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "for how long, such as 90s or 2m (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Duration duration;

    @Option(
            names = "--senders",
            paramLabel = "N",
            defaultValue = "1",
            description = "dashboards, each with a connection of its own (${DEFAULT-VALUE})")
    private int senders;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "minimum size of an actuation's body, in bytes")
    private int payload;

    @Option(
            names = "--receipts",
            description =
                    "each actuation asks for a receipt, and the outcomes that senders get are compared with what devices receive")
    private boolean receipts;

    @Option(names = "--storm", description = "half-way, drops all devices at once; they reconnect by themselves")
    private boolean storm;

    @Option(
            names = "--storm-jitter",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "the period in which they reconnect (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Duration stormJitter;

    @Option(names = "--range", paramLabel = "FROM-TO", description = "only these lines of the file, such as 1-5000")
    private @Nullable String range;

    @Option(
            names = "--connecting",
            paramLabel = "N",
            defaultValue = "200",
            description = "maximum number of devices that connect at a time at the start (${DEFAULT-VALUE})")
    private int connecting;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "silence after which missing actuations count as lost (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Duration grace;

    @Option(
            names = "--tolerate",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many actuations, and how many devices, may be missing (${DEFAULT-VALUE})")
    private long tolerated;

    @Option(names = "--json", description = "prints the result as one JSON object")
    private boolean json;

    @Mixin
    private final GatewayUrl url = new GatewayUrl();

    @Mixin
    private final FleetOption fleet = new FleetOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException, ConfigurationException {
        check();
        List<FleetFileEntry> members = members();
        String tooFewFiles = OpenFiles.shortage(members.size() + senders, FileBudget.limitOfProcess());
        if (tooFewFiles != null) {
            throw new CommandException(tooFewFiles, null);
        }
        LogOutput.silenceLibraries();
        FleetRun run = new FleetRun(new FleetPlan(
                url.endpoint(),
                members,
                SenderLogin.read(),
                new FleetPlan.Load(rate, duration, senders, payload, receipts),
                new FleetPlan.StormPlan(storm, duration.dividedBy(2), stormJitter),
                connecting,
                new FleetPlan.Timeouts(TIMEOUT, grace)));
        try (InterruptibleCommand ending = new InterruptibleCommand(run::breakOff)) {
            FleetResult result = run(run);
            int status = result.isSuccess(tolerated) ? 0 : 1;
            print(result);
            ending.reported(status);
            return status;
        }
    }

    private FleetResult run(FleetRun run) throws CommandException, InterruptedException {
        try (ProgressLine progress = new ProgressLine(run, spec.commandLine().getErr(), Terminal.isInteractive())) {
            progress.start();
            return run.run();
        }
    }

    private void print(FleetResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(FleetReport.json(result));
        } else {
            FleetReport.table(result).forEach(out::println);
        }
        out.flush();
    }

    private List<FleetFileEntry> members() throws IOException, CommandException {
        int first = 1;
        int max = MAX_DEVICES;
        String lines = range;
        if (lines != null) {
            Matcher parts = RANGE.matcher(lines);
            if (!parts.matches()) {
                throw wrong("--range takes two numbers of lines, such as 1-5000");
            }
            first = Integer.parseInt(parts.group(1));
            int last = Integer.parseInt(parts.group(2));
            if (first < 1 || last < first) {
                throw wrong("--range takes a first line from 1 and a last one that is not before it");
            }
            max = last - first + 1;
        }
        Integer wanted = devices;
        if (wanted != null) {
            max = Math.min(max, wanted);
        }
        List<FleetFileEntry> found = fleet.read(first, max);
        if (wanted != null && found.size() < wanted) {
            throw new CommandException(
                    "there are " + found.size() + " devices, not " + wanted
                            + ": make them by `./gateway dev --devices N`, or name another --fleet or --range",
                    null);
        }
        return found;
    }

    private void check() {
        within("--devices", devices == null ? 1 : devices, 1, MAX_DEVICES);
        if (!(rate >= 0 && rate <= MAX_RATE)) {
            throw wrong("--rate takes a number from 0 to " + (long) MAX_RATE);
        }
        if (rate * duration.toNanos() / 1e9 > MAX_ACTUATIONS) {
            throw wrong("--rate and --duration make more than " + MAX_ACTUATIONS + " actuations");
        }
        within("--senders", senders, 1, MAX_SENDERS);
        within("--payload", payload, 0, MAX_PAYLOAD);
        within("--connecting", connecting, 1, MAX_DEVICES);
        within("--tolerate", tolerated, 0, Long.MAX_VALUE);
    }

    private void within(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw wrong(option + " takes a number from " + min + " to " + max);
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
