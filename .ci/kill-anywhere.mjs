// What .ci/kill-anywhere does; that script starts it.
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs, isDeepStrictEqual } from 'node:util';
import { fileURLToPath } from 'node:url';

const USAGE = `usage: .ci/kill-anywhere [--kills N] [--seed N] [--mode MODE] [--only K] [--speed N] [--keep]

  --kills N    how many applies to kill; 12 unless given
  --seed N     chooses the moments; drawn and printed unless given
  --mode MODE  how to go on: \`plan\` (an empty folder and the plan file), \`nothing\` (an empty folder and the desired
               state; where nothing tells the process counts they must be asked for, and then are given), \`same\`
               (the same folder, with its journal), or \`all\` of these in turn, which is the default
  --only K     repeats one kill of a seed
  --speed N    how fast the sandbox's clock runs; 300 unless given
  --keep       leaves the folder with all output behind

A third of the moments is spread over the time of a whole run, a third lies just before or after an effect as the
undisturbed run had it, and a third just after an effect that the sandbox has reported. A run that ends before its
moment is made again with another one. Exit status: 0 if all converged, 1 if not, 64 for wrong usage.
`;
// The real program's start counts for minutes of the sandbox's time, and this is not about missed deadlines.
const PATIENCE = `limits: { provision: 24h, catchUp: 24h, upgrade: 24h, release: 24h }
cutover:
  deadline: 24h
`;
const MODES = ['plan', 'nothing', 'same'];
const ONCE = ['create-addon', 'upgrade-run', 'destroy-addon', 'promote'];
const START_LIMIT = 60_000; // ms
const RUN_LIMIT = 300_000;
const NEAR = 300; // ms around an effect
const RETRIES = 10;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'changeover');
const example = join(root, 'examples', 'projectify');
const children = new Set();

class Failure extends Error {}

function options() {
  const number = { kills: 12, seed: undefined, only: undefined, speed: 300 };
  let values;
  try {
    const known = { mode: { type: 'string', default: 'all' }, keep: { type: 'boolean' }, help: { type: 'boolean' } };
    for (const name of Object.keys(number)) {
      known[name] = { type: 'string' };
    }
    values = parseArgs({ options: known }).values;
  } catch (problem) {
    usage(problem.message);
  }
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  for (const name of Object.keys(number)) {
    if (values[name] !== undefined && !/^[1-9][0-9]{0,8}$/.test(values[name])) {
      usage(`--${name} must be a whole number from 1 on`);
    }
    number[name] = values[name] === undefined ? number[name] : Number(values[name]);
  }
  if (values.mode !== 'all' && !MODES.includes(values.mode)) {
    usage(`--mode must be one of ${MODES.join(', ')}, all`);
  }
  number.seed ??= 1 + Math.floor(Math.random() * 999_999_999);
  return { ...number, mode: values.mode, keep: values.keep };
}

function usage(problem) {
  process.stderr.write(`${problem}\n\n${USAGE}`);
  process.exit(64);
}

/** Numbers from 0 to 1 that depend on the seed and the kill alone (the mulberry32 generator). */
function generator(seed, kill) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(kill, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A program of ours that runs; what it prints goes to a file, so that a kill cannot lose it. */
function start(words, folder, env, output) {
  const file = openSync(output, 'a');
  const child = spawn(program, words, { cwd: folder, env, stdio: ['ignore', file, file] });
  closeSync(file);
  children.add(child);
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      children.delete(child);
      resolve(signal ?? code);
    });
  });
  return { child, ended, isRunning: () => children.has(child) };
}

async function run(words, folder, env, output) {
  const { child, ended } = start(words, folder, env, output);
  const limit = setTimeout(() => child.kill('SIGKILL'), RUN_LIMIT);
  const code = await ended;
  clearTimeout(limit);
  const text = readFileSync(output, 'utf8');
  if (/error\[bug\]|^\s+at [a-z]+\.|Exception/m.test(text)) {
    throw new Failure(`\`${words.join(' ')}\` shows a defect:\n${text}`);
  }
  return { code, text };
}

/** A sandbox of its own, and folders for one kill. */
class Rehearsal {
  constructor(work, speed) {
    this.folder = mkdtempSync(join(work, 'run-'));
    this.speed = speed;
    this.effects = [];
    this.seen = 0;
    for (const name of ['one', 'other', 'home-one', 'home-other']) {
      mkdirSync(join(this.folder, name));
    }
    writeFileSync(this.path('one/changeover.yaml'), readFileSync(join(example, 'changeover.yaml'), 'utf8') + PATIENCE);
  }

  path(name) {
    return join(this.folder, name);
  }

  async open() {
    const words = ['sandbox', '--scenario', join(example, 'world.yaml'), '--port', '0', '--speed', String(this.speed)];
    words.push('--exports', this.path('exports'));
    this.sandbox = start(words, this.folder, process.env, this.path('sandbox.out'));
    const limit = Date.now() + START_LIMIT;
    while (!existsSync(this.path('exports')) || !readFileSync(this.path('exports'), 'utf8').endsWith('\n')) {
      if (Date.now() > limit || !this.sandbox.isRunning()) {
        throw new Failure(`the sandbox does not start: ${readFileSync(this.path('sandbox.out'), 'utf8')}`);
      }
      await sleep(20);
    }
    this.exports = {};
    for (const [, name, value] of readFileSync(this.path('exports'), 'utf8').matchAll(/^export (\w+)='?([^'\n]*)/gm)) {
      this.exports[name] = value;
    }
  }

  async close() {
    if (this.sandbox?.isRunning()) {
      this.sandbox.child.kill('SIGTERM');
      await this.sandbox.ended;
    }
  }

  /** The environment of one machine: its locks are its own. */
  env(machine) {
    const home = this.path(`home-${machine}`);
    return { ...process.env, ...this.exports, HOME: home, XDG_STATE_HOME: join(home, 'state') };
  }

  async get(path) {
    const answer = await fetch(this.exports.HEROKU_HOST + path, { signal: AbortSignal.timeout(20_000) });
    if (!answer.ok) {
      throw new Failure(`the sandbox answers ${answer.status} to ${path}`);
    }
    return answer.json();
  }

  /** Adds what has had an effect since the last look. */
  async look() {
    let more = true;
    while (more) {
      const page = await this.get(`/sandbox/requests?after=${this.seen}`);
      for (const request of page.requests) {
        this.seen = Math.max(this.seen, request.number);
        if (request.effect !== 'none') {
          const promotes = request.effect === 'attach' && JSON.parse(request.body).name === 'DATABASE';
          this.effects.push({ what: promotes ? 'promote' : request.effect, at: Date.now() });
        }
      }
      more = page.more;
    }
  }

  async plan() {
    const { code, text } = await run(
      ['plan', '--out', this.path('plan.json'), 'changeover.yaml'], this.path('one'), this.env('one'),
      this.path('plan.out'));
    if (code !== 0) {
      throw new Failure(`planning ended with ${code}:\n${text}`);
    }
  }

  begin() {
    const words = ['apply', '--yes', this.path('plan.json')];
    return start(words, this.path('one'), this.env('one'), this.path('first.out'));
  }

  /** What must be the same whenever and however often the apply was killed. */
  async end() {
    await this.look();
    const world = await this.get('/sandbox/world');
    const database = (name) => {
      const addOn = world.addOns.find((each) => each.name === name);
      return addOn === undefined ? 'none' : `${addOn.plan} ${addOn.database?.version}`;
    };
    const count = (what) => this.effects.filter((effect) => effect.what === what).length;
    return {
      apps: world.apps.map((app) => ({
        name: app.name,
        maintenance: app.maintenance,
        formation: app.formation,
        attachments: app.attachments.map((each) => `${each.name} ${each.namespace} ${database(each.addOn)}`).sort(),
        configVars: [...app.configVars].sort(),
        isServed: database(app.writes.servedBy),
        isWriting: app.writes.acknowledged > 0,
        missingWrites: app.writes.missing,
      })),
      databases: world.addOns
        .map(({ app, plan, state, database: { stage, version, writable, follows, settings, schedules } }) => ({
          app, plan, state, stage, version, writable, follows, settings, schedules,
        }))
        .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
      effects: Object.fromEntries(ONCE.map((what) => [what, count(what)])),
    };
  }
}

async function withRehearsal(work, speed, use) {
  const rehearsal = new Rehearsal(work, speed);
  try {
    await rehearsal.open();
    await rehearsal.plan();
    return await use(rehearsal);
  } finally {
    await rehearsal.close();
  }
}

/** A run that nothing kills: how long it takes, when its effects show, and the world it ends in. */
function undisturbed(work, speed) {
  return withRehearsal(work, speed, async (rehearsal) => {
    const begin = Date.now();
    const apply = rehearsal.begin();
    while (apply.isRunning()) {
      if (Date.now() > begin + RUN_LIMIT) {
        throw new Failure('the undisturbed run does not end');
      }
      await rehearsal.look();
      await sleep(10);
    }
    const took = Date.now() - begin;
    const code = await apply.ended;
    if (code !== 0) {
      throw new Failure(`undisturbed it ended with ${code}:\n${readFileSync(rehearsal.path('first.out'), 'utf8')}`);
    }
    const end = await rehearsal.end();
    const effects = rehearsal.effects.map((effect) => effect.at - begin);
    for (const what of ONCE) {
      if (end.effects[what] !== 1) {
        throw new Failure(`the undisturbed run had ${end.effects[what]} times the effect ${what}`);
      }
    }
    return { took, effects, end };
  });
}

/** Chooses when to kill: at a time after the start, or a time after a number of effects. */
function moment(random, kill, model) {
  const effect = Math.floor(random() * model.effects.length);
  const fine = random();
  switch (kill % 3) {
    case 1:
      return { effects: 0, after: fine * model.took, text: 'anywhere' };
    case 2:
      return { effects: 0, after: Math.max(0, model.effects[effect] + (2 * fine - 1) * NEAR), text: 'near an effect' };
    default:
      return { effects: effect + 1, after: fine * fine * NEAR, text: 'after an effect' };
  }
}

/** Starts an apply and kills it; tells whether it was still running. */
async function killed(rehearsal, chosen) {
  const begin = Date.now();
  const apply = rehearsal.begin();
  while (apply.isRunning() && rehearsal.effects.length < chosen.effects) {
    if (Date.now() > begin + RUN_LIMIT) {
      throw new Failure(`the first run does not come so far:\n${readFileSync(rehearsal.path('first.out'), 'utf8')}`);
    }
    await rehearsal.look();
  }
  const start = chosen.effects === 0 ? begin : Date.now();
  await sleep(Math.max(0, start + chosen.after - Date.now()));
  const running = apply.isRunning();
  apply.child.kill('SIGKILL');
  const code = await apply.ended;
  const text = readFileSync(rehearsal.path('first.out'), 'utf8');
  if (!running && code !== 0) {
    throw new Failure(`the first run ended by itself with ${code}:\n${text}`);
  }
  return running && code === 'SIGKILL';
}

/** Goes on in one of the modes; tells whether the process counts had to be asked for. */
async function goOn(rehearsal, mode) {
  const machine = mode === 'same' ? 'one' : 'other';
  const apply = (what) =>
    run(['apply', '--yes', what], rehearsal.path(machine), rehearsal.env(machine), rehearsal.path('second.out'));
  if (mode !== 'nothing') {
    const { code, text } = await apply(rehearsal.path('plan.json'));
    if (code !== 0) {
      throw new Failure(`going on ended with ${code}:\n${text}`);
    }
    return false;
  }
  const before = (await rehearsal.get('/sandbox/world')).apps[0];
  const isClosed = before.maintenance || before.formation.web === 0 || before.formation.worker === 0;
  const file = rehearsal.path('other/changeover.yaml');
  copyFileSync(rehearsal.path('one/changeover.yaml'), file);
  const first = await apply('changeover.yaml');
  if (first.code === 0 && !isClosed) {
    return false;
  }
  if (first.code !== 3 || !first.text.includes('blocked[pre-images-unknown]')) {
    throw new Failure(`going on with nothing, the app ${isClosed ? 'closed' : 'open'}, ended with ${first.code}:\n${
      first.text}`);
  }
  if (!isClosed) {
    throw new Failure(`the process counts are asked for although Heroku tells them:\n${first.text}`);
  }
  appendFileSync(file, '  restore: { web: 1, worker: 1 }\n');
  const second = await apply('changeover.yaml');
  if (second.code !== 0) {
    throw new Failure(`with the process counts given it ended with ${second.code}:\n${second.text}`);
  }
  return true;
}

async function check(rehearsal, mode, expected) {
  const end = await rehearsal.end();
  if (!isDeepStrictEqual(end, expected)) {
    const file = (name, value) => {
      writeFileSync(rehearsal.path(name), `${JSON.stringify(value, null, 2)}\n`);
      return rehearsal.path(name);
    };
    const difference = spawnSync('diff', ['-u', file('expected.json', expected), file('end.json', end)]);
    throw new Failure(`it ends in another world:\n${difference.stdout}`);
  }
  const machine = mode === 'same' ? 'one' : 'other';
  const words = ['plan', '--detailed-exitcode', rehearsal.path('one/changeover.yaml')];
  const { code, text } = await run(
    words, rehearsal.path(machine), rehearsal.env(machine), rehearsal.path('last.out'));
  if (code !== 0) {
    throw new Failure(`something is left to plan; exit ${code}:\n${text}`);
  }
}

/** One kill: tells what happened, or throws what went wrong. */
async function once(work, settings, kill, model) {
  const random = generator(settings.seed, kill);
  const mode = settings.mode === 'all' ? MODES[Math.floor((kill - 1) / 3) % MODES.length] : settings.mode;
  for (let attempt = 1; attempt <= RETRIES; attempt++) {
    const chosen = moment(random, kill, model);
    const told = await withRehearsal(work, settings.speed, async (rehearsal) => {
      if (!(await killed(rehearsal, chosen))) {
        return undefined;
      }
      await rehearsal.look();
      const at = rehearsal.effects.length;
      let asked;
      try {
        asked = await goOn(rehearsal, mode);
        await check(rehearsal, mode, model.end);
      } catch (problem) {
        problem.message = `${mode}, killed ${chosen.text}, after ${at} effects: ${problem.message}`;
        throw problem;
      }
      const end = asked ? 'asked, then converged' : 'converged';
      return { asked, text: `${mode}, ${chosen.text}, after ${at} effects: ${end}` };
    });
    if (told !== undefined) {
      return told;
    }
  }
  throw new Failure(`each of ${RETRIES} runs ended before it could be killed`);
}

async function main() {
  const settings = options();
  if (spawnSync(program, ['version'], { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) {
    throw new Failure('the program cannot be built');
  }
  const work = mkdtempSync(join(tmpdir(), 'kill-anywhere-'));
  const finish = () => {
    for (const child of children) {
      child.kill('SIGKILL');
    }
    if (!settings.keep) {
      rmSync(work, { recursive: true, force: true });
    }
  };
  process.on('exit', finish);
  for (const [signal, code] of [['SIGHUP', 129], ['SIGINT', 130], ['SIGTERM', 143]]) {
    process.on(signal, () => process.exit(code));
  }
  console.log(`seed ${settings.seed}, speed ${settings.speed}${settings.keep ? `, folder ${work}` : ''}`);
  const model = await undisturbed(work, settings.speed);
  console.log(`an undisturbed run takes ${model.took} ms and has ${model.effects.length} effects`);
  const kills = settings.only ? [settings.only] : Array.from({ length: settings.kills }, (_, index) => index + 1);
  let converged = 0;
  let asked = 0;
  for (const kill of kills) {
    try {
      const told = await once(work, settings, kill, model);
      converged++;
      asked += told.asked ? 1 : 0;
      console.log(`kill ${kill}: ${told.text}`);
    } catch (problem) {
      if (!(problem instanceof Failure)) {
        throw problem;
      }
      console.log(`kill ${kill}: FAILED: ${problem.message}`);
    }
  }
  console.log(`asked for the process counts ${asked} times`);
  console.log(`${kills.length} kills, ${converged} converged, ${kills.length - converged} failed`);
  process.exit(converged === kills.length ? 0 : 1);
}

await main().catch((problem) => {
  console.error(problem instanceof Failure ? `FAILED: ${problem.message}` : problem);
  process.exit(1);
});
