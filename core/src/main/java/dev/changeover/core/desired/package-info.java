/** The desired state: the YAML file, its JSON schema, and the value they become. */
@NullMarked
package dev.changeover.core.desired;

import org.jspecify.annotations.NullMarked;
