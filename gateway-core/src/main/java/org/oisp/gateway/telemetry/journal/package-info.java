/**
 * Recent events in memory for operators: the classes that count events write to {@link org.oisp.gateway.telemetry.journal.Journal}, and
 * pages and API read it. It never receives a token, password or payload.
 */
@NullMarked
package org.oisp.gateway.telemetry.journal;

import org.jspecify.annotations.NullMarked;
