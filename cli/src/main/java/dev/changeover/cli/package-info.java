/** placeholder. */
@NullMarked
package dev.changeover.cli;

import org.jspecify.annotations.NullMarked;
