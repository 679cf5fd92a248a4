//! What well-known programs do when a manifest's command runs them.
//!
//! The programs of the images in the catalogue are known from there; this table has the interpreters, the servers that
//! are installed into an app's own image, and the tools that change a database once.

use crate::process::StopReaction;
use crate::process::images::{self, Ends, Image, OnStop};
use crate::process::role::Role;
use crate::time::SimDuration;

/// What a command runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Program {
    /// Its name, without the path: `gunicorn`.
    pub(in crate::process) name: &'static str,
    /// What containers that run it usually do in a Pod.
    pub(in crate::process) role: Role,
    /// From its start until it serves.
    pub(in crate::process) starts_after: SimDuration,
    /// Where it listens.
    pub(in crate::process) ports: Vec<u16>,
    /// What it does on SIGTERM as process 1 of its container.
    pub(in crate::process) on_stop: StopReaction,
    /// What it does on SIGTERM as any other process.
    pub(in crate::process) on_stop_below: StopReaction,
    /// Whether it ends by itself.
    pub(in crate::process) ends: Ends,
    /// Whether that is assumed: nobody says how it behaves, or how long its work takes.
    pub(in crate::process) is_assumed: bool,
}

/// One program, or several that are alike.
struct Row {
    names: &'static [&'static str],
    /// Words that all have to follow its name, anywhere.
    words: &'static [&'static str],
    role: Role,
    starts_after: SimDuration,
    /// Where it listens unless an option says otherwise.
    ports: &'static [u16],
    /// The options that say so, and an empty one for the first argument without a name.
    options: &'static [&'static str],
    on_stop: OnStop,
    ends: Ends,
}

const fn serves(
    names: &'static [&'static str],
    starts_after: u64,
    ports: &'static [u16],
    options: &'static [&'static str],
    on_stop: OnStop,
) -> Row {
    let starts_after = SimDuration::from_secs(starts_after);
    Row {
        names,
        words: &[],
        role: Role::App,
        starts_after,
        ports,
        options,
        on_stop,
        ends: Ends::Never,
    }
}

const fn migrates(
    names: &'static [&'static str],
    words: &'static [&'static str],
    seconds: u64,
    on_stop: OnStop,
) -> Row {
    let ends = Ends::After(SimDuration::from_secs(seconds), 0);
    let starts_after = SimDuration::ZERO;
    Row {
        names,
        words,
        role: Role::Migration,
        starts_after,
        ports: &[],
        options: &[],
        on_stop,
        ends,
    }
}

/// It exits with 0 at once.
const WELL: OnStop = OnStop::Exits(SimDuration::ZERO, 0);

/// It exits as if the signal had killed it.
const TERMINATED: OnStop = OnStop::Exits(SimDuration::ZERO, 143);

/// Ruby turns the signal into an exception, after which process 1 exits with 1.
const RUBY: OnStop = OnStop::Runtime(1);

/// Programs that run the rest of their command line; each with the options that take a word of their own.
const WRAPPERS: [(&str, &[&str]); 14] = [
    ("tini", &["-p", "-e"]),
    ("dumb-init", &["-r", "--rewrite"]),
    ("catatonit", &[]),
    ("docker-init", &[]),
    ("env", &["-u", "-C"]),
    ("exec", &[]),
    ("nice", &["-n"]),
    ("nohup", &[]),
    ("stdbuf", &["-o", "-e", "-i"]),
    ("setpriv", &[]),
    ("npx", &["-p", "--package"]),
    ("pnpx", &[]),
    ("linkerd-await", &["-p", "-t", "--timeout"]),
    ("vault-env", &[]),
];

/// Pairs of words that do so as well.
const RUNNERS: [[&str; 2]; 9] = [
    ["bundle", "exec"],
    ["poetry", "run"],
    ["pipenv", "run"],
    ["uv", "run"],
    ["pdm", "run"],
    ["doppler", "run"],
    ["berglas", "exec"],
    ["yarn", "exec"],
    ["pnpm", "exec"],
];

/// One row a program; the first one of which everything is there counts.
///
/// Sources: <https://docs.gunicorn.org/en/stable/signals.html>, <https://www.uvicorn.org/settings/>,
/// <https://nodejs.org/api/process.html#signal-events> (no default handler as process 1),
/// <https://docs.python.org/3/library/signal.html> (a handler for SIGINT alone),
/// <https://learn.microsoft.com/en-us/dotnet/core/extensions/generic-host#host-shutdown>,
/// <https://puma.io/puma/file.signals.html>, <https://docs.ruby-lang.org/en/master/Signal.html>, and that a JVM runs its
/// hooks and exits with 143.
const PROGRAMS: &[Row] = &[
    migrates(&["manage.py", "django-admin"], &["migrate"], 5, OnStop::Unhandled),
    serves(&["manage.py", "django-admin"], 2, &[8000], &[""], OnStop::Unhandled),
    serves(&["http.server"], 0, &[8000], &[""], OnStop::Unhandled),
    serves(&["gunicorn"], 2, &[8000], &["-b", "--bind"], WELL),
    serves(
        &["uvicorn", "fastapi", "hypercorn", "daphne"],
        2,
        &[8000],
        &["--port", "-p", "-b", "--bind"],
        WELL,
    ),
    serves(&["flask"], 2, &[5000], &["-p", "--port"], OnStop::Unhandled),
    serves(&["celery"], 3, &[], &[], WELL),
    migrates(&["alembic"], &["upgrade"], 3, OnStop::Unhandled),
    serves(&["python", "python2", "python3"], 1, &[], &[], OnStop::Unhandled),
    migrates(&["rails", "rake"], &["db:migrate"], 5, RUBY),
    migrates(&["rails", "rake"], &["db:prepare"], 5, RUBY),
    migrates(&["rails", "rake"], &["db:setup"], 5, RUBY),
    serves(&["rails"], 5, &[3000], &["-p", "--port"], RUBY),
    serves(&["puma"], 3, &[9292], &["-p", "-b"], RUBY),
    serves(&["sidekiq"], 5, &[], &[], WELL),
    serves(&["ruby"], 1, &[], &[], RUBY),
    migrates(&["prisma"], &["migrate"], 5, OnStop::Unhandled),
    migrates(&["knex"], &["migrate:latest"], 5, OnStop::Unhandled),
    migrates(&["sequelize", "sequelize-cli"], &["db:migrate"], 5, OnStop::Unhandled),
    migrates(&["typeorm"], &["migration:run"], 5, OnStop::Unhandled),
    migrates(&["npm", "yarn", "pnpm"], &["migrate"], 5, TERMINATED),
    serves(&["next"], 3, &[3000], &["-p", "--port"], WELL),
    serves(&["npm", "yarn", "pnpm"], 3, &[], &[], TERMINATED),
    serves(&["node", "nodejs", "ts-node"], 2, &[], &[], OnStop::Unhandled),
    serves(&["java"], 15, &[], &[], TERMINATED),
    migrates(&["dotnet-ef"], &["update"], 5, WELL),
    serves(&["dotnet"], 2, &[8080], &[], WELL),
    migrates(&["artisan"], &["migrate"], 5, OnStop::Unhandled),
    serves(&["artisan"], 1, &[8000], &["--port"], OnStop::Unhandled),
    serves(&["php"], 1, &[], &["-S"], OnStop::Unhandled),
    migrates(&["goose"], &["up"], 2, OnStop::Runtime(2)),
    migrates(&["dbmate"], &["up"], 2, OnStop::Runtime(2)),
    migrates(&["sqlx"], &["migrate"], 2, OnStop::Unhandled),
    migrates(&["diesel"], &["migration"], 2, OnStop::Unhandled),
    migrates(&["mix"], &["ecto.migrate"], 5, TERMINATED),
    serves(&["otelcol-contrib", "otelcol-k8s", "otelcontribcol"], 2, &[4317, 4318], &[], WELL),
    serves(&["ratelimit"], 2, &[8080, 8081, 6070], &[], WELL),
    Row {
        ends: Ends::After(SimDuration::from_secs(5), 0),
        role: Role::Oneshot,
        ..serves(&["perl"], 0, &[], &[], OnStop::Unhandled)
    },
    serves(&["httpd", "apache2", "apache2ctl", "apachectl"], 1, &[80], &[], WELL),
];

/// The program that a command line runs; nothing where it is none that is known.
pub(in crate::process) fn program(argv: &[&str]) -> Option<Program> {
    within(argv, 8)
}

/// Whether a program does what a script or an archive says, which is not known.
pub(in crate::process) fn is_runtime(name: &str) -> bool {
    const RUNTIMES: [&str; 13] = [
        "python", "python2", "python3", "ruby", "npm", "yarn", "pnpm", "node", "nodejs", "ts-node",
        "java", "dotnet", "php",
    ];
    RUNTIMES.contains(&name)
}

/// The same, where so many programs may run one another.
fn within(argv: &[&str], depth: u32) -> Option<Program> {
    let depth = depth.checked_sub(1)?;
    let (first, mut rest) = argv.split_first()?;
    let mut name = base(first);
    if let ("dotnet", ["ef", others @ ..]) = (name, rest) {
        (name, rest) = ("dotnet-ef", others);
    }
    if let Some(inner) = wrapped(name, rest) {
        let program = within(inner, depth)?;
        // What runs it as a child of its own passes the signal on, to a process that is not the first.
        let is_parent = matches!(name, "tini" | "dumb-init" | "catatonit" | "docker-init");
        let on_stop = if is_parent { program.on_stop_below } else { program.on_stop };
        return Some(Program { on_stop, ..program });
    }
    if let Some(script) = interpreted(name, rest) {
        return within(script, depth);
    }
    // Without this option it is busybox' own, which goes into the background.
    let is_busybox = name == "httpd" && !rest.iter().any(|word| word.contains("FOREGROUND"));
    let row = PROGRAMS.iter().find(|row| {
        row.names.contains(&name) && row.words.iter().all(|word| rest.contains(word)) && !is_busybox
    });
    match row {
        Some(row) => of_row(row, name, rest),
        None => Some(of_image(images::of_program(name)?, rest)),
    }
}

/// The last part of a path.
fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// What is left of a command line when the program that only runs it is taken away.
fn wrapped<'w, 'a>(name: &str, rest: &'w [&'a str]) -> Option<&'w [&'a str]> {
    if let [second, inner @ ..] = rest
        && RUNNERS.contains(&[name, second])
    {
        return Some(after_options(inner, &[]));
    }
    match name {
        // The first word is the user.
        "gosu" | "su-exec" => return rest.get(1..),
        "yarn" | "pnpm" if names_known(rest) => return Some(rest),
        _ => {}
    }
    let (_, with_word) = WRAPPERS.into_iter().find(|(wrapper, _)| *wrapper == name)?;
    let mut inner = after_options(rest, with_word);
    while let [first, others @ ..] = inner
        && name == "env"
        && first.contains('=')
    {
        inner = others;
    }
    Some(inner)
}

fn after_options<'w, 'a>(mut words: &'w [&'a str], with_word: &[&str]) -> &'w [&'a str] {
    while let [first, rest @ ..] = words {
        if *first == "--" {
            return rest;
        }
        if !first.starts_with('-') {
            break;
        }
        words = if with_word.contains(first) { rest.get(1..).unwrap_or_default() } else { rest };
    }
    words
}

/// The module or the script that an interpreter runs, where that is one that is known by its name.
fn interpreted<'w, 'a>(name: &str, rest: &'w [&'a str]) -> Option<&'w [&'a str]> {
    if !matches!(name, "python" | "python2" | "python3" | "node" | "ruby" | "php" | "dotnet") {
        return None;
    }
    let mut at = 0;
    while let Some(word) = rest.get(at) {
        match *word {
            "-m" if name.starts_with("python") => {
                return rest.get(at + 1..).filter(|rest| names_known(rest));
            }
            "-c" | "-e" | "-r" | "-S" => return None,
            word if word.starts_with('-') => at += 1,
            _ => return rest.get(at..).filter(|rest| names_known(rest)),
        }
    }
    None
}

fn names_known(words: &[&str]) -> bool {
    words.first().is_some_and(|first| {
        let name = base(first);
        let interpreters = ["python", "python3", "node", "ruby", "php", "java", "dotnet"];
        PROGRAMS.iter().any(|row| row.names.contains(&name)) && !interpreters.contains(&name)
    })
}

fn of_row(row: &'static Row, name: &str, rest: &[&str]) -> Option<Program> {
    // A text that is run, a version that is printed: that is not what the row is about.
    let shown = ["-c", "-e", "-r", "-V", "--version", "-version", "--help"];
    let is_script =
        matches!(name, "python" | "python2" | "python3" | "node" | "nodejs" | "ruby" | "php");
    let other = match name {
        "php" if rest.first() == Some(&"-S") => false,
        "manage.py" | "django-admin" => {
            row.ends == Ends::Never && rest.first() != Some(&"runserver")
        }
        "artisan" => row.ends == Ends::Never && rest.first() != Some(&"serve"),
        "npm" | "yarn" | "pnpm" => {
            !rest.first().is_some_and(|word| matches!(*word, "start" | "run" | "dev" | "serve"))
        }
        "rails" => {
            row.ends == Ends::Never
                && !rest.first().is_some_and(|word| matches!(*word, "s" | "server"))
        }
        "flask" => !rest.contains(&"run"),
        "celery" => !rest.iter().any(|word| matches!(*word, "worker" | "beat")),
        "next" => rest.first() != Some(&"start"),
        _ => {
            is_script && (rest.is_empty() || rest.first().is_some_and(|word| shown.contains(word)))
        }
    };
    if other
        || rest.first().is_some_and(|word| matches!(*word, "--version" | "-version" | "--help"))
    {
        return None;
    }
    let ports = match said_port(row.options, rest) {
        Some(port) => vec![port],
        None => row.ports.to_vec(),
    };
    Some(Program {
        name: row.names.iter().find(|known| **known == name)?,
        role: row.role,
        starts_after: row.starts_after,
        ports,
        on_stop: row.on_stop.reaction(true),
        on_stop_below: row.on_stop.reaction(false),
        ends: row.ends,
        is_assumed: row.ends != Ends::Never,
    })
}

fn of_image(image: &'static Image, rest: &[&str]) -> Program {
    let (ends, on_stop) = image.own(rest, &[]);
    let ports = match said_port(&["--port", "-p", "--http-port"], rest) {
        Some(port) if !image.ports.is_empty() => vec![port],
        Some(_) | None => image.ports.to_vec(),
    };
    Program {
        name: image.program,
        role: image.role,
        starts_after: image.starts_after,
        ports,
        on_stop: on_stop.reaction(true),
        on_stop_below: on_stop.reaction(false),
        ends,
        is_assumed: image.is_assumed(ends),
    }
}

/// The port that an option says: `--bind 0.0.0.0:9000`, `-p 9000`, `--port=9000`.
fn said_port(options: &[&str], words: &[&str]) -> Option<u16> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let (option, value) = match word.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (*word, words.get(at).copied()),
        };
        let value = if options.contains(&option) {
            value
        } else {
            Some(*word).filter(|word| options.contains(&"") && !word.starts_with('-'))
        };
        let port = value.and_then(|value| value.rsplit(':').next()?.parse().ok());
        if port.is_some() {
            return port;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_says_which_program_runs_and_how_it_ends() {
        let ends = |seconds| Ends::After(SimDuration::from_secs(seconds), 0);
        for (line, name, ports, expected) in [
            ("nginx -g daemon_off;", "nginx", &[80][..], Ends::Never),
            ("/usr/sbin/nginx", "nginx", &[80], Ends::Never),
            ("redis-server --port 6380", "redis-server", &[6380], Ends::Never),
            ("docker-php-entrypoint php-fpm", "", &[], Ends::Never),
            ("python -m http.server", "http.server", &[8000], Ends::Never),
            ("python3 -u -m http.server 9000", "http.server", &[9000], Ends::Never),
            ("python app.py", "python", &[], Ends::Never),
            ("python -c print(1)", "", &[], Ends::Never),
            ("python", "", &[], Ends::Never),
            ("python manage.py migrate", "manage.py", &[], ends(5)),
            ("python manage.py runserver 0.0.0.0:8080", "manage.py", &[8080], Ends::Never),
            ("python manage.py shell", "", &[], Ends::Never),
            ("python -m gunicorn -b 0.0.0.0:9000 app:app", "gunicorn", &[9000], Ends::Never),
            ("gunicorn --bind=:9001 app:app", "gunicorn", &[9001], Ends::Never),
            ("uvicorn app:app --port 80", "uvicorn", &[80], Ends::Never),
            ("poetry run alembic upgrade head", "alembic", &[], ends(3)),
            ("node server.js", "node", &[], Ends::Never),
            ("node -v", "node", &[], Ends::Never),
            ("npx prisma migrate deploy", "prisma", &[], ends(5)),
            ("node node_modules/.bin/prisma migrate deploy", "prisma", &[], ends(5)),
            ("yarn prisma migrate deploy", "prisma", &[], ends(5)),
            ("npm run migrate", "npm", &[], ends(5)),
            ("npm start", "npm", &[], Ends::Never),
            ("npm ci", "", &[], Ends::Never),
            ("bundle exec rails db:migrate", "rails", &[], ends(5)),
            ("bin/rails server -p 3001", "rails", &[3001], Ends::Never),
            ("bundle exec puma -b tcp://0.0.0.0:3000", "puma", &[3000], Ends::Never),
            ("java -jar app.jar", "java", &[], Ends::Never),
            ("java -version", "", &[], Ends::Never),
            ("dotnet Shop.dll", "dotnet", &[8080], Ends::Never),
            ("dotnet ef database update", "dotnet-ef", &[], ends(5)),
            ("php artisan migrate --force", "artisan", &[], ends(5)),
            ("php -S 0.0.0.0:8081", "php", &[8081], Ends::Never),
            ("flyway -url=x migrate", "flyway", &[], ends(6)),
            ("migrate -path /m -database x up", "migrate", &[], ends(2)),
            ("tini -- fluent-bit -c /etc/fluent-bit.conf", "fluent-bit", &[2020], Ends::Never),
            ("env A=1 B=2 memcached -p 11212", "memcached", &[11212], Ends::Never),
            ("gosu postgres postgres", "postgres", &[5432], Ends::Never),
            ("httpd -f -p 8080", "", &[], Ends::Never),
            ("httpd -DFOREGROUND", "httpd", &[80], Ends::Never),
            ("vault agent -config=x", "vault", &[8200], Ends::Never),
            ("pilot-agent istio-iptables -p 15001", "pilot-agent", &[], ends(1)),
            ("sh -c nginx", "", &[], Ends::Never),
            ("/entrypoint", "", &[], Ends::Never),
            ("registry", "", &[], Ends::Never),
        ] {
            let argv: Vec<&str> = line.split(' ').collect();
            let read = program(&argv);
            let read = read.as_ref().map_or(("", Ends::Never), |read| (read.name, read.ends));
            assert_eq!(read, (name, expected), "{line}");
            if !name.is_empty() && name != "pilot-agent" {
                assert_eq!(program(&argv).unwrap().ports, ports, "{line}");
            }
        }
    }

    #[test]
    fn programs_that_run_one_another_without_end_are_not_read() {
        assert_eq!(program(&vec!["env"; 100_000]), None);
        assert_eq!(program(&["env", "nice", "tini", "nginx"]).unwrap().name, "nginx");
    }

    #[test]
    fn a_parent_process_passes_the_signal_on_to_one_that_is_not_the_first() {
        let reaction = |line: &str| {
            let argv: Vec<&str> = line.split(' ').collect();
            program(&argv).unwrap().on_stop
        };
        let exits = |code| StopReaction::Exits(SimDuration::ZERO, code);
        assert_eq!(reaction("node server.js"), StopReaction::Ignores);
        assert_eq!(reaction("tini -- node server.js"), exits(143));
        assert_eq!(reaction("dumb-init node server.js"), exits(143));
        assert_eq!(reaction("env A=1 node server.js"), StopReaction::Ignores);
        assert_eq!(reaction("node_exporter"), exits(2));
        assert_eq!(reaction("gunicorn app:app"), exits(0));
        assert_eq!(reaction("java -jar app.jar"), exits(143));
    }
}
