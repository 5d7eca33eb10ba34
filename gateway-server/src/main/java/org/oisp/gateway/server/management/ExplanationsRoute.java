package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.json.JsonMembers;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.operations.live.alert.Alert;
import org.oisp.gateway.receipt.ActuationProgress;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.routing.ActuationOutcome;
import org.oisp.gateway.telemetry.ExplainedTag;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /api/words}: what each outcome, reason and alert means, and what to do about it. */
final class ExplanationsRoute {

    static final String WORDS = "/api/words";

    private static final String ALL =
            JsonObjectWriter.toText(object -> object.object("actuations", ExplanationsRoute::writeActuations)
                    .object("outcomes", ExplanationsRoute::writeOutcomes)
                    .object("states", tags(ActuationProgress.values()))
                    .object("registrations", tags(RegistrationOutcome.values()))
                    .object("drops", tags(DropReason.values()))
                    .object("alerts", ExplanationsRoute::writeAlerts));

    private ExplanationsRoute() {}

    static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return JsonAnswer.send(response, HttpResponseStatus.OK, ALL);
    }

    private static void writeActuations(JsonObjectWriter actuations) throws IOException {
        for (ActuationOutcome outcome : ActuationOutcome.values()) {
            write(actuations, outcome, outcome.arrival());
        }
        for (MailboxOutcome outcome : MailboxOutcome.values()) {
            write(actuations, outcome, outcome.arrival());
        }
    }

    private static void writeOutcomes(JsonObjectWriter outcomes) throws IOException {
        for (OutcomeReason reason : OutcomeReason.values()) {
            outcomes.object(
                    reason.tag(),
                    object -> write(object.text("outcome", reason.outcome().tag()), reason));
        }
    }

    private static void write(
            JsonObjectWriter actuations, ExplainedTag one, ActuationOutcome.DeliveryStatus deliveryStatus)
            throws IOException {
        actuations.object(one.tag(), object -> write(object.text("arrival", deliveryStatus.tag()), one));
    }

    private static JsonMembers tags(ExplainedTag... all) {
        return object -> {
            for (ExplainedTag one : all) {
                object.object(one.tag(), tag -> write(tag, one));
            }
        };
    }

    private static void write(JsonObjectWriter object, ExplainedTag one) throws IOException {
        object.text("what", one.what()).text("remedy", one.remedy());
    }

    private static void writeAlerts(JsonObjectWriter alerts) throws IOException {
        for (Alert alert : Alert.values()) {
            alerts.object(
                    alert.rule(),
                    object -> object.text("severity", alert.severity().tag()).text("what", alert.what()));
        }
    }
}
