package dev.changeover.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Says that a class needs the Heroku command line, which its tests get as a parameter. They run two
 * at a time, each on a world of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HerokuCliExtension.class)
@Execution(ExecutionMode.CONCURRENT)
public @interface NeedsHerokuCli {}
