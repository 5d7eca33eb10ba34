/**
 * The operators' page: fixed files on the class path, and how browsers must treat them. The entry point is {@link
 * org.oisp.gateway.server.management.page.OperatorsPage}; the sources of the page are resources beside it.
 */
@NullMarked
package org.oisp.gateway.server.management.page;

import org.jspecify.annotations.NullMarked;
