/** A loopback Heroku: Platform API and Data API over one simulated world. */
@NullMarked
package dev.changeover.sandbox;

import org.jspecify.annotations.NullMarked;
