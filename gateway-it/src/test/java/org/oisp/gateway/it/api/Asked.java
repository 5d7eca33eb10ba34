package org.oisp.gateway.it.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.oisp.gateway.it.support.TestGateway;

/**
 * A request to the management port.
 *
 * @param method in lower case
 * @param path as the document has it
 * @param uri the requested path and query
 * @param status the expected status
 * @param password the operator's, or null
 * @param body the request's body, or null
 * @param known the entity tag in If-None-Match, or null
 */
record Asked(
        TestGateway gateway,
        String method,
        String path,
        String uri,
        int status,
        String password,
        String body,
        String known) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Asked of(TestGateway gateway, String method, String path, int status) {
        return new Asked(gateway, method, path, path, status, null, null, null);
    }

    Asked at(String otherUri) {
        return new Asked(gateway, method, path, otherUri, status, password, body, known);
    }

    Asked asking(String otherMethod) {
        return new Asked(gateway, otherMethod, path, uri, status, password, body, known);
    }

    Asked by(String operatorsPassword) {
        return new Asked(gateway, method, path, uri, status, operatorsPassword, body, known);
    }

    Asked with(String text) {
        return new Asked(gateway, method, path, uri, status, password, text, known);
    }

    Asked knowing(String tag) {
        return new Asked(gateway, method, path, uri, status, password, body, tag);
    }

    HttpResponse<String> ask() {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.managementPort() + uri))
                .method(
                        method.toUpperCase(Locale.ROOT),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (password != null) {
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(("operator:" + password).getBytes(StandardCharsets.UTF_8)));
        }
        if (known != null) {
            request.header("If-None-Match", known);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public String toString() {
        return method + " " + uri + " -> " + status;
    }
}
