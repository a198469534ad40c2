/** The shipped planner, applier and client against the sandbox's world, in one thread. */
@NullMarked
package dev.changeover.rehearsal;

import org.jspecify.annotations.NullMarked;
