package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.presence.PageRequest;
import org.oisp.gateway.presence.PresenceDesk;
import org.oisp.gateway.presence.PresencePage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /api/devices} and {@code GET /api/devices/<account>/<id>}. The text is made where the page is, not on the event loop. */
final class DeviceRoutes {

    private static final String DEVICES = "/api/devices";
    private static final Set<String> PARAMETERS = Set.of("account", "connected", "cursor", "limit");
    private static final int DEFAULT_LIMIT = 100;

    private final PresenceDesk presence;

    DeviceRoutes(PresenceDesk presence) {
        this.presence = presence;
    }

    static boolean isAsked(HttpServerRequest request) {
        String path = new QueryStringDecoder(request.uri()).rawPath();
        return request.method().equals(HttpMethod.GET) && (path.equals(DEVICES) || path.startsWith(DEVICES + "/"));
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Mono<Answer> answer;
        try {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8, true, 20, false);
            answer = uri.rawPath().equals(DEVICES)
                    ? list(uri.parameters())
                    : device(uri.path().substring(DEVICES.length() + 1));
        } catch (BadRequestException bad) {
            return JsonAnswer.error(response, HttpResponseStatus.BAD_REQUEST, bad.what);
        } catch (IllegalArgumentException undecodable) {
            return JsonAnswer.error(
                    response, HttpResponseStatus.BAD_REQUEST, "the address is not well percent-encoded");
        }
        return answer.onErrorResume(error -> Mono.just(failure(error)))
                .flatMap(made -> JsonAnswer.send(response, made.status, made.json));
    }

    private record Answer(HttpResponseStatus status, String json) {
        static Answer error(HttpResponseStatus status, String what) {
            return new Answer(status, JsonAnswer.error(what));
        }
    }

    private static Answer failure(Throwable error) {
        return Answer.error(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                error instanceof RejectedExecutionException
                        ? "too many requests of this kind are under way; see GATEWAY_PRESENCE_REQUESTS"
                        : "the database does not answer");
    }

    private Mono<Answer> device(String path) {
        DeviceAddress device = DeviceAddress.parse(path);
        if (device == null) {
            throw new BadRequestException("the address of a device is /api/devices/<account id>/<device id>");
        }
        if (!device.id().storable()) {
            return Mono.just(unknown());
        }
        return presence.device(device)
                .map(page -> page.devices().isEmpty()
                        ? unknown()
                        : new Answer(
                                HttpResponseStatus.OK,
                                DevicesJson.device(page.devices().get(0), page)));
    }

    private static Answer unknown() {
        return Answer.error(HttpResponseStatus.NOT_FOUND, "there is no such device");
    }

    private Mono<Answer> list(Map<String, List<String>> parameters) {
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            if (!PARAMETERS.contains(parameter.getKey())) {
                throw new BadRequestException("only account, connected, cursor and limit may be given");
            }
            if (parameter.getValue().size() != 1) {
                throw new BadRequestException("a parameter is given twice");
            }
        }
        AccountId account = account(only(parameters, "account"));
        PageRequest page =
                new PageRequest(account, cursor(only(parameters, "cursor"), account), limit(only(parameters, "limit")));
        Boolean connected = connected(only(parameters, "connected"));
        return pages(account, page, connected)
                .map(found -> new Answer(HttpResponseStatus.OK, DevicesJson.page(found, DeviceRoutes::cursor)));
    }

    private Mono<PresencePage> pages(@Nullable AccountId account, PageRequest page, @Nullable Boolean connected) {
        if (Boolean.TRUE.equals(connected)) {
            return presence.connected(page);
        }
        if (account == null) {
            throw new BadRequestException("without an account only connected devices are listed: connected=true");
        }
        return presence.all(account, page, connected != null);
    }

    private static @Nullable String only(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null ? null : values.get(0);
    }

    private static @Nullable AccountId account(@Nullable String text) {
        AccountId account = text == null ? null : AccountId.parse(text);
        if (text != null && account == null) {
            throw new BadRequestException("account is not an account id, which is a UUID");
        }
        return account;
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

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= PageRequest.MOST) {
                return limit;
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw new BadRequestException("limit is not a number from 1 to " + PageRequest.MOST);
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
            // Said below.
        }
        throw new BadRequestException("cursor is not one that an earlier page of the same list has given");
    }

    /** A request that cannot be meant. */
    private static final class BadRequestException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String what;

        BadRequestException(String what) {
            super(what, null, false, false);
            this.what = what;
        }
    }
}
