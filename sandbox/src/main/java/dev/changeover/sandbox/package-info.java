/** placeholder. */
@NullMarked
package dev.changeover.sandbox;

import org.jspecify.annotations.NullMarked;
