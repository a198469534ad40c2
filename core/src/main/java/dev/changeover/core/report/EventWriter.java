package dev.changeover.core.report;

import dev.changeover.core.apply.ApplyListener;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.SendResult;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.model.AppName;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what an apply does as JSON, one object a line. For one thread. */
public final class EventWriter implements ApplyListener {
  private final Json json = new Json();
  private final Supplier<Instant> clock;
  private final Consumer<String> lines;
  private Optional<AppName> app = Optional.empty();
  private long sequence;

  /**
   * Returns a writer.
   *
   * @param clock the time that each event is given
   * @param lines takes each line, without its line end; must not throw
   */
  public EventWriter(Supplier<Instant> clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
  }

  /** Says which app the events after this are about. */
  public void about(AppName name) {
    app = Optional.of(name);
  }

  /** A plan was made. */
  public void planned(Report report) {
    about(new AppName(report.app()));
    ObjectNode event = event("plan");
    PlanDocument.write(report, event.putObject("plan"));
    write(event);
  }

  /** An apply has ended. */
  public void ended(Outcome outcome) {
    ObjectNode event = event("outcome");
    event.put("result", ReportBuilder.id(outcome.kind()));
    event.put("stage", ReportBuilder.id(outcome.stage()));
    event.put("appState", outcome.appState());
    ArrayNode done = event.putArray("done");
    outcome.done().forEach(done::add);
    outcome.downtime().ifPresent(time -> event.put("downtimeSeconds", time.toSeconds()));
    diagnostics(event, outcome.diagnostics());
    write(event);
  }

  /** The command, or the apply to the app that the events are about, ends because of these. */
  public void failed(List<Diagnostic> diagnostics) {
    ObjectNode event = event("error");
    diagnostics(event, diagnostics);
    write(event);
  }

  @Override
  public void starting(Plan plan) {
    ObjectNode event = event("starting");
    event.put("steps", plan.steps().size());
    event.put("stage", ReportBuilder.id(plan.stage()));
    write(event);
  }

  @Override
  public void stepStarting(Step step, int number, int of) {
    ObjectNode event = event("step-started", step);
    event.put("summary", step.summary());
    event.put("number", number);
    event.put("of", of);
    event.put("herokuCommand", step.herokuCommand());
    write(event);
  }

  @Override
  public void waiting(Step step, Wait wait) {
    ObjectNode event = event("waiting", step);
    event.put("claim", wait.condition().claim());
    event.put("whyNot", wait.whyNot());
    event.put("agreeing", wait.agreeing());
    event.put("readings", wait.condition().readings());
    event.put("elapsedSeconds", wait.elapsed().toSeconds());
    event.put("leftSeconds", wait.left().toSeconds());
    wait.limit().ifPresent(limit -> event.put("limit", limit));
    write(event);
  }

  @Override
  public void sent(Step step, ApiCall call, SendResult result) {
    ObjectNode event = event("call-sent", step);
    event.put("host", ReportBuilder.id(call.host()));
    event.put("method", call.method().name());
    event.put("path", call.path());
    event.put("result", ReportBuilder.id(result.kind()));
    event.put("status", result.status());
    result.errorId().ifPresent(id -> event.put("errorId", id));
    diagnostics(event, result.problem().map(List::of).orElse(List.of()));
    write(event);
  }

  @Override
  public void stepFinished(Step step, Duration elapsed) {
    ObjectNode event = event("step-finished", step);
    event.put("summary", step.summary());
    event.put("elapsedSeconds", elapsed.toSeconds());
    write(event);
  }

  @Override
  public void note(Diagnostic diagnostic) {
    ObjectNode event = event("note");
    diagnostics(event, List.of(diagnostic));
    write(event);
  }

  @Override
  public void goingBack(Diagnostic because) {
    ObjectNode event = event("going-back");
    diagnostics(event, List.of(because));
    write(event);
  }

  private ObjectNode event(String type) {
    ObjectNode event = json.object();
    event.put("formatVersion", Report.FORMAT_VERSION);
    event.put("seq", ++sequence);
    event.put("time", clock.get().toString());
    app.ifPresent(name -> event.put("app", name.value()));
    event.put("type", type);
    return event;
  }

  private ObjectNode event(String type, Step step) {
    ObjectNode event = event(type);
    event.put("step", step.id());
    return event;
  }

  private static void diagnostics(ObjectNode event, List<Diagnostic> diagnostics) {
    ArrayNode list = event.putArray("diagnostics");
    diagnostics.forEach(diagnostic -> PlanDocument.write(diagnostic, list.addObject()));
  }

  private void write(ObjectNode event) {
    lines.accept(json.line(event));
  }
}
