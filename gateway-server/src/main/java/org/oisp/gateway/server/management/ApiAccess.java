package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.actuations.ApiCaller;
import org.oisp.gateway.server.management.ApiGuard.ApiArea;
import org.oisp.gateway.server.management.http.ApiRefusal;
import org.oisp.gateway.server.management.http.ManagementEvents;
import org.oisp.gateway.server.management.page.OperatorsPage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Has the {@link ApiGuard} judge every request to the operators' page and API, and answers those that it refuses. */
final class ApiAccess implements RouteTable.Guard {

    private final ApiGuard guard;
    private final ManagementEvents events;

    ApiAccess(ApiGuard guard, ManagementEvents events) {
        this.guard = guard;
        this.events = events;
    }

    /** Returns the response to a request that is not allowed; null if it is allowed. */
    @Override
    public @Nullable Publisher<Void> refusal(String path, HttpServerRequest request, HttpServerResponse response) {
        boolean page = OperatorsPage.isAt(path);
        if (!page && !path.startsWith("/api/")) {
            return null;
        }
        boolean actuations = path.equals(ActuationRoutes.ACTUATIONS) || ActuationRoutes.isAt(path);
        ApiRefusal refusal = guard.judge(
                request.method(),
                request.requestHeaders(),
                page ? ApiArea.PAGE : actuations ? ApiArea.ACTUATIONS : ApiArea.OTHER);
        return refusal == null
                ? null
                : refuse(request, response, refusal, actuations ? ", or a sender's user name and password" : "");
    }

    /** Returns who sent a request that is allowed. */
    ApiCaller caller(HttpServerRequest request) {
        return guard.isSender(request.requestHeaders())
                ? new ApiCaller(address(request.remoteAddress()), false)
                : ApiCaller.OPERATOR;
    }

    private Publisher<Void> refuse(
            HttpServerRequest request, HttpServerResponse response, ApiRefusal refusal, String orElse) {
        events.refused(address(request.remoteAddress()), refusal);
        return switch (refusal) {
            case NO_CREDENTIALS, WRONG_CREDENTIALS ->
                JsonAnswer.error(
                        response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"gateway\", charset=\"UTF-8\""),
                        HttpResponseStatus.UNAUTHORIZED,
                        "user name " + ApiGuard.USER + " and the password of GATEWAY_MANAGEMENT_PASSWORD are needed"
                                + orElse);
            case NO_PASSWORD ->
                forbid(
                        response,
                        "set GATEWAY_MANAGEMENT_PASSWORD: the API needs it, because this port is not on loopback"
                                + orElse);
            case FOREIGN_HOST ->
                forbid(
                        response,
                        "the request's Host is not loopback; set GATEWAY_MANAGEMENT_PASSWORD to use other names");
            case FOREIGN_ORIGIN -> forbid(response, "the request comes from a page of another origin");
        };
    }

    /** Formats an address as the device port does: without name or slash. */
    private static String address(@Nullable InetSocketAddress peer) {
        return peer == null ? "unknown" : NetUtil.toSocketAddressString(peer);
    }

    private static Mono<Void> forbid(HttpServerResponse response, String why) {
        return JsonAnswer.error(response, HttpResponseStatus.FORBIDDEN, why);
    }
}
