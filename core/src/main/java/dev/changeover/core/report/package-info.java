/** The flat, versioned model of a plan and its renderers. */
@NullMarked
package dev.changeover.core.report;

import org.jspecify.annotations.NullMarked;
