package org.oisp.gateway.auth.database;

import io.r2dbc.spi.Connection;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The column of the binding rows that holds the address of an instance: 20 characters wide in some deployments, 50 in others. */
public final class ServerColumn {

    private static final String WIDTH = """
            SELECT a.atttypmod - 4 AS width
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'dashboard' AND c.relname = 'connectionBindings' AND a.attname = 'server'
            """;

    private ServerColumn() {}

    /**
     * Asks for the column's width and checks that an address fits.
     *
     * @param connection the connection to use
     * @param server the address of this instance
     * @return the width in characters, 0 or less if unlimited; empty if there is no such table; fails with a
     *     {@link ServerColumnTooNarrowException} if the address does not fit
     */
    public static Mono<Integer> width(Connection connection, String server) {
        return Flux.from(connection.createStatement(WIDTH).execute())
                .concatMap(result ->
                        result.map((row, metadata) -> Objects.requireNonNull(row.get("width", Integer.class))))
                .next()
                .flatMap(width -> width > 0 && server.codePointCount(0, server.length()) > width
                        ? Mono.error(new ServerColumnTooNarrowException(server, width))
                        : Mono.just(width));
    }
}
