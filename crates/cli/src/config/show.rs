//! What people read of the configuration: its faults, what is in force, an example to begin with.

use std::process::ExitCode;

use app::Texts;
use app::operator::OperatorKind;
use app::texts::arg;
use clap::ArgMatches;

use super::settings::{Form, SETTINGS, Setting};
use super::{Fault, LEVELS, MOST_CONNECTIONS, Source, Wrong, read};
use crate::{UNREADABLE, terminal};

/// `mamori config check`: every setting with its value and where it came from; then every fault.
pub(crate) fn check(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let (told, config) = read(matches);
    for setting in SETTINGS {
        let told = told.iter().find(|(one, _)| *one == setting).map(|(_, told)| told);
        let value = told.map_or_else(|| "-".to_owned(), |told| setting.shown(&told.text));
        let source = told.map_or_else(|| texts.t("config-unset"), |told| source(texts, setting, &told.source));
        terminal::print(&format!("{} = {}  # {source}\n", setting.name, one_line(&value)))?;
    }
    match config {
        Ok(_) => {
            terminal::print(&format!("{}\n", texts.t("config-good")))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => Ok(tell(texts, &faults)),
    }
}

/// Says every fault, and ends with what stands for "given something that cannot be read".
pub(crate) fn tell(texts: Texts, faults: &[Fault]) -> ExitCode {
    for fault in faults {
        eprintln!("{}: {}", texts.t("cli-error"), sentence(texts, fault));
    }
    ExitCode::from(UNREADABLE)
}

/// `mamori config example`: a file to begin with, every line of it an example.
pub(crate) fn example(texts: Texts) -> anyhow::Result<ExitCode> {
    terminal::print(&example_text(texts))?;
    Ok(ExitCode::SUCCESS)
}

fn example_text(texts: Texts) -> String {
    let mut text = comment(&texts.t("config-example-head"));
    let mut table = None;
    for setting in SETTINGS {
        let (within, key) = setting.place();
        text.push('\n');
        if let Some(within) = within.filter(|_| within != table) {
            text.push_str(&format!("[{within}]\n"));
        }
        table = within;
        text.push_str(&comment(&texts.t(setting.help)));
        text.push_str(&comment(&format!("--{} / {}", setting.option(), setting.variable())));
        text.push_str(&format!("#{key} = {}\n", quoted(setting.form, setting.example)));
    }
    text
}

fn comment(text: &str) -> String {
    text.lines().map(|line| format!("# {line}\n")).collect()
}

fn quoted(form: Form, value: &str) -> String {
    // JSON's strings are strings of TOML.
    let text = |value: &str| serde_json::Value::from(value.trim()).to_string();
    match form {
        Form::Text => text(value),
        Form::Number => value.to_owned(),
        Form::List => format!("[{}]", value.split(',').map(text).collect::<Vec<_>>().join(", ")),
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

/// Where a value came from.
fn source(texts: Texts, setting: &Setting, source: &Source) -> String {
    match source {
        Source::Option => format!("--{}", setting.option()),
        Source::Variable => setting.variable(),
        Source::File(path, line) => {
            let values = [("file", arg(path.display().to_string())), ("line", arg(line.unwrap_or(1)))];
            texts.with("config-source-file", &values)
        }
        Source::Default => texts.t("config-source-default"),
    }
}

/// One fault: its place, what was found, what is expected.
fn sentence(texts: Texts, fault: &Fault) -> String {
    let setting = SETTINGS.iter().find(|setting| Some(setting.name) == fault.name.as_deref());
    let place = match (&fault.source, setting, &fault.name) {
        (Source::File(path, None), ..) => path.display().to_string(),
        (Source::File(path, Some(line)), _, name) => {
            let values = [("file", arg(path.display().to_string())), ("line", arg(*line))];
            let place = texts.with("config-source-file", &values);
            name.as_ref().map_or(place.clone(), |name| format!("{place} {}", one_line(name)))
        }
        (from, Some(setting), _) => source(texts, setting, from),
        (_, None, _) => String::new(),
    };
    let wrong = match &fault.wrong {
        Wrong::Unreadable(error) => return terminal::told(texts, "cli-cannot-read", place.as_ref(), error).to_string(),
        Wrong::TooLarge => texts.t("config-too-large"),
        Wrong::NoText => texts.t("config-no-text"),
        Wrong::NoToml(why) => texts.with("config-no-toml", &[("why", arg(why.clone()))]),
        Wrong::Unknown(known) => texts.with("config-unknown", &[("known", arg(known.clone()))]),
        Wrong::NoTable => texts.t("config-no-table"),
        Wrong::Form(Form::Text) => texts.t("config-form-text"),
        Wrong::Form(Form::Number) => texts.t("config-form-number"),
        Wrong::Form(Form::List) => texts.t("config-form-list"),
        Wrong::Missing(setting) => texts.with("config-missing", &[("name", arg(setting.name))]),
        Wrong::Value(setting, found) => {
            let expected = texts.with(
                setting.expected,
                &[
                    ("kinds", arg(OperatorKind::ALL.map(|(word, _)| word).join(", "))),
                    ("levels", arg(LEVELS.join(", "))),
                    ("most", arg(MOST_CONNECTIONS)),
                ],
            );
            texts.with("config-value", &[("found", arg(one_line(found))), ("expected", arg(expected))])
        }
    };
    texts.with("config-fault", &[("place", arg(place)), ("wrong", arg(wrong))])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use app::texts::Texts;
    use criteria::text::Lang;

    use super::*;
    use crate::config::{Config, gather, settings};

    fn config(text: &str) -> Result<Config, Vec<Fault>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mamori.toml");
        std::fs::write(&path, text).unwrap();
        gather(|_| None, |_| None, Some(&path)).1
    }

    fn faults(text: &str) -> Vec<String> {
        let faults = config(text).unwrap_err();
        let words = faults.iter().map(|fault| sentence(Texts::new(Lang::En), fault));
        words.map(|words| words.split_once("mamori.toml").map_or(words.clone(), |(_, rest)| rest.to_owned())).collect()
    }

    #[test]
    fn the_example_can_be_read_and_names_every_setting() {
        for lang in Lang::ALL {
            let example = example_text(Texts::new(lang));
            assert_eq!(config(&example).unwrap(), config("").unwrap(), "as it is, it changes nothing");
            let lines = example.lines().map(|line| match line.strip_prefix('#') {
                Some(rest) if !rest.starts_with(' ') => rest,
                _ => line,
            });
            let used = lines.collect::<Vec<_>>().join("\n");
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("mamori.toml");
            std::fs::write(&path, &used).unwrap();
            let (told, read) = gather(|_| None, |_| None, Some(&path));
            read.unwrap();
            for setting in SETTINGS {
                let (_, told) = told.iter().find(|(one, _)| *one == setting).unwrap();
                assert!(matches!(told.source, Source::File(..)), "{}", setting.name);
            }
        }
    }

    #[test]
    fn the_option_wins_then_the_environment_then_the_file_then_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mamori.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:3\"\n").unwrap();
        let port = |option: Option<&str>, variable: Option<&str>, path: Option<&Path>| {
            let only = |name: &str, wanted: &str, value: Option<&str>| {
                (name == wanted).then(|| value.map(str::to_owned)).flatten()
            };
            let read = gather(|name| only(name, "listen", option), |name| only(name, "MAMORI_LISTEN", variable), path);
            read.1.unwrap().listen.port()
        };
        let (option, variable, file) = (Some("127.0.0.1:1"), Some("127.0.0.1:2"), Some(path.as_path()));
        assert_eq!(port(option, variable, file), 1);
        assert_eq!(port(None, variable, file), 2);
        assert_eq!(port(Some(""), None, file), 3, "what is empty was not said");
        assert_eq!(port(None, None, None), 8080);
    }

    #[test]
    fn every_fault_has_its_line_and_says_what_is_expected_and_what_was_found() {
        for (text, told) in [
            ("\nlisten = \"here\"", ":2 listen: cannot be \"here\"; expected an address and a port"),
            ("listen = 8080", ":1 listen: expected a text in quotation marks"),
            ("connections = 0", ":1 connections: cannot be \"0\"; expected a number from 1 to 1000"),
            ("connections = \"8\"", ":1 connections: expected a number"),
            ("database = \"mysql://u:secret@h/d\"", ":1 database: cannot be \"***\"; expected"),
            ("origin = \"mamori.example.jp\"", ":1 origin: cannot be \"mamori.example.jp\"; expected"),
            ("origin = \"https://mamori.example.jp/below\"", ":1 origin: cannot be"),
            ("trusted_proxies = \"::1\"", ":1 trusted_proxies: expected a list"),
            ("trusted_proxies = [\"::1\", \"proxy\"]", ":1 trusted_proxies: cannot be \"proxy\"; expected"),
            ("[limits]\npapers = 0", ":2 limits.papers: cannot be \"0\"; expected a number from 1 to 1000000"),
            ("[limits]\nrequests = \"60\"", ":2 limits.requests: expected a number"),
            (
                "[limits]\nconnections = 0",
                ":2 limits.connections: cannot be \"0\"; expected a number from 1 to 1000000",
            ),
            ("[limits]\nstorage = 20", ":2 limits.storage: expected a text in quotation marks"),
            ("[limits]\nstorage = \"20\"", ":2 limits.storage: cannot be \"20\"; expected a number with its unit"),
            ("[limits]\nstorage = \"0 GB\"", ":2 limits.storage: cannot be \"0 GB\"; expected a number with its unit"),
            ("metrics = \"9464\"", ":1 metrics: cannot be \"9464\"; expected an address and a port"),
            ("lang = \"fr\"", ":1 lang: cannot be \"fr\"; expected ja or en"),
            ("log = \"loud\"", ":1 log: cannot be \"loud\"; expected one of trace, debug"),
            ("log_format = \"xml\"", ":1 log_format: cannot be \"xml\"; expected text or json"),
            ("[operator]\nkind = \"king\"", ":2 operator.kind: cannot be \"king\"; expected one of ministry"),
            ("[operator]\nname = \"見本😀\"", ":2 operator.name: cannot be \"😀\"; expected letters"),
            ("[mail]\nsmtp = \"smtp.example.jp\"\nfrom = \"a@b\"", ":2 mail.smtp: cannot be \"***\"; expected"),
            ("[mail]\nsmtp = \"smtp://example.jp\"\nfrom = \"nobody\"", ":3 mail.from: cannot be \"nobody\"; expected"),
            ("[mail]\nsmtp = \"smtp://example.jp\"", ":2 mail.smtp: mail.from has to be given with it"),
            ("tls_certificate = \"c.pem\"", ":1 tls_certificate: tls_key has to be given with it"),
            ("\ntls_key = \"k.pem\"", ":2 tls_key: tls_certificate has to be given with it"),
            ("tls_key = \"k\"\ntls_certificate = \"c\"", ":2 tls_certificate: origin has to be given with it"),
            (
                "[timestamp]\nauthority = \"ftp://u:secret@tsa.example.jp/\"\nanchors = \"a\"",
                ":2 timestamp.authority: cannot be \"***\"; expected an address",
            ),
            (
                "[timestamp]\nauthority = \"https://tsa.example.jp/\"",
                ":2 timestamp.authority: timestamp.anchors has to be given with it",
            ),
            ("[timestamp]\nanchors = \"a.pem\"", ":2 timestamp.anchors: timestamp.authority has to be given with it"),
            ("[mail]\nfrom = \"a@example.jp\"", ":2 mail.from: mail.smtp has to be given with it"),
            ("listne = \"x\"", ":1 listne: there is no such setting; there are listen, data,"),
            ("[mail]\nsmpt = \"x\"", ":2 mail.smpt: there is no such setting; there are smtp, from"),
            ("mail = \"x\"", ":1 mail: expected a table"),
            ("listen = \"a\nb\"", ":1: is no TOML"),
        ] {
            let found = faults(text);
            assert!(found[0].starts_with(told), "{text}: {found:?}");
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(!found[0].contains("secret"), "{found:?}");
            for fault in config(text).unwrap_err() {
                let japanese = sentence(Texts::new(Lang::Ja), &fault);
                assert!(japanese.contains("行目") && japanese.contains("ください"), "{japanese}");
            }
        }
        assert_eq!(faults("listen = \"x\"\nlog = \"y\"\nz = 1").len(), 3, "all are told at once");
    }

    /// But for texts that may be anything.
    #[test]
    fn every_setting_is_looked_at() {
        for setting in SETTINGS.iter().filter(|setting| setting.expected != "config-expected-text") {
            let bad = |name: &str| (name == setting.option()).then(|| "😀".to_owned());
            let faults = gather(bad, |_| None, None).1.unwrap_err();
            assert!(
                faults.iter().any(|fault| fault.name.as_deref() == Some(setting.name)),
                "{} is read by nobody",
                setting.name
            );
        }
        assert_eq!(SETTINGS.iter().filter(|setting| setting.expected == "config-expected-text").count(), 6);
        for path in [
            &settings::DATA,
            &settings::TLS_CERTIFICATE,
            &settings::TLS_KEY,
            &settings::BACKUP_RECIPIENT,
            &settings::BACKUP_FILES,
            &settings::STAMP_ANCHORS,
        ] {
            assert_eq!(path.expected, "config-expected-text");
        }
    }

    #[test]
    fn a_file_that_is_not_there_or_is_none_is_told() {
        let told =
            |path: &Path| sentence(Texts::new(Lang::En), &gather(|_| None, |_| None, Some(path)).1.unwrap_err()[0]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.toml");
        assert!(told(&path).contains("there is no such file"));
        std::fs::write(&path, b"\xff\xfe").unwrap();
        assert!(told(&path).contains("is not in UTF-8"));
        std::fs::write(&path, "# long\n".repeat(20_000)).unwrap();
        assert!(told(&path).contains("larger than 64 KiB"));
    }
}
