/**
 * What happened lately, kept in memory for operators: {@link org.oisp.gateway.telemetry.journal.Journal} is written by whoever counts events, and
 * read by whoever shows them. No token, password or payload is ever given to it.
 */
@NullMarked
package org.oisp.gateway.telemetry.journal;

import org.jspecify.annotations.NullMarked;
