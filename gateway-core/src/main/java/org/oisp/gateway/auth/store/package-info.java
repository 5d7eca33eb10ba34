/**
 * The dashboard's tables: {@link org.oisp.gateway.auth.store.BindingStore} looks devices up and keeps their binding rows, a batch at a
 * time. For the ledger only; others know no more than what it returns.
 */
@NullMarked
package org.oisp.gateway.auth.store;

import org.jspecify.annotations.NullMarked;
