/**
 * Limits the number of registrations in progress: {@link org.oisp.gateway.auth.admission.AdmissionGate} admits them up to its limit, and
 * the limit follows the measured speed of the machine and the database. Independent of tokens and SQL.
 */
@NullMarked
package org.oisp.gateway.auth.admission;

import org.jspecify.annotations.NullMarked;
