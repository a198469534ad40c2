/** What people and programs are shown: plans, status, events and messages, as text and as JSON. */
@NullMarked
package dev.changeover.core.report;

import org.jspecify.annotations.NullMarked;
