package org.oisp.gateway.server.management;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.operations.live.alert.Alert;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.routing.ActuationOutcome;
import org.oisp.gateway.telemetry.ExplainedTag;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /api/words}: what each outcome, reason and alert means, and what to do about it. */
final class ExplanationsRoute {

    static final String WORDS = "/api/words";

    private static final String ALL = JsonObject.write(out -> {
        out.writeObjectFieldStart("actuations");
        for (ActuationOutcome outcome : ActuationOutcome.values()) {
            write(out, outcome, outcome.arrival());
        }
        for (MailboxOutcome outcome : MailboxOutcome.values()) {
            write(out, outcome, outcome.arrival());
        }
        out.writeEndObject();
        write(out, "registrations", RegistrationOutcome.values());
        write(out, "drops", DropReason.values());
        out.writeObjectFieldStart("alerts");
        for (Alert alert : Alert.values()) {
            out.writeObjectFieldStart(alert.rule());
            out.writeStringField("severity", alert.severity().tag());
            out.writeStringField("what", alert.what());
            out.writeEndObject();
        }
        out.writeEndObject();
    });

    private ExplanationsRoute() {}

    static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return JsonAnswer.send(response, HttpResponseStatus.OK, ALL);
    }

    private static void write(JsonGenerator out, String name, ExplainedTag... all) throws IOException {
        out.writeObjectFieldStart(name);
        for (ExplainedTag one : all) {
            out.writeObjectFieldStart(one.tag());
            write(out, one);
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, ExplainedTag one, ActuationOutcome.DeliveryStatus deliveryStatus)
            throws IOException {
        out.writeObjectFieldStart(one.tag());
        out.writeStringField("arrival", deliveryStatus.tag());
        write(out, one);
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, ExplainedTag one) throws IOException {
        out.writeStringField("what", one.what());
        out.writeStringField("remedy", one.remedy());
    }
}
