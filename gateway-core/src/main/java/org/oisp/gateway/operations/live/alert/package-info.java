/**
 * Which alerts of deploy/prometheus/rules would fire, as far as one instance can know by its own meters:
 * {@link org.oisp.gateway.operations.live.alert.AlertBoard}.
 */
@NullMarked
package org.oisp.gateway.operations.live.alert;

import org.jspecify.annotations.NullMarked;
