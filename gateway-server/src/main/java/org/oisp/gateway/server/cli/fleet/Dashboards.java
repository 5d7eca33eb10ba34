package org.oisp.gateway.server.cli.fleet;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.oisp.gateway.client.ActuationSender;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.Ending;
import org.oisp.gateway.server.cli.client.CommandException;
import org.oisp.gateway.server.cli.client.Failure;
import org.oisp.gateway.server.cli.client.FirstTry;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;

/** The senders. Actuations to one device are all sent by the same of them: that is what keeps their order. */
final class Dashboards {

    private final List<ActuationSender> senders;
    private final Tally tally;
    private final ErrorCounts errors;
    private final String padding;
    private final Disposable.Composite watching = Disposables.composite();
    private volatile boolean leaving;

    Dashboards(FleetPlan plan, Tally tally, ErrorCounts errors, Member sample) {
        this.tally = tally;
        this.errors = errors;
        int bare = sample.actuation(tally.mark(0)).param("pad", "").toJson().length();
        this.padding = "x".repeat(Math.max(0, plan.load().payload() - bare));
        this.senders = Stream.generate(() -> plan.login().at(plan.gateway()))
                .limit(plan.load().senders())
                .toList();
    }

    /** Connects them one after the other, unless the run is broken off. */
    void connect(URI url, BooleanSupplier broken) throws CommandException, InterruptedException {
        for (ActuationSender sender : senders) {
            if (broken.getAsBoolean()) {
                return;
            }
            sender.start();
            FirstTry.await(url, sender.states(), broken);
            watching.add(sender.states().subscribe(this::changed));
        }
    }

    private void changed(ClientState state) {
        if (state instanceof ClientState.Waiting waiting && !leaving) {
            Ending why = waiting.why();
            errors.add("sender, " + why.kind().name().toLowerCase(Locale.ROOT) + ": " + why.describe());
        }
    }

    void send(long number, Member to) {
        var body = to.actuation(tally.mark(number));
        if (!padding.isEmpty()) {
            body.param("pad", padding);
        }
        senders.get(tally.target(number) % senders.size()).send(body).subscribe(new Sending(number));
    }

    void close() {
        leaving = true;
        watching.dispose();
        senders.forEach(ActuationSender::close);
    }

    private final class Sending extends BaseSubscriber<Void> {
        private final long number;

        Sending(long number) {
            this.number = number;
        }

        @Override
        protected void hookOnError(Throwable failed) {
            tally.notSent(number);
            errors.add("not sent: " + Failure.describe(failed));
        }
    }
}
