/**
 * Reads PEM files, {@link org.oisp.gateway.pem.PemText}, and the keys in them that Java does not read itself: {@link
 * org.oisp.gateway.pem.Pkcs1} and {@link org.oisp.gateway.pem.Sec1}. Callers say which files and keys they need, and phrase what is wrong.
 */
@NullMarked
package org.oisp.gateway.pem;

import org.jspecify.annotations.NullMarked;
