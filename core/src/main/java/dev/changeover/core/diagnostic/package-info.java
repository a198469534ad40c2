/** What a person must be told: a stable code, what happened, why, and how to fix it. */
@NullMarked
package dev.changeover.core.diagnostic;

import org.jspecify.annotations.NullMarked;
