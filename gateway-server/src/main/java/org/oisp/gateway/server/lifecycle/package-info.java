/**
 * From start to stop: background tasks, the drain, the log level at run time, open files, and faults of the process.
 */
@NullMarked
package org.oisp.gateway.server.lifecycle;

import org.jspecify.annotations.NullMarked;
