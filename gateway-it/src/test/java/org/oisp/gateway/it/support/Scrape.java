package org.oisp.gateway.it.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Reads meters from a gateway's {@code /metrics}. */
public final class Scrape {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Scrape() {}

    /**
     * Returns the value of a meter of a gateway.
     *
     * @param management the gateway's management port
     * @param nameAndTags as the scrape shows them
     * @return 0 if there is no such meter
     * @throws IOException if the gateway does not answer
     */
    public static double value(URI management, String nameAndTags) throws IOException {
        return value(text(management), nameAndTags);
    }

    /** Returns all meters of a gateway as Prometheus reads them. */
    static String text(URI management) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(management.resolve("/metrics"))
                .timeout(Client.TIMEOUT)
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns the value of a meter in the text of a scrape; 0 if there is none. */
    static double value(String shown, String nameAndTags) {
        return shown.lines()
                .filter(line -> line.startsWith(nameAndTags + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }
}
