/** The real Heroku command line as a witness of the sandbox, and beside Changeover. */
@NullMarked
package dev.changeover.conformance;

import org.jspecify.annotations.NullMarked;
