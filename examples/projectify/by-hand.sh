#!/bin/sh
# The upgrade of this example by hand, with the Heroku CLI: what `changeover apply` does for you, as a person would type
# it. It is meant for a sandbox:
#
#   ./changeover sandbox --scenario=examples/projectify/world.yaml --speed=60 --exports=/tmp/sandbox.env &
#   . /tmp/sandbox.env
#   examples/projectify/by-hand.sh
#
# A command that fails ends it. Unlike `changeover apply` it cannot be started again half-way, it does not notice
# whether the follower has caught up after the app was stopped, and some failures pass unseen because the Heroku CLI
# ends with 0 (docs/compared-with-the-heroku-cli.md).
#
# Environment:
#   HEROKU         the Heroku CLI; without it, the `heroku` on PATH
#   APP            the app (projectify-backend)
#   OLD            the database that DATABASE points at now (postgresql-curved-12345)
#   NEW            the name of the new one (projectify-pg15)
#   VERSION        the version to upgrade to (15)
#   PLAN           the plan of the new one (standard-0)
#   PROCESSES      the process types to stop, as they are to run afterwards (web=1 worker=1)
#   WAIT_INTERVAL  seconds between two looks while it waits (5)
set -eu

heroku=${HEROKU:-heroku}
app=${APP:-projectify-backend}
old=${OLD:-postgresql-curved-12345}
new=${NEW:-projectify-pg15}
version=${VERSION:-15}
plan=${PLAN:-standard-0}
processes=${PROCESSES:-web=1 worker=1}
interval=${WAIT_INTERVAL:-5}

case ${HEROKU_HOST:-} in
  http://127.0.0.1:* | http://localhost:*) ;;
  *)
    echo "by-hand.sh: HEROKU_HOST does not name a sandbox on this machine, so this would touch the real Heroku." >&2
    echo "Start one with \`./changeover sandbox\` and load the \`export\` lines that it prints." >&2
    exit 64
    ;;
esac

step() {
  printf '\n$ heroku %s\n' "$*"
  "$heroku" "$@" </dev/null 2>&1
}

stopped=
for process in $processes; do
  stopped="$stopped ${process%%=*}=0"
done

# Prepare: the app runs on.
step addons:create "heroku-postgresql:$plan" --app "$app" --name "$new" --as UPGRADE -- --follow DATABASE
step pg:wait UPGRADE --app "$app" --wait-interval "$interval"
step pg:info UPGRADE --app "$app"

# Downtime starts. Maintenance mode turns visitors away; only scaling to 0 stops the workers, which write too.
step maintenance:on --app "$app"
# shellcheck disable=SC2086
step ps:scale $stopped --app "$app"

# A person looks for "Behind By: 0 commits" here before going on.
step pg:info UPGRADE --app "$app"

step pg:upgrade:run UPGRADE --version "$version" --app "$app" --confirm "$app"
step pg:upgrade:wait UPGRADE --app "$app" --wait-interval "$interval"
step pg:promote UPGRADE --app "$app"
step pg:info --app "$app"

# shellcheck disable=SC2086
step ps:scale $processes --app "$app"
step maintenance:off --app "$app"
# Downtime ends.

# Only now, and only if the app is well: the old database cannot be had back.
step addons:destroy "$old" --app "$app" --confirm "$app"
