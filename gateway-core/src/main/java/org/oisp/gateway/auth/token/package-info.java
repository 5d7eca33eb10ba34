/** Device tokens, and the files with the keys that sign and verify them. */
@NullMarked
package org.oisp.gateway.auth.token;

import org.jspecify.annotations.NullMarked;
