/** Time as something that is handed in, so that nothing waits on a real clock in tests. */
@NullMarked
package dev.changeover.core.timing;

import org.jspecify.annotations.NullMarked;
