//! The commands and their options, described in the reader's language.

use std::process::ExitCode;

use app::texts::{Texts, arg};
use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, value_parser};

use crate::config::settings::{BACKUP_FILES, BACKUP_RECIPIENT, DATA_PLACE, LANG, LOG_PLACE, PLACE, SETTINGS, Setting};
use crate::{UNREADABLE, terminal};

/// The whole command line.
pub(crate) fn command(texts: Texts) -> Command {
    let t = |key: &str| texts.t(key);
    base(texts, Command::new("mamori"), "cli-about", "cli-usage")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(Arg::new("version").long("version").short('V').action(ArgAction::Version).help(t("cli-version")))
        .subcommand_required(true)
        .subcommand(serve(texts))
        .subcommand(demo(texts))
        .subcommand(check(texts))
        .subcommand(pack(texts))
        .subcommand(bodies(texts))
        .subcommand(rebuild(texts))
        .subcommand(config(texts))
        .subcommand(db(texts))
        .subcommand(log(texts))
        .subcommand(keys(texts))
        .subcommand(backup(texts))
        .subcommand(restore(texts))
        .subcommand(base(texts, Command::new("openapi"), "cli-openapi", "cli-openapi-usage"))
        .subcommand_help_heading(t("cli-commands"))
        .disable_help_subcommand(true)
}

fn serve(texts: Texts) -> Command {
    told(texts, base(texts, Command::new("serve"), "cli-serve", "cli-serve-usage"), &SETTINGS)
}

fn demo(texts: Texts) -> Command {
    told(texts, base(texts, Command::new("demo"), "cli-demo", "cli-demo-usage"), &SETTINGS)
        .mut_arg("data", |data| data.help(texts.t("cli-demo-data")))
        .mut_arg("database", |database| database.help(texts.t("cli-demo-database")))
        .arg(
            Arg::new("password")
                .long("password")
                .value_name(texts.t("cli-value-text"))
                .help(texts.t("cli-demo-password")),
        )
        .arg(Arg::new("fill-only").long("fill-only").action(ArgAction::SetTrue).help(texts.t("cli-demo-fill-only")))
}

fn rebuild(texts: Texts) -> Command {
    told(texts, base(texts, Command::new("rebuild"), "cli-rebuild", "cli-rebuild-usage"), &PLACE)
}

fn config(texts: Texts) -> Command {
    base(texts, Command::new("config"), "cli-config", "cli-config-usage")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(texts.t("cli-commands"))
        .subcommand(told(
            texts,
            base(texts, Command::new("check"), "cli-config-check", "cli-config-check-usage"),
            &SETTINGS,
        ))
        .subcommand(base(texts, Command::new("example"), "cli-config-example", "cli-config-example-usage"))
}

fn db(texts: Texts) -> Command {
    let part = |name: &'static str, about: &str, usage: &str| {
        told(texts, base(texts, Command::new(name), about, usage), &DATA_PLACE)
    };
    base(texts, Command::new("db"), "cli-db", "cli-db-usage")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(texts.t("cli-commands"))
        .subcommand(
            part("check", "cli-db-check", "cli-db-check-usage").arg(
                Arg::new("objects").long("objects").action(ArgAction::SetTrue).help(texts.t("cli-db-check-objects")),
            ),
        )
        .subcommand(part("migrate", "cli-db-migrate", "cli-db-migrate-usage"))
        .subcommand(part("grant", "cli-db-grant", "cli-db-grant-usage").arg(
            Arg::new("role").value_name(texts.t("cli-value-role")).required(true).help(texts.t("cli-db-grant-role")),
        ))
}

fn keys(texts: Texts) -> Command {
    let part = |name: &'static str, about: &str, usage: &str| {
        told(texts, base(texts, Command::new(name), about, usage), &LOG_PLACE)
    };
    let which = || {
        Arg::new("name")
            .value_name(texts.t("cli-value-key"))
            .required(true)
            .value_parser(PossibleValuesParser::new(["master", "vault", "log"]))
            .hide_possible_values(true)
            .help(texts.t("cli-keys-name"))
    };
    let flag = |name: &'static str, key: &str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(texts.t(key));
    base(texts, Command::new("keys"), "cli-keys", "cli-keys-usage")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(texts.t("cli-commands"))
        .subcommand(part("list", "cli-keys-list", "cli-keys-list-usage"))
        .subcommand(
            part("rotate", "cli-keys-rotate", "cli-keys-rotate-usage").arg(which()).arg(flag("lost", "cli-keys-lost")),
        )
        .subcommand(
            part("retire", "cli-keys-retire", "cli-keys-retire-usage")
                .arg(which())
                .arg(
                    Arg::new("number")
                        .value_name(texts.t("cli-value-number"))
                        .required(true)
                        .value_parser(value_parser!(u8).range(1..))
                        .help(texts.t("cli-keys-number")),
                )
                .arg(flag("now", "cli-keys-now")),
        )
}

fn log(texts: Texts) -> Command {
    let part = |name: &'static str, about: &str, usage: &str| {
        told(texts, base(texts, Command::new(name), about, usage), &LOG_PLACE)
    };
    let file = |name: &'static str, key: &str| file(texts, name, key).long(name);
    base(texts, Command::new("log"), "cli-log", "cli-log-usage")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(texts.t("cli-commands"))
        .subcommand(
            part("verify", "cli-log-verify", "cli-log-verify-usage").arg(file("head", "cli-log-verify-head")).arg(
                Arg::new("key")
                    .long("key")
                    .value_name(texts.t("cli-value-key"))
                    .action(ArgAction::Append)
                    .help(texts.t("cli-log-key-given")),
            ),
        )
        .subcommand(
            part("adopt", "cli-log-adopt", "cli-log-adopt-usage").arg(
                Arg::new("new-log").long("new-log").action(ArgAction::SetTrue).help(texts.t("cli-log-adopt-new-log")),
            ),
        )
        .subcommand(part("head", "cli-log-head", "cli-log-head-usage"))
        .subcommand(part("key", "cli-log-key", "cli-log-key-usage"))
        .subcommand(
            part("export", "cli-log-export", "cli-log-export-usage").arg(
                Arg::new("folder")
                    .value_name(texts.t("cli-value-folder"))
                    .required(true)
                    .value_parser(value_parser!(std::path::PathBuf))
                    .help(texts.t("cli-log-export-folder")),
            ),
        )
}

fn backup(texts: Texts) -> Command {
    let check = base(texts, Command::new("check"), "cli-backup-check", "cli-backup-check-usage");
    let check = told(texts, check, &[&BACKUP_FILES]);
    let recipient = Arg::new("recipient").long("recipient").value_name("age1…").action(ArgAction::Append);
    told(
        texts,
        base(texts, Command::new("backup"), "cli-backup", "cli-backup-usage"),
        &with_data(&[&BACKUP_RECIPIENT, &BACKUP_FILES]),
    )
    .args_conflicts_with_subcommands(true)
    .subcommand_negates_reqs(true)
    .disable_help_subcommand(true)
    .subcommand_help_heading(texts.t("cli-commands"))
    .arg(file(texts, "to", "cli-backup-to").long("to").required(true))
    .arg(recipient.help(texts.t("cli-backup-recipient")))
    .subcommand(with_backup(texts, check, |argument| argument.required(true)))
}

fn restore(texts: Texts) -> Command {
    let command = told(
        texts,
        base(texts, Command::new("restore"), "cli-restore", "cli-restore-usage"),
        &with_data(&[&BACKUP_FILES]),
    );
    with_backup(texts, command, |argument| argument.required_unless_present("files-only").conflicts_with("files-only"))
        .arg(
            Arg::new("files-only")
                .long("files-only")
                .action(ArgAction::SetTrue)
                .help(texts.t("cli-restore-files-only")),
        )
}

/// The settings that say where database and files are, and these.
fn with_data(more: &[&'static Setting]) -> Vec<&'static Setting> {
    [&DATA_PLACE[..], more].concat()
}

/// A command that reads a backup.
fn with_backup(texts: Texts, command: Command, needed: fn(Arg) -> Arg) -> Command {
    command
        .arg(needed(file(texts, "file", "cli-backup-file")))
        .arg(needed(file(texts, "identity", "cli-backup-identity").long("identity")))
}

/// An argument that names a file.
fn file(texts: Texts, name: &'static str, key: &str) -> Arg {
    Arg::new(name)
        .value_name(texts.t("cli-value-file"))
        .value_parser(value_parser!(std::path::PathBuf))
        .help(texts.t(key))
}

/// A command with its options for these settings. What they may be is judged with the rest of the configuration.
fn told(texts: Texts, command: Command, settings: &[&'static Setting]) -> Command {
    let file = Arg::new("config").long("config").value_name(texts.t("cli-value-file")).help(texts.t("cli-config-file"));
    // `--lang` is there for every command.
    let options = settings.iter().filter(|setting| ***setting != LANG).map(|setting| {
        Arg::new(setting.option()).long(setting.option()).value_name(texts.t(setting.value)).help(texts.t(setting.help))
    });
    command.arg(file).args(options).after_help(texts.t("cli-config-precedence"))
}

fn check(texts: Texts) -> Command {
    let file = |name: &'static str, key: &str| file(texts, name, key).long(name);
    base(texts, Command::new("check"), "cli-check", "cli-check-usage")
        .arg(
            Arg::new("files")
                .value_name(texts.t("cli-value-file"))
                .num_args(1..)
                .required(true)
                .value_parser(value_parser!(std::path::PathBuf))
                .help(texts.t("cli-check-files")),
        )
        .arg(
            Arg::new("pack")
                .long("pack")
                .value_name(texts.t("cli-value-pack"))
                .default_value(app::packs::FIRST_CHECK)
                .hide_default_value(true)
                .help(texts.t("cli-check-pack")),
        )
        .arg(file("out", "cli-check-out").short('o'))
        .arg(file("earlier", "cli-check-earlier"))
        .arg(file("checklist", "cli-check-checklist").conflicts_with("pack"))
        .arg(Arg::new("name").long("name").value_name(texts.t("cli-value-name")).help(texts.t("cli-check-name")))
        .arg(Arg::new("named").long("named").action(ArgAction::SetTrue).help(texts.t("cli-check-named")))
        .arg(Arg::new("each-agreed").long("each-agreed").action(ArgAction::SetTrue).help(texts.t("cli-check-agreed")))
        .after_help(texts.t("cli-check-after"))
}

fn pack(texts: Texts) -> Command {
    let files = |key: &str| {
        Arg::new("files")
            .value_name(texts.t("cli-value-file"))
            .num_args(0..)
            .value_parser(value_parser!(std::path::PathBuf))
            .help(texts.t(key))
    };
    base(texts, Command::new("pack"), "cli-pack", "cli-pack-usage")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(texts.t("cli-commands"))
        .subcommand(
            base(texts, Command::new("check"), "cli-pack-check", "cli-pack-check-usage")
                .arg(files("cli-pack-check-files")),
        )
        .subcommand(
            base(texts, Command::new("import"), "cli-pack-import", "cli-pack-import-usage").arg(
                Arg::new("file")
                    .value_name(texts.t("cli-value-file"))
                    .required(true)
                    .value_parser(value_parser!(std::path::PathBuf))
                    .help(texts.t("cli-pack-import-file")),
            ),
        )
        .subcommand(base(texts, Command::new("list"), "cli-pack-list", "cli-pack-list-usage"))
        .subcommand(
            base(texts, Command::new("show"), "cli-pack-show", "cli-pack-show-usage")
                .arg(Arg::new("id").value_name("ID").required(true).help(texts.t("cli-pack-show-id"))),
        )
        .subcommand(
            base(texts, Command::new("diff"), "cli-pack-diff", "cli-pack-diff-usage")
                .arg(
                    Arg::new("older")
                        .value_name(texts.t("cli-value-older"))
                        .required(true)
                        .value_parser(value_parser!(std::path::PathBuf))
                        .help(texts.t("cli-pack-diff-older")),
                )
                .arg(
                    Arg::new("newer")
                        .value_name(texts.t("cli-value-newer"))
                        .required(true)
                        .value_parser(value_parser!(std::path::PathBuf))
                        .help(texts.t("cli-pack-diff-newer")),
                ),
        )
        .subcommand(
            base(texts, Command::new("schema"), "cli-pack-schema", "cli-pack-schema-usage").arg(
                Arg::new("kind")
                    .value_name(texts.t("cli-value-kind"))
                    .required(true)
                    .value_parser(PossibleValuesParser::new(criteria::schema::KINDS))
                    .hide_possible_values(true)
                    .help(texts.with("cli-pack-schema-kind", &[("kinds", arg(criteria::schema::KINDS.join(" | ")))])),
            ),
        )
}

fn bodies(texts: Texts) -> Command {
    let option = |name: &'static str, key: &str| {
        Arg::new(name).long(name).value_name(texts.t("cli-value-text")).help(texts.t(key))
    };
    base(texts, Command::new("bodies"), "cli-bodies", "cli-bodies-usage")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(texts.t("cli-commands"))
        .subcommand(
            base(texts, Command::new("find"), "cli-bodies-find", "cli-bodies-find-usage")
                .arg(option("main", "bodies-main").required(true))
                .arg(option("employees", "bodies-employees").required(true))
                .arg(option("capital", "bodies-capital"))
                .arg(option("certify", "bodies-certify"))
                .arg(
                    option("special", "cli-bodies-special")
                        .value_parser(PossibleValuesParser::new(["rubber", "software", "ryokan"]))
                        .hide_possible_values(true),
                )
                .arg(
                    option("field", "cli-bodies-field")
                        .action(ArgAction::Append)
                        .value_parser(PossibleValuesParser::new(["aviation", "space", "defence", "none"]))
                        .hide_possible_values(true),
                )
                .arg(Arg::new("sole").long("sole").action(ArgAction::SetTrue).help(texts.t("bodies-sole"))),
        )
}

/// What every command has: its texts, `--help` and `--lang`.
fn base(texts: Texts, command: Command, about: &str, usage: &str) -> Command {
    let template =
        format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}\n", texts.t("cli-usage-heading"));
    command
        .about(texts.t(about))
        .override_usage(texts.t(usage))
        .help_template(template)
        .next_help_heading(texts.t("cli-options"))
        .disable_help_flag(true)
        .arg(Arg::new("help").long("help").short('h').action(ArgAction::Help).help(texts.t("cli-help")))
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("ja|en")
                .value_parser(PossibleValuesParser::new(["ja", "en"]))
                .hide_possible_values(true)
                .help(texts.t("cli-lang")),
        )
}

/// Says what is wrong with the arguments (or prints the help that was asked for).
pub(crate) fn explain(texts: Texts, error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match terminal::print(&error.render().to_string()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    eprintln!("{}: {}", texts.t("cli-error"), sentence(texts, error));
    eprintln!("{}", texts.t("cli-try-help"));
    ExitCode::from(UNREADABLE)
}

fn sentence(texts: Texts, error: &clap::Error) -> String {
    let found = |kind: ContextKind| {
        error.get(kind).map(|value| match value {
            ContextValue::Strings(list) => list.join(", "),
            other => other.to_string(),
        })
    };
    let argument = found(ContextKind::InvalidArg).unwrap_or_default();
    let values = [
        ("argument", arg(argument)),
        ("value", arg(found(ContextKind::InvalidValue).unwrap_or_default())),
        ("command", arg(found(ContextKind::InvalidSubcommand).unwrap_or_default())),
        (
            "valid",
            arg(found(ContextKind::ValidValue).or_else(|| found(ContextKind::ValidSubcommand)).unwrap_or_default()),
        ),
    ];
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "cli-unknown-argument",
        ErrorKind::InvalidSubcommand => "cli-unknown-command",
        ErrorKind::MissingSubcommand => "cli-missing-command",
        ErrorKind::MissingRequiredArgument => "cli-missing-argument",
        ErrorKind::InvalidValue if found(ContextKind::ValidValue).is_some() => "cli-invalid-value-of",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "cli-invalid-value",
        _ => "cli-bad-arguments",
    };
    texts.with(key, &values)
}

#[cfg(test)]
mod tests {
    use criteria::text::Lang;

    use super::*;

    #[test]
    fn every_command_is_described_in_both_languages() {
        for lang in Lang::ALL {
            command(Texts::new(lang)).debug_assert();
        }
    }
}
