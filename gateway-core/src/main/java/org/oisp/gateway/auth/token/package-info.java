/** Device tokens and the key files that they are checked and signed with. */
@NullMarked
package org.oisp.gateway.auth.token;

import org.jspecify.annotations.NullMarked;
