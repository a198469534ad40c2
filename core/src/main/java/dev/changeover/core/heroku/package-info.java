/** Talks to Heroku's Platform and Data APIs: typed endpoints and the observer. */
@NullMarked
package dev.changeover.core.heroku;

import org.jspecify.annotations.NullMarked;
