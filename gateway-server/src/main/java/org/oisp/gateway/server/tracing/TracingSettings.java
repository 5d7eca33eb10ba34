package org.oisp.gateway.server.tracing;

import java.net.URI;

/**
 * Where traces of actuations go.
 *
 * @param endpoint where the collector takes spans, by OTLP over HTTP
 * @param sampling the share of the actuations that are followed, from 0 to 1, if they belong to no trace yet
 * @param spans how many spans may wait for the collector
 */
public record TracingSettings(URI endpoint, double sampling, int spans) {}
