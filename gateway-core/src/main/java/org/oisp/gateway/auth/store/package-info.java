/**
 * The dashboard's tables: {@link org.oisp.gateway.auth.store.BindingStore} looks devices up and keeps their binding rows, a batch at a
 * time. To be used by the ledger; other packages use only its results.
 */
@NullMarked
package org.oisp.gateway.auth.store;

import org.jspecify.annotations.NullMarked;
