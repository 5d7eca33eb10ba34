/**
 * The operator's page: fixed files of the class path, and how a browser is to treat them. {@link
 * org.oisp.gateway.server.management.page.OperatorsPage} is its entry; its sources are resources beside it.
 */
@NullMarked
package org.oisp.gateway.server.management.page;

import org.jspecify.annotations.NullMarked;
