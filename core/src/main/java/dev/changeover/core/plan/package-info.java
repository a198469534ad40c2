/** The procedure: steps, conditions, and the pure planner over desired and observed state. */
@NullMarked
package dev.changeover.core.plan;

import org.jspecify.annotations.NullMarked;
