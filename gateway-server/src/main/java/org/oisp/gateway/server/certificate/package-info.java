/** Reads certificates and private keys from the PEM files that settings name. {@link PemFile} is the entry type. */
@NullMarked
package org.oisp.gateway.server.certificate;

import org.jspecify.annotations.NullMarked;
