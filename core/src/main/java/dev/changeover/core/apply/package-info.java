/** Carries a plan out: the loop, the journal, the lock, deadlines and confirmation. */
@NullMarked
package dev.changeover.core.apply;

import org.jspecify.annotations.NullMarked;
