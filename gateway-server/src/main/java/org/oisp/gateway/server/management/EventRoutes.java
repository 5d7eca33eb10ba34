package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.management.http.RequestTarget;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /api/events}: the journal of this instance. */
final class EventRoutes {

    static final String EVENTS = "/api/events";
    private static final Set<String> PARAMETERS = Set.of("limit", "kind");
    private static final int DEFAULT_LIMIT = 200;
    private static final int MAX = 1_000;

    private final Journal journal;
    private final String instance;

    EventRoutes(Journal journal, String instance) {
        this.journal = journal;
        this.instance = instance;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        try {
            QueryParameters queryParameters = new QueryParameters(new QueryStringDecoder(
                                    RequestTarget.local(request.uri()), StandardCharsets.UTF_8, true, 20, false)
                            .parameters())
                    .requireOnly(PARAMETERS, "limit and kind");
            int limit = queryParameters.limit(DEFAULT_LIMIT, MAX);
            EntryKind entryKind = kind(queryParameters.text("kind"));
            List<JournalEntry> entries = entryKind == null ? journal.newest(limit) : journal.newest(entryKind, limit);
            return JsonAnswer.send(response, HttpResponseStatus.OK, EventsJson.instance(entries, instance));
        } catch (BadRequestException bad) {
            return JsonAnswer.error(response, HttpResponseStatus.BAD_REQUEST, bad.what());
        } catch (IllegalArgumentException undecodable) {
            return JsonAnswer.error(
                    response, HttpResponseStatus.BAD_REQUEST, "the URL is not correctly percent-encoded");
        }
    }

    private static @Nullable EntryKind kind(@Nullable String tag) {
        if (tag == null) {
            return null;
        }
        for (EntryKind entryKind : EntryKind.values()) {
            if (entryKind.tag().equals(tag)) {
                return entryKind;
            }
        }
        throw new BadRequestException("kind is not registered, refused, gone, dropped, lost, forwarded or system");
    }
}
