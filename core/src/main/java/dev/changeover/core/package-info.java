/** placeholder. */
@NullMarked
package dev.changeover.core;

import org.jspecify.annotations.NullMarked;
