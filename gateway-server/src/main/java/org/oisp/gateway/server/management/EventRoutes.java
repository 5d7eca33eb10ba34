package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.journal.JournalEntry;
import org.oisp.gateway.journal.JournalEntry.Kind;
import org.oisp.gateway.server.management.http.RequestTarget;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /api/events}: what happened at this instance. */
final class EventRoutes {

    static final String EVENTS = "/api/events";
    private static final Set<String> PARAMETERS = Set.of("limit", "kind");
    private static final int DEFAULT_LIMIT = 200;
    private static final int MOST = 1_000;

    private final Journal journal;
    private final String instance;

    EventRoutes(Journal journal, String instance) {
        this.journal = journal;
        this.instance = instance;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        try {
            Parameters parameters = new Parameters(new QueryStringDecoder(
                                    RequestTarget.local(request.uri()), StandardCharsets.UTF_8, true, 20, false)
                            .parameters())
                    .only(PARAMETERS, "limit and kind");
            int limit = parameters.limit(DEFAULT_LIMIT, MOST);
            Kind kind = kind(parameters.text("kind"));
            List<JournalEntry> entries = kind == null ? journal.newest(limit) : journal.newest(kind, limit);
            return JsonAnswer.send(response, HttpResponseStatus.OK, EventsJson.instance(entries, instance));
        } catch (BadRequestException bad) {
            return JsonAnswer.error(response, HttpResponseStatus.BAD_REQUEST, bad.what());
        } catch (IllegalArgumentException undecodable) {
            return JsonAnswer.error(
                    response, HttpResponseStatus.BAD_REQUEST, "the address is not well percent-encoded");
        }
    }

    private static @Nullable Kind kind(@Nullable String tag) {
        if (tag == null) {
            return null;
        }
        for (Kind kind : Kind.values()) {
            if (kind.tag().equals(tag)) {
                return kind;
            }
        }
        throw new BadRequestException("kind is not registered, refused, gone, dropped, lost, forwarded or system");
    }
}
