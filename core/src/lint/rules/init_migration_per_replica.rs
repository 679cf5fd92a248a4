//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::object::Kind;

declare_rule! {
    /// Every replica migrates the database in an init container.
    ///
    /// ## Why it matters
    ///
    /// An init container runs in each Pod, in a roll-out in several at the same time, and again after each restart of a node. Two migrations at once race for the same tables, unless the tool takes a lock in the database.
    /// Flyway, Liquibase, Rails and Prisma do so, the tool here does not.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: shop
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       initContainers:
    ///       - name: migrate
    ///         image: registry.example/shop:1.0
    ///         command: ["python", "manage.py", "migrate"]
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata:
    ///   name: shop-migrate
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///       - name: migrate
    ///         image: registry.example/shop:1.0
    ///         command: ["python", "manage.py", "migrate"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior>; <https://github.com/sqlalchemy/alembic/issues/633>, <https://github.com/typeorm/typeorm/issues/4588>; <https://www.prisma.io/docs/orm/v7/prisma-migrate/workflows/development-and-production>; `with_advisory_lock`, activerecord/lib/active_record/migration.rb of Rails.
    "init-migration-per-replica", "I05", since = "0.1.0", Warning, [Default], Pod(check)
}

/// Commands that migrate a database and take no lock.
const MIGRATIONS: [&str; 6] = [
    "alembic upgrade",
    "manage.py migrate",
    "sequelize db:migrate",
    "sequelize-cli db:migrate",
    "typeorm migration:run",
    "doctrine:migrations:migrate",
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let kind = pod.object.kind();
    let who = if kind == Kind::DaemonSet {
        "the Pods of all nodes"
    } else if kind != Kind::StatefulSet && pod.replicas().is_some_and(|count| count > 1) {
        "all replicas"
    } else {
        return;
    };
    for member in pod.inits() {
        let words: Vec<&str> = member.words().collect();
        let line = words.join(" ");
        if !MIGRATIONS.iter().any(|command| line.contains(command)) {
            continue;
        }
        let name = member.name();
        let message = format!("`{name}` migrates the same database in {who}, at the same time");
        diagnostics.push(
            RULE.about(pod, &member.path.child(member.command_field()), message)
                .help("migrate in a Job before the roll-out, or let the tool take a lock")
                .container(name),
        );
    }
}
