package org.oisp.gateway.server.tracing;

import java.net.URI;

/**
 * Export of actuation traces.
 *
 * @param endpoint the OTLP/HTTP endpoint of the collector
 * @param sampling the share of actuations to trace, from 0 to 1; applies only to those without a traceparent
 * @param spans maximum number of spans that wait for the collector
 */
public record TracingSettings(URI endpoint, double sampling, int spans) {}
