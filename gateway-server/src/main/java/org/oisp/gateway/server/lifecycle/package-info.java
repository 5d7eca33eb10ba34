/** Process lifecycle: background tasks, drain, log level at run time, open files, and process faults. */
@NullMarked
package org.oisp.gateway.server.lifecycle;

import org.jspecify.annotations.NullMarked;
