package dev.changeover.conformance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Installs the Heroku command line once per run, unless the user asks to leave it out. */
final class HerokuCliExtension implements ExecutionCondition, ParameterResolver {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!Boolean.getBoolean(HerokuCli.SKIP)) {
      return ConditionEvaluationResult.enabled("");
    }
    if (context.getTestMethod().isEmpty()) {
      System.out.printf(
          "NOT TESTED: %s, because of -D%s=true%n", context.getDisplayName(), HerokuCli.SKIP);
    }
    return ConditionEvaluationResult.disabled("-D" + HerokuCli.SKIP + "=true");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(HerokuCli.class);
  }

  @Override
  public HerokuCli resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(HerokuCliExtension.class))
        .getOrComputeIfAbsent(HerokuCli.class, key -> HerokuCli.installed(), HerokuCli.class);
  }
}
