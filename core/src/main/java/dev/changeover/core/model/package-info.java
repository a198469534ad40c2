/** Checked value types that every other package speaks in. Depends on nothing. */
@NullMarked
package dev.changeover.core.model;

import org.jspecify.annotations.NullMarked;
