package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.operations.actuations.ActuationRecord;
import org.oisp.gateway.operations.actuations.ApiActuation;
import org.oisp.gateway.operations.actuations.ApiActuations;
import org.oisp.gateway.operations.actuations.ApiCaller;
import org.oisp.gateway.operations.actuations.Submission;
import org.oisp.gateway.receipt.ActuationProgress;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.server.management.http.RequestTarget;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * {@code /api/actuations}: POST sends an actuation, waits for its outcome and reports it; GET lists a device's newest ones. {@code GET
 * /api/actuations/<id>} shows one. Journal and log do not contain its content.
 */
final class ActuationRoutes {

    static final String ACTUATIONS = "/api/actuations";

    private static final String TRACEPARENT = "traceparent";

    /** Maximum length of a request body. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);
    /** Outcomes come within the timeout, but for a few milliseconds: a response that waits for the whole timeout waits for them. */
    private static final Duration LEEWAY = Duration.ofMillis(500);

    /** For writing the answers of a stopping instance to clients whose outcome is not known. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(500);

    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(ms|s)");

    private static final int DEFAULT_LIMIT = 20;
    private static final int MOST = 100;

    private final ApiActuations actuations;
    private final ActuationAdvice advice;
    private final Function<HttpServerRequest, ApiCaller> callers;
    private final OutcomeWaits waits = new OutcomeWaits();

    /** {@code callers} tells who sent a request that is allowed. */
    ActuationRoutes(ApiActuations actuations, ActuationAdvice advice, Function<HttpServerRequest, ApiCaller> callers) {
        this.actuations = actuations;
        this.advice = advice;
        this.callers = callers;
    }

    /** Returns whether a path is that of one actuation. */
    static boolean isAt(String path) {
        return path.startsWith(ACTUATIONS + "/");
    }

    Publisher<Void> post(HttpServerRequest request, HttpServerResponse response) {
        Publisher<Void> answered = answer(response, () -> {
            Duration wait = waitOf(parameters(request).requireOnly(Set.of("wait"), "wait"));
            ApiCaller caller = callers.apply(request);
            String traceparent = request.requestHeaders().get(TRACEPARENT);
            return RequestBody.read(request, MAX_BYTES)
                    .map(body -> ActuationRequest.read(body, traceparent))
                    .flatMap(asked -> {
                        waits.begin(request);
                        return send(asked, wait, caller, response);
                    });
        });
        return Mono.from(answered).doFinally(signal -> waits.end(request));
    }

    /** Waits until each client that has sent an actuation is answered, for some time at most. */
    Mono<Void> answered(Duration atMost) {
        return waits.ended(atMost);
    }

    /** Answers the clients that still wait with the outcome, or with the state of an actuation that has none. */
    Mono<Void> answerAll() {
        return waits.ended(LAST_ANSWERS)
                .then(Mono.fromRunnable(actuations.records()::endWaits))
                .then(waits.ended(LAST_ANSWERS));
    }

    Publisher<Void> show(HttpServerRequest request, HttpServerResponse response) {
        return answer(response, () -> {
            QueryStringDecoder uri = decoder(request);
            if (!uri.parameters().isEmpty()) {
                throw new BadRequestException("no parameter may be given");
            }
            ActuationRecord record = actuations.records().find(uri.path().substring(ACTUATIONS.length() + 1));
            return record == null
                    ? Mono.just(unknown())
                    : shown(record, HttpResponseStatus.OK, callers.apply(request), loopOf(response));
        });
    }

    Publisher<Void> list(HttpServerRequest request, HttpServerResponse response) {
        return answer(response, () -> {
            QueryParameters parameters =
                    parameters(request).requireOnly(Set.of("account", "id", "limit"), "account, id and limit");
            AccountId account = parameters.account();
            String id = parameters.text("id");
            if (account == null || id == null || id.isEmpty()) {
                throw new BadRequestException("account and id of the device are needed");
            }
            return Mono.just(ApiAnswer.good(ActuationsJson.list(actuations
                    .records()
                    .newest(new DeviceAddress(account, new DeviceId(id)), parameters.limit(DEFAULT_LIMIT, MOST)))));
        });
    }

    private Mono<ApiAnswer> send(ApiActuation asked, Duration wait, ApiCaller caller, HttpServerResponse response) {
        Submission submission = actuations.submit(asked, caller);
        ActuationRecord record = submission.record();
        if (record == null) {
            return Mono.just(refusal(submission));
        }
        Scheduler loop = loopOf(response);
        return awaited(record, wait, Duration.ofMillis(asked.timeoutMillis()), loop)
                .then(Mono.defer(() -> shown(record, HttpResponseStatus.ACCEPTED, caller, loop)))
                .doOnNext(answer -> {
                    if (answer.status().equals(HttpResponseStatus.ACCEPTED)) {
                        response.header(HttpHeaderNames.LOCATION, locationOf(record.id()));
                    }
                });
    }

    /** Returns the event loop of a client: outcomes come on those of devices, which must neither make nor write answers. */
    private static Scheduler loopOf(HttpServerResponse response) {
        Scheduler[] loop = {Schedulers.immediate()};
        response.withConnection(connection ->
                loop[0] = Schedulers.fromExecutor(connection.channel().eventLoop()));
        return loop[0];
    }

    private static Mono<Void> awaited(ActuationRecord record, Duration wait, Duration timeout, Scheduler loop) {
        return wait.isZero() || record.receipt() != null
                ? Mono.empty()
                : record.outcome()
                        .timeout(wait.compareTo(timeout) < 0 ? wait : timeout.plus(LEEWAY), Mono.empty())
                        .publishOn(loop)
                        .then();
    }

    private Mono<ApiAnswer> shown(
            ActuationRecord record, HttpResponseStatus otherwise, ApiCaller caller, Scheduler loop) {
        ActuationProgress progress = record.progress();
        // Without one its outcome is known, or will be at once.
        return progress == null
                ? record.outcome().timeout(LEEWAY).publishOn(loop).flatMap(receipt -> ended(record, receipt, caller))
                : Mono.just(new ApiAnswer(otherwise, ActuationsJson.underWay(record, progress)));
    }

    private Mono<ApiAnswer> ended(ActuationRecord record, Receipt receipt, ApiCaller caller) {
        return advice.of(record, receipt, caller)
                .map(advised -> ApiAnswer.good(ActuationsJson.outcome(record.id(), receipt, advised)));
    }

    private static ApiAnswer refusal(Submission submission) {
        return switch (submission.result()) {
            case TAKEN -> throw new IllegalStateException("taken, and no record");
            case MALFORMED ->
                ApiAnswer.error(
                        HttpResponseStatus.BAD_REQUEST,
                        "the body has no content, or is no JSON that the gateway takes");
            case OTHER_BODY ->
                ApiAnswer.error(
                        HttpResponseStatus.CONFLICT,
                        "this id is that of another actuation, with another body or receipt, and nothing was sent: use a new id");
            case FULL ->
                ApiAnswer.error(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        "too many actuations wait for their outcome, and nothing was sent; see GATEWAY_ACTUATION_RECORDS");
        };
    }

    private static ApiAnswer unknown() {
        return ApiAnswer.error(
                HttpResponseStatus.NOT_FOUND,
                "this instance knows no such actuation. It was not posted here, or is forgotten: ten minutes after its outcome,"
                        + " earlier to make room for newer ones (GATEWAY_ACTUATION_RECORDS), or by a restart. It may have been"
                        + " sent nevertheless");
    }

    private static Publisher<Void> answer(HttpServerResponse response, Supplier<Mono<ApiAnswer>> made) {
        return Mono.defer(made)
                .onErrorResume(ActuationRoutes::failure)
                .flatMap(answer -> JsonAnswer.send(response, answer.status(), answer.json()));
    }

    private static Mono<ApiAnswer> failure(Throwable error) {
        if (error instanceof BadRequestException bad) {
            return Mono.just(ApiAnswer.error(HttpResponseStatus.BAD_REQUEST, bad.what()));
        }
        return error instanceof RequestBody.TooLongException tooLong
                ? Mono.just(ApiAnswer.error(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, tooLong.what()))
                : ApiAnswer.failure(error);
    }

    private static QueryParameters parameters(HttpServerRequest request) {
        return new QueryParameters(decoder(request).parameters());
    }

    private static QueryStringDecoder decoder(HttpServerRequest request) {
        QueryStringDecoder decoder =
                new QueryStringDecoder(RequestTarget.local(request.uri()), StandardCharsets.UTF_8, true, 20, false);
        try {
            // Decodes both, so that what is wrong with them is reported here.
            decoder.path();
            decoder.parameters();
            return decoder;
        } catch (IllegalArgumentException undecodable) {
            throw new BadRequestException("the address is not well percent-encoded");
        }
    }

    private static Duration waitOf(QueryParameters parameters) {
        String text = parameters.text("wait");
        return text == null ? DEFAULT_WAIT : time(text);
    }

    private static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new BadRequestException("wait is not a time such as 500ms or 5s");
        }
        long number = Long.parseLong(time.group(1));
        return time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
    }

    private static String locationOf(String id) {
        return ACTUATIONS + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
