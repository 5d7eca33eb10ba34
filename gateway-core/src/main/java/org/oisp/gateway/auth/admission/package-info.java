/**
 * How many registrations are worked on at once: {@link org.oisp.gateway.auth.admission.AdmissionGate} lets them in, as many as its
 * limit allows, and the limit follows what the machine and the database show. Knows nothing of tokens or SQL.
 */
@NullMarked
package org.oisp.gateway.auth.admission;

import org.jspecify.annotations.NullMarked;
