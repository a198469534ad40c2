/** One reading of Heroku as pure values, without credentials. */
@NullMarked
package dev.changeover.core.observed;

import org.jspecify.annotations.NullMarked;
