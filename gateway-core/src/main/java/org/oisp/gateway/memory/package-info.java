/**
 * What peers make the process hold, in sum: {@link org.oisp.gateway.memory.MemoryBudget} is the sum and its limit,
 * {@link org.oisp.gateway.memory.HeldMemory} one connection's part of it. Past the limit those who hold most are cut.
 */
@NullMarked
package org.oisp.gateway.memory;

import org.jspecify.annotations.NullMarked;
