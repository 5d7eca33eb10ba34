package org.oisp.gateway.server.management.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;

/**
 * How far the requests of one connection are received and answered, and which of their bytes no reader waits for. Confined to the
 * connection's event loop.
 */
final class RequestProgress {

    /** Bytes of a remaining body that are read and discarded to keep the connection for the next request. */
    static final long MAX_UNWANTED_BYTES = 64 * 1024;

    /** Requests that may wait for earlier responses. Beyond this number the connection is not read. */
    static final int MAX_PIPELINED = 16;

    /** Requests without a complete response; the last of them may be incomplete. */
    private int unanswered;
    /** Whether the newest request is incomplete. */
    private boolean receiving;

    private boolean continueOwed;
    private long announced;
    private long unwanted;
    /** Body bytes of requests that wait for earlier responses. */
    private long waiting;
    /** Whether the response to the oldest such request has begun. */
    private boolean answering;

    private boolean endless;
    private boolean answeredBefore;

    /** Notes the head of a request. */
    void begin(HttpRequest request) {
        unanswered++;
        receiving = true;
        unwanted = 0;
        continueOwed = HttpUtil.is100ContinueExpected(request);
        announced = HttpUtil.getContentLength(request, 0L);
    }

    /** Notes a part of a body; returns whether an unanswered request wants it. */
    boolean body(int bytes) {
        if (unanswered == 0) {
            unwanted += bytes;
            return false;
        }
        announced -= bytes;
        waiting += unanswered > 1 ? bytes : 0;
        return true;
    }

    /** Notes the end of the newest request. */
    void received() {
        receiving = false;
    }

    /** Notes that the client was told to send the body. */
    void continued() {
        continueOwed = false;
    }

    /**
     * Notes the head of a response.
     *
     * @param response the head
     * @param whole whether it is the whole response
     * @return whether the connection cannot be kept: more of the request's body may come than is discarded, or none
     */
    boolean answer(HttpResponse response, boolean whole) {
        answering = true;
        endless = !whole
                && response.headers().contains(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM, true);
        // A client that waits for 100 may now send the body, or omit it and send the next request (RFC 9110, 10.1.1).
        return receiving && unanswered == 1 && (continueOwed || announced > MAX_UNWANTED_BYTES);
    }

    /** Notes the end of a response. */
    void answered() {
        answering = false;
        endless = false;
        answeredBefore = true;
        unanswered = Math.max(0, unanswered - 1);
        waiting = unanswered > 1 ? waiting : 0;
    }

    /** Returns the number of requests without a complete response. */
    int unanswered() {
        return unanswered;
    }

    /** Returns whether the newest request is incomplete. */
    boolean isReceiving() {
        return receiving;
    }

    /** Returns whether the newest request is incomplete and a request is unanswered. */
    boolean isWanted() {
        return receiving && unanswered > 0;
    }

    /** Returns whether the only request is incomplete and its response has not begun. */
    boolean isUnfinished() {
        return unanswered == 1 && receiving && !answering;
    }

    /** Returns whether an unanswered request is complete, so that what it asks for may have been done. */
    boolean isBegun() {
        return unanswered > (receiving ? 1 : 0);
    }

    /** Returns whether a response has begun and not ended. */
    boolean isAnswering() {
        return answering;
    }

    /** Returns whether the response that has begun does not end. */
    boolean isEndless() {
        return endless;
    }

    /** Returns whether a response has been sent. */
    boolean isAnsweredBefore() {
        return answeredBefore;
    }

    /** Returns whether the answered request's body goes on for too long. */
    boolean isTooMuchUnwanted() {
        return unwanted > MAX_UNWANTED_BYTES;
    }

    /** Returns whether no more should be read: Reactor Netty holds waiting requests in memory. */
    boolean isFull() {
        return unanswered > MAX_PIPELINED || waiting > MAX_UNWANTED_BYTES;
    }
}
