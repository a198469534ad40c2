package dev.changeover.core.diagnostic;

import static dev.changeover.core.diagnostic.Severity.BLOCKED;
import static dev.changeover.core.diagnostic.Severity.ERROR;
import static dev.changeover.core.diagnostic.Severity.NOT_CHECKED;
import static dev.changeover.core.diagnostic.Severity.WARNING;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every kind of thing that a person can be told, with a code that is stable across releases. Each
 * code has its reason and remedy in general terms here; a message may have more special ones.
 */
public enum Code {
  // The desired-state file. All of these end with exit code 65.
  FILE_NOT_FOUND(
      Kind.DESIRED_STATE,
      ERROR,
      "The file or folder does not exist, or holds no desired-state file.",
      "Without a desired state there is nothing to compare with Heroku.",
      "Check the path. A folder is searched for `changeover.yaml` and `*.changeover.yaml`."),
  FILE_UNREADABLE(
      Kind.DESIRED_STATE,
      ERROR,
      "The file cannot be read.",
      "The operating system refused, or the path is not a file.",
      "Check the permissions and that the path names a file."),
  FILE_TOO_LARGE(
      Kind.DESIRED_STATE,
      ERROR,
      "The file is larger than a desired-state file can be.",
      "A desired state is a few lines; a huge file is a mistake, and reading it could exhaust memory.",
      "Name the right file, or split it."),
  FILE_NOT_UTF8(
      Kind.DESIRED_STATE,
      ERROR,
      "The file is not valid UTF-8.",
      "Text in another encoding would be read as other names than the ones meant.",
      "Save the file as UTF-8."),
  FILE_EMPTY(
      Kind.DESIRED_STATE,
      ERROR,
      "The file or one of its documents is empty.",
      "An empty document asks for nothing, which is hardly meant.",
      "Write `format`, `app` and `postgres`, or remove the document."),
  YAML_SYNTAX(
      Kind.DESIRED_STATE,
      ERROR,
      "The file is not valid YAML.",
      "What follows the mistake cannot be trusted, so nothing is read.",
      "Correct the place named; indent with spaces."),
  YAML_DUPLICATE_KEY(
      Kind.DESIRED_STATE,
      ERROR,
      "A key is given twice.",
      "Only one of the two values could hold, and it is not clear which one is meant.",
      "Remove one of them."),
  YAML_TOO_COMPLEX(
      Kind.DESIRED_STATE,
      ERROR,
      "The file uses more anchors, aliases, documents or nesting than allowed.",
      "A small file can unfold into a huge one.",
      "Write the values out."),
  UNKNOWN_KEY(
      Kind.DESIRED_STATE,
      ERROR,
      "A key is not known.",
      "A misspelt key would be ignored, and its default would apply instead of the value meant.",
      "Correct or remove the key; `changeover schema` prints all of them."),
  MISSING_KEY(
      Kind.DESIRED_STATE,
      ERROR,
      "A required key is missing.",
      "It has no safe default.",
      "Add the key; `changeover schema` prints all of them."),
  WRONG_VALUE(
      Kind.DESIRED_STATE,
      ERROR,
      "A value has the wrong type or form, or is out of bounds.",
      "It cannot be taken as it stands, and a guess could be wrong.",
      "Correct the value; `changeover schema` prints what is allowed."),
  CONTRADICTION(
      Kind.DESIRED_STATE,
      ERROR,
      "Two statements of the file do not fit together.",
      "Following one of them would break the other.",
      "Correct one of them."),
  DUPLICATE_TARGET(
      Kind.DESIRED_STATE,
      ERROR,
      "The same attachment of the same app is described twice.",
      "Two desired states for one database cannot both hold.",
      "Remove one of the documents."),

  // Usage, access and transport.
  USAGE(
      Kind.USAGE,
      ERROR,
      "The command line is wrong.",
      "An option or argument is unknown, missing or does not fit the command.",
      "Run `changeover help` or `changeover COMMAND --help`."),
  CREDENTIALS_MISSING(
      Kind.UNAUTHORISED,
      ERROR,
      "No Heroku token was found.",
      "Every request to Heroku needs one.",
      "Set `HEROKU_API_KEY`, or log in with `heroku login` so that `~/.netrc` has an entry for the"
          + " host."),
  CREDENTIALS_UNREADABLE(
      Kind.UNAUTHORISED,
      ERROR,
      "The credentials file cannot be used.",
      "It cannot be read, or its content is not in the form that is expected.",
      "Correct `~/.netrc` (or the file that `NETRC` names), or set `HEROKU_API_KEY`."),
  HOST_NOT_ALLOWED(
      Kind.USAGE,
      ERROR,
      "`HEROKU_HOST` or `HEROKU_DATA_HOST` has a value that cannot be used.",
      "Falling back to the real Heroku in silence could change production by accident.",
      "Use a URL such as `http://127.0.0.1:5999` for the sandbox, or unset the variable."),
  UNAUTHORISED(
      Kind.UNAUTHORISED,
      ERROR,
      "Heroku does not accept the token.",
      "It is wrong, expired or revoked.",
      "Log in again with `heroku login`, or set `HEROKU_API_KEY` to a valid token."),
  FORBIDDEN(
      Kind.UNAUTHORISED,
      ERROR,
      "The token may not do this.",
      "The account lacks a permission, for example to manage paid add-ons of the app.",
      "Ask an owner or team admin of the app for the permission, or use another account."),
  TWO_FACTOR(
      Kind.UNAUTHORISED,
      ERROR,
      "Heroku wants a second factor for this app.",
      "The tool never asks for second factors itself.",
      "Authorise the app first with any `heroku` command on it, for example `heroku info`, then run"
          + " again."),
  UNREACHABLE(
      Kind.UNREACHABLE,
      ERROR,
      "Heroku cannot be reached.",
      "No answer came before the deadline, or only failures that may pass.",
      "Check the network and Heroku's status page, then run again; that is safe."),
  RATE_LIMITED(
      Kind.UNREACHABLE,
      ERROR,
      "Heroku's request limit is used up.",
      "An account has a limited number of requests an hour, shared by everything that uses it.",
      "Wait some minutes, stop other tools that use the account, then run again; that is safe."),
  REFUSED(
      Kind.FAILED,
      ERROR,
      "Heroku refused a request.",
      "The request does not fit the state of the app or add-on.",
      "Read Heroku's reason, correct it, then run again; that is safe."),
  UNEXPECTED_ANSWER(
      Kind.FAILED,
      ERROR,
      "Heroku answered in a form that is not understood.",
      "Acting on a guess could do harm.",
      "Run again later. If it stays, look for a newer release of Changeover."),
  APP_NOT_FOUND(
      Kind.BLOCKED,
      BLOCKED,
      "The app does not exist, or the token may not see it.",
      "Nothing can be planned for it.",
      "Check `app` in the file, and which account the token belongs to."),

  // Checks that block. Exit code 3.
  ATTACHMENT_MISSING(
      Kind.BLOCKED,
      BLOCKED,
      "The app has no such attachment to a Postgres database.",
      "It is not clear which database to upgrade.",
      "Check `postgres.attachment` in the file, or attach the database under that name."),
  ATTACHMENT_NOT_DEFAULT(
      Kind.BLOCKED,
      BLOCKED,
      "The attachment does not use the default credential.",
      "Attachments through other credentials or the pooler cannot be the one that is upgraded.",
      "Name the attachment of the default credential in `postgres.attachment`."),
  PLAN_ESSENTIAL(
      Kind.BLOCKED,
      BLOCKED,
      "The database is on an Essential plan.",
      "Essential databases cannot have followers; they are upgraded in place, which Changeover does"
          + " not do yet.",
      "Upgrade it with `heroku pg:upgrade:run`, in maintenance mode and with a fresh backup."),
  PLAN_LEGACY(
      Kind.BLOCKED,
      BLOCKED,
      "The database is on a plan that Heroku has retired.",
      "Heroku offers no upgrade for it.",
      "Copy the data into a database on a current plan with `heroku pg:copy`."),
  PLAN_ADVANCED(
      Kind.BLOCKED,
      BLOCKED,
      "The database is on the Advanced tier.",
      "Advanced databases have another API and no followers; Changeover does not handle them.",
      "Upgrade it with `heroku data:pg:upgrade:run`."),
  PLAN_UNKNOWN(
      Kind.BLOCKED,
      BLOCKED,
      "The plan is not one that is known to have followers, or that Heroku offers.",
      "A database that cannot be created or followed would be found out in the middle.",
      "Correct `postgres.plan`; `heroku addons:plans heroku-postgresql` lists the plans."),
  PLAN_TOO_SMALL(
      Kind.BLOCKED,
      BLOCKED,
      "The target plan is too small for a follower of this database.",
      "Heroku refuses a follower that is too far below its leader.",
      "State a larger `postgres.plan`."),
  VERSION_LOWER(
      Kind.BLOCKED,
      BLOCKED,
      "The target version is lower than the version the database has.",
      "PostgreSQL cannot be downgraded.",
      "Correct `postgres.version`."),
  VERSION_UNSUPPORTED(
      Kind.BLOCKED,
      BLOCKED,
      "The target version is not one that Heroku offers for upgrades.",
      "The upgrade would be refused in the middle of the downtime.",
      "State a supported version; `changeover explain version-unsupported` says more."),
  VERSION_UNREADABLE(
      Kind.BLOCKED,
      BLOCKED,
      "Heroku does not report the version of a database.",
      "Without it neither the need for an upgrade nor its success can be told.",
      "Wait until `heroku pg:info` shows `PG Version`, then run again."),
  METHOD_UNAVAILABLE(
      Kind.BLOCKED,
      BLOCKED,
      "The upgrade method is not available yet.",
      "Only the follower changeover is built.",
      "Remove `method`, or state `method: follower`."),
  LEADER_FOLLOWS(
      Kind.BLOCKED,
      BLOCKED,
      "The database behind the attachment is itself a follower.",
      "Followers cannot be followed, and a follower cannot take writes.",
      "Point the attachment at the leader, or let the follower stop following, before you upgrade."),
  LEADER_UNAVAILABLE(
      Kind.BLOCKED,
      BLOCKED,
      "The database is not available.",
      "A follower can be made only of a database that is available.",
      "Wait until `heroku pg:info` shows `Available`, then run again."),
  FORK_FOLLOW_UNAVAILABLE(
      Kind.BLOCKED,
      BLOCKED,
      "The database cannot be followed now.",
      "Heroku says so in `Fork/Follow`; databases that were created, forked or upgraded lately need"
          + " minutes to hours.",
      "Wait until `heroku pg:info` shows `Fork/Follow: Available`, then run again."),
  MAINTENANCE_PENDING(
      Kind.BLOCKED,
      BLOCKED,
      "A maintenance of the database is pending or running.",
      "Heroku refuses to upgrade meanwhile, or could start it in the middle of the changeover.",
      "Let it run (`heroku data:maintenances:run`) or wait until it is over, then run again."),
  UPGRADE_PREPARED(
      Kind.BLOCKED,
      BLOCKED,
      "An in-place upgrade of the database is prepared or running.",
      "Heroku runs one that is prepared by itself in the next maintenance window; a changeover would"
          + " make a follower of a database that is about to change.",
      "Cancel one that is prepared with `heroku pg:upgrade:cancel`; let one that runs finish."),
  OTHER_APP_ATTACHED(
      Kind.BLOCKED,
      BLOCKED,
      "Another app is attached to the database.",
      "It would go on writing to the old database, and those writes would be lost.",
      "Detach the other app, or wait for a release that moves several apps together."),
  CREDENTIAL_ATTACHED(
      Kind.BLOCKED,
      BLOCKED,
      "An attachment uses a credential other than the default one.",
      "Credentials are not carried over yet, so the attachment could not be moved.",
      "Detach it before the changeover and attach it to the new database afterwards, or leave it"
          + " behind with `moveAttachments`."),
  OTHER_FOLLOWERS(
      Kind.BLOCKED,
      BLOCKED,
      "The old database has other followers.",
      "Destroying it would cut them off.",
      "State `keepOldDatabase: true`, name the follower in `adopt` if it is to be the new database,"
          + " or destroy those followers first."),
  PRE_IMAGES_UNKNOWN(
      Kind.BLOCKED,
      BLOCKED,
      "How the app ran before it was closed is not on record.",
      "A changeover is half done, the app is closed, and neither the journal nor a plan file tells"
          + " how many dynos to start again.",
      "Run from the folder that has the journal, apply the plan file, or state `cutover.restore`."),
  CANDIDATE_MISSED_WRITES(
      Kind.BLOCKED,
      BLOCKED,
      "The upgraded database may lack writes.",
      "It stopped following, and the app could be reached since then; promoting it would lose what"
          + " was written meanwhile.",
      "Make sure that the upgraded database serves nobody, destroy it by its name and run again: a new"
          + " one is made."),
  CUT_OFF_UNSEEN(
      Kind.BLOCKED,
      BLOCKED,
      "Who cut the new database off is not on record.",
      "If a person did, it may have been before the app was closed and everything had arrived; then"
          + " promoting it would lose writes.",
      "If `apply` did it on another machine, go on there, or say so under `checks`; else make sure that"
          + " the new database serves nobody, destroy it by its name and run again: a new one is made."),
  CANDIDATE_FAILED(
      Kind.BLOCKED,
      BLOCKED,
      "The database that was to become the new one has failed.",
      "It could not be created or upgraded, or has a higher version than is wanted.",
      "Make sure that it serves nobody, destroy it by its name and run again; open a ticket with"
          + " Heroku if it fails twice."),
  CANDIDATE_CONTRADICTS(
      Kind.BLOCKED,
      BLOCKED,
      "A database's name and Heroku's own record do not agree on where it came from.",
      "A database is used or destroyed only when both agree.",
      "Look at `heroku pg:info` of both databases and finish by hand."),
  ADOPT_NOT_FOUND(
      Kind.BLOCKED,
      BLOCKED,
      "The database to adopt is not attached to the app.",
      "It cannot be used.",
      "Correct `adopt`: the alias or the add-on name of a follower."),
  ADOPT_NOT_FOLLOWER(
      Kind.BLOCKED,
      BLOCKED,
      "The database to adopt does not follow the one to upgrade.",
      "It does not have the same data.",
      "Correct `adopt`, or remove it so that a follower is made."),
  ADOPT_PLAN_DIFFERS(
      Kind.BLOCKED,
      BLOCKED,
      "The database to adopt is on another plan than the desired one.",
      "It would become the new primary on that plan.",
      "State its plan in `postgres.plan`, or remove `adopt`."),
  WRITERS_NOT_STOPPED(
      Kind.BLOCKED,
      BLOCKED,
      "The file leaves processes running, or the app open, during the switch.",
      "What they write after the follower stops following is lost.",
      "Remove `cutover.stop` and `cutover.maintenance`; or, if these never write, say so under"
          + " `checks`."),
  LAST_RELEASE_FAILED(
      Kind.BLOCKED,
      BLOCKED,
      "The newest release of the app failed or never ended.",
      "Every change of an attachment makes a release; a release phase that fails leaves the app"
          + " without its database.",
      "Repair the release phase and deploy, then run again."),
  ALIAS_TAKEN(
      Kind.BLOCKED,
      BLOCKED,
      "All names that the new or the old database could be attached as are taken.",
      "Attaching under a taken name would replace that attachment.",
      "Detach one of them."),

  // Warnings and facts in plans.
  SCHEDULER_INSTALLED(
      Kind.PLAN,
      WARNING,
      "A scheduler add-on is installed.",
      "Its jobs write to the database and cannot be seen or stopped through the API.",
      "Pause its jobs before the cut-over, or make sure that none starts in the window."),
  STAYS_CLOSED(
      Kind.PLAN,
      WARNING,
      "The app is closed as it is found, and nothing tells that a changeover closed it.",
      "It is left as it was found, so nobody can use it afterwards either.",
      "If it is to be open in the end, open it before with `heroku maintenance:off` and `heroku"
          + " ps:scale`, or state under `cutover.restore` how many dynos it has then."),
  ONE_OFF_DYNOS(
      Kind.PLAN,
      WARNING,
      "One-off dynos are running.",
      "They may write to the database, and scaling does not stop them.",
      "Let them end, or stop them with `heroku ps:stop`; the upgrade waits until they are gone."),
  FOLLOWERS_STAY(
      Kind.PLAN,
      WARNING,
      "Other followers stay with the old database.",
      "They do not move to the new one; who reads from them sees old data.",
      "Create new followers of the new database afterwards, and point the readers at them."),
  URL_IN_CONFIG_VAR(
      Kind.PLAN,
      WARNING,
      "A config var that is no attachment holds the URL of the old database.",
      "Nothing changes it; who reads it goes on using the old database.",
      "Replace it with an attachment, or change it by hand after the changeover."),
  KEPT_BEHIND(
      Kind.PLAN,
      WARNING,
      "An attachment stays with the old database.",
      "Who uses its config var goes on using the old database.",
      "Nothing, if nobody uses it; else list it in `moveAttachments`."),
  LEFT_OVER_DATABASE(
      Kind.PLAN,
      WARNING,
      "A database of another, unfinished changeover is left over.",
      "It is billed, and it lacks what was written since it stopped following.",
      "Destroy it by its name if it is not wanted; it is never destroyed by itself."),
  PREPARED_ELSEWHERE(
      Kind.PLAN,
      WARNING,
      "Values from before the cut-over come from the file, not from a record.",
      "Nothing on this machine or in a plan file tells how the app ran before it was closed.",
      "Compare the process counts in the plan with what the app needs."),
  VERSION_TABLE_OLD(
      Kind.PLAN,
      WARNING,
      "The table of versions that Heroku supports is old.",
      "Heroku adds and retires versions every year.",
      "Look at Heroku's version support page, and for a newer release of Changeover."),
  VERSION_RETIRING(
      Kind.PLAN,
      WARNING,
      "The target version itself is about to be retired.",
      "The next upgrade will be due soon.",
      "Consider a later version."),
  SETTINGS_NOT_CARRIED(
      Kind.PLAN,
      WARNING,
      "Backup schedules, settings and the maintenance window belong to the add-on.",
      "They are not carried over to the new database.",
      "Compare `heroku pg:backups:schedules`, `pg:settings` and `data:maintenances:window` of both"
          + " databases."),
  SQL_NOT_CHECKED(
      Kind.PLAN,
      NOT_CHECKED,
      "Nothing was checked through SQL.",
      "Extensions, long transactions, catalogue size, collations and planner statistics can only be"
          + " seen inside the database.",
      "Try the upgrade on a fork first, and run ANALYZE after the changeover."),
  APP_NOT_TESTED(
      Kind.PLAN,
      NOT_CHECKED,
      "Whether the app works on the new version was not checked.",
      "Most problems after an upgrade are in the app, its driver or its extensions.",
      "Run the app's tests against the new version."),
  REOPENED_UNSEEN(
      Kind.PLAN,
      NOT_CHECKED,
      "Whether the app was opened in between was not checked.",
      "The upgraded database stopped following; the API does not show whether somebody opened the app"
          + " since and closed it again.",
      "If somebody did, destroy the upgraded database and run again."),

  // Endings of apply.
  STALE_PLAN(
      Kind.STALE,
      ERROR,
      "The approved plan no longer fits.",
      "What Heroku has now leads to other steps than the ones that were approved.",
      "Make a new plan, review it, and apply that."),
  PLAN_FILE_INVALID(
      Kind.DESIRED_STATE,
      ERROR,
      "The plan file cannot be used.",
      "It is not a plan file, is damaged, or was made by a newer release.",
      "Make a new plan with `changeover plan --out`."),
  DECLINED(
      Kind.DECLINED,
      ERROR,
      "The plan was not confirmed.",
      "Nothing is changed without consent.",
      "Type the app's name when asked, or give `--yes` or `--confirm APP`."),
  LOCKED(
      Kind.FAILED,
      ERROR,
      "Another apply is running for this app on this machine.",
      "Two at once could work against each other.",
      "Wait until it ends, or stop it."),
  JOURNAL_UNUSABLE(
      Kind.FAILED,
      ERROR,
      "The journal cannot be used.",
      "It cannot be read or written, is damaged, or belongs to another app.",
      "Name another folder with `--journal`, or move the damaged file away; then the plan file or"
          + " `cutover.restore` must tell how the app ran."),
  DEADLINE_MISSED(
      Kind.FAILED,
      ERROR,
      "A wait has reached its deadline.",
      "Every wait is bounded so that nobody waits for ever.",
      "Find out why it takes so long, raise the limit named in the message, then run again; that is"
          + " safe."),
  STEP_FAILED(
      Kind.FAILED,
      ERROR,
      "A step failed.",
      "Heroku reports that it cannot be completed.",
      "Read what state the app is in, solve the cause, then run again; that is safe."),
  REOPENED(
      Kind.FAILED,
      ERROR,
      "The app was opened again on the old database.",
      "The switch did not happen in time, or could not happen.",
      "Solve the cause, then run again."),
  OVERTAKEN(
      Kind.FAILED,
      WARNING,
      "Somebody else did a step meanwhile.",
      "Another apply, or a person, works on the same app.",
      "Nothing, if that is meant; else stop one of the two."),
  INTERRUPTED(
      Kind.INTERRUPTED,
      ERROR,
      "Interrupted.",
      "A person stopped the command between two calls.",
      "Run `apply` again to go on; that is safe."),
  ONE_FAILED(
      Kind.FAILED,
      ERROR,
      "Some apps were not handled because an earlier one stopped.",
      "Apps are handled one after another; the first that fails ends the command.",
      "Solve the cause, then run again."),
  BUG(
      Kind.FAILED,
      ERROR,
      "Changeover has a defect.",
      "Something happened that its authors thought impossible.",
      "Please report it with the text shown.");

  private final Kind kind;
  private final Severity severity;
  private final String title;
  private final String why;
  private final String fix;

  Code(Kind kind, Severity severity, String title, String why, String fix) {
    this.kind = kind;
    this.severity = severity;
    this.title = title;
    this.why = why;
    this.fix = fix;
  }

  /** Returns the code as it is printed, for example {@code version-lower}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the code with that id. */
  public static Optional<Code> byId(String id) {
    return Arrays.stream(values()).filter(code -> code.id().equals(id)).findFirst();
  }

  /** Returns what a command that ends with this code reports to its caller. */
  public Kind kind() {
    return kind;
  }

  /** Returns how much it matters unless a message says otherwise. */
  public Severity severity() {
    return severity;
  }

  /** Returns what it means, in general terms. */
  public String title() {
    return title;
  }

  /** Returns why it matters, in general terms. */
  public String why() {
    return why;
  }

  /** Returns what to do about it, in general terms. */
  public String fix() {
    return fix;
  }

  /** Returns whether the desired state may turn this check into a warning. */
  public boolean overridable() {
    return this == WRITERS_NOT_STOPPED
        || this == CUT_OFF_UNSEEN
        || this == ONE_OFF_DYNOS
        || this == LAST_RELEASE_FAILED
        || this == VERSION_UNSUPPORTED;
  }

  /** Families of codes; each has one exit code. */
  public enum Kind {
    DESIRED_STATE,
    USAGE,
    UNAUTHORISED,
    UNREACHABLE,
    BLOCKED,
    STALE,
    DECLINED,
    INTERRUPTED,
    FAILED,
    /** Only ever part of a plan; ends nothing. */
    PLAN
  }
}
