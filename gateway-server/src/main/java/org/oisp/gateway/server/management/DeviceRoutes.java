package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.operations.presence.DeviceHistory;
import org.oisp.gateway.operations.presence.PageRequest;
import org.oisp.gateway.operations.presence.PresencePage;
import org.oisp.gateway.operations.presence.PresenceService;
import org.oisp.gateway.server.management.http.RequestTarget;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * {@code GET /api/devices}, {@code …/<account>/<id>} and {@code …/<account>/<id>/events}; also {@code GET /api/device} and {@code
 * /api/device/events} with account and id as parameters, since a path cannot hold the ids "." and "..": clients remove them as dot
 * segments (RFC 3986, 5.2.4), percent-encoded or not. Renders JSON on the thread that delivers the page, not on the event loop.
 */
final class DeviceRoutes {

    private static final String DEVICES = "/api/devices";
    private static final String EVENTS = "/events";
    private static final String DEVICE = "/api/device";
    /** Separates account and id. */
    private static final Pattern SEPARATOR = Pattern.compile("/|%2[fF]");

    private static final Set<String> ADDRESS = Set.of("account", "id");
    private static final Set<String> PARAMETERS = Set.of("account", "connected", "id", "instance", "cursor", "limit");
    private static final int DEFAULT_LIMIT = 100;

    private final PresenceService presence;

    DeviceRoutes(PresenceService presence) {
        this.presence = presence;
    }

    static boolean isAt(String path) {
        return path.equals(DEVICES)
                || path.startsWith(DEVICES + "/")
                || path.equals(DEVICE)
                || path.equals(DEVICE + EVENTS);
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Mono<ApiAnswer> answer;
        try {
            answer = answer(new QueryStringDecoder(
                    RequestTarget.local(request.uri()), StandardCharsets.UTF_8, true, 20, false));
        } catch (BadRequestException bad) {
            return JsonAnswer.error(response, HttpResponseStatus.BAD_REQUEST, bad.what());
        } catch (IllegalArgumentException undecodable) {
            return JsonAnswer.error(
                    response, HttpResponseStatus.BAD_REQUEST, "the URL is not correctly percent-encoded");
        }
        return answer.onErrorResume(ApiAnswer::failure)
                .flatMap(made -> JsonAnswer.send(response, made.status(), made.json()));
    }

    private Mono<ApiAnswer> answer(QueryStringDecoder uri) {
        String raw = uri.rawPath();
        if (raw.equals(DEVICES)) {
            return list(new QueryParameters(uri.parameters())
                    .requireOnly(PARAMETERS, "account, connected, id, instance, cursor and limit"));
        }
        if (raw.equals(DEVICE) || raw.equals(DEVICE + EVENTS)) {
            DeviceAddress device =
                    address(new QueryParameters(uri.parameters()).requireOnly(ADDRESS, "account and id"));
            return raw.equals(DEVICE) ? device(device) : events(device);
        }
        String path = uri.path().substring(DEVICES.length() + 1);
        // "events" may be a device id, and an id that ends in "/events" has its slash percent-encoded. The slash after
        // the account may be encoded too: browsers resolve ids of dots between slashes, however encoded.
        boolean ofEvents = raw.endsWith(EVENTS)
                && SEPARATOR
                        .matcher(raw.substring(DEVICES.length() + 1, raw.length() - EVENTS.length()))
                        .find();
        return ofEvents ? events(address(path.substring(0, path.length() - EVENTS.length()))) : device(address(path));
    }

    private static DeviceAddress address(String path) {
        DeviceAddress device = DeviceAddress.parse(path);
        if (device == null) {
            throw new BadRequestException("the URL of a device is /api/devices/<account id>/<device id>");
        }
        return device;
    }

    private static DeviceAddress address(QueryParameters queryParameters) {
        AccountId account = queryParameters.account();
        String id = queryParameters.text("id");
        if (account == null || id == null || id.isEmpty()) {
            throw new BadRequestException("account and id of the device are needed");
        }
        return new DeviceAddress(account, new DeviceId(id));
    }

    private Mono<ApiAnswer> device(DeviceAddress device) {
        if (!device.id().storable()) {
            return Mono.just(unknown());
        }
        return presence.device(device)
                .map(page -> page.devices().isEmpty()
                        ? unknown()
                        : ApiAnswer.good(DevicesJson.device(page.devices().get(0), page)));
    }

    private static ApiAnswer unknown() {
        return ApiAnswer.error(HttpResponseStatus.NOT_FOUND, "unknown device");
    }

    private Mono<ApiAnswer> events(DeviceAddress device) {
        return device.id().storable()
                ? presence.events(device).map(events -> ApiAnswer.good(EventsJson.device(events)))
                : Mono.just(ApiAnswer.good(EventsJson.device(new DeviceHistory(List.of(), List.of(), null))));
    }

    private Mono<ApiAnswer> list(QueryParameters queryParameters) {
        AccountId account = queryParameters.account();
        PageRequest page = new PageRequest(
                account,
                idPart(queryParameters.text("id")),
                queryParameters.text("instance"),
                cursor(queryParameters.text("cursor"), account),
                queryParameters.limit(DEFAULT_LIMIT, PageRequest.MAX));
        return pages(account, page, connected(queryParameters.text("connected")))
                .map(found -> ApiAnswer.good(DevicesJson.page(found, DeviceRoutes::cursor)));
    }

    private Mono<PresencePage> pages(@Nullable AccountId account, PageRequest page, @Nullable Boolean connected) {
        if (Boolean.TRUE.equals(connected)) {
            return presence.connected(page);
        }
        if (account == null) {
            throw new BadRequestException("without an account only connected devices are listed: connected=true");
        }
        if (page.instance() != null) {
            throw new BadRequestException("only connected devices are at an instance: connected=true");
        }
        return presence.all(account, page, connected != null);
    }

    private static String idPart(@Nullable String text) {
        if (text != null && !new DeviceId(text).storable()) {
            throw new BadRequestException("id is not part of any valid device id");
        }
        return text == null ? "" : text;
    }

    private static @Nullable Boolean connected(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new BadRequestException("connected is not true or false");
        };
    }

    private static String cursor(DeviceAddress address) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(address.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable DeviceAddress cursor(@Nullable String text, @Nullable AccountId account) {
        if (text == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            DeviceAddress address = DeviceAddress.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            if (address != null && address.id().storable() && (account == null || account.equals(address.account()))) {
                return address;
            }
        } catch (IllegalArgumentException | CharacterCodingException none) {
            // Reported below.
        }
        throw new BadRequestException("cursor is not from an earlier page of the same list");
    }
}
