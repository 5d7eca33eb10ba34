/**
 * Evaluates which alerts of deploy/prometheus/rules fire, as far as one instance can tell from its own meters: {@link
 * org.oisp.gateway.operations.live.alert.AlertBoard}.
 */
@NullMarked
package org.oisp.gateway.operations.live.alert;

import org.jspecify.annotations.NullMarked;
