/** Everything that can go wrong, from one seed, in one thread at a time, without a real clock. */
@NullMarked
package dev.changeover.simulation;

import org.jspecify.annotations.NullMarked;
