/** Descriptions of sandbox worlds, read from YAML. */
@NullMarked
package dev.changeover.sandbox.scenario;

import org.jspecify.annotations.NullMarked;
