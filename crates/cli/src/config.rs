//! The configuration: read once, in `main`, and passed down.
//!
//! Each setting comes from the command line, else from the environment, else from the file, else it has a default.
//! Whatever cannot be read is a fault with its place, what was expected and what was found; nothing starts with one.

mod file;
pub(crate) mod settings;
mod show;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use app::Operator;
use app::authority::Authority;
use app::installation::{Bucket, Place, VaultPlace};
use app::operator::OperatorKind;
use app::sign_in::Site;
use clap::ArgMatches;
use criteria::text::Lang;
use server::{Limits, Network, Proxies};

use crate::journal::LogFormat;
use settings::{Form, SETTINGS, Setting};

pub(crate) use show::{check, example, tell};

/// The file that is read where no other one is named.
const USUAL: &str = "mamori.toml";
/// The variable that names the file.
const VARIABLE: &str = "MAMORI_CONFIG";
/// The levels of the log.
const LEVELS: [&str; 6] = ["trace", "debug", "info", "warn", "error", "off"];
/// Connections to a PostgreSQL at most: more than any of them allows.
const MOST_CONNECTIONS: u32 = 1_000;

/// Connections that are open at once: as many as the system has files for, at most.
const MOST_OPEN: usize = 1_000_000;

/// The units of how much there may be.
const UNITS: [(&str, u64); 6] = [
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

/// How often one network may send something at most, in a minute.
const MOST_A_MINUTE: u32 = 1_000_000;

/// Everything an installation is told from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Config {
    /// Address and port to listen on.
    pub(crate) listen: SocketAddr,
    /// The folder of the keys and of the embedded database.
    pub(crate) data: PathBuf,
    /// A PostgreSQL instead of the embedded database.
    pub(crate) database: Option<String>,
    /// Connections to it at most.
    pub(crate) connections: u32,
    /// Where the newest head of the log is kept.
    pub(crate) heads: Option<String>,
    /// The file with those to whom backups are encrypted.
    pub(crate) backup_recipient: Option<PathBuf>,
    /// The folder with copies of the files of the vault, and of their keys.
    pub(crate) backup_files: Option<PathBuf>,
    /// The address people open.
    pub(crate) origin: Option<String>,
    /// The reverse proxies whose word on addresses is taken.
    pub(crate) proxies: Proxies,
    /// How often one network may send what is open to everybody.
    pub(crate) limits: Limits,
    /// Who operates the installation.
    pub(crate) operator: Operator,
    /// How mail is sent; without it none is.
    pub(crate) mail: Option<MailConfig>,
    /// Where the files of organisations stand; none = in `data`.
    pub(crate) vault: Option<VaultPlace>,
    /// Who stamps evidence with their time, and the file with the certificates that may stand behind them; none = nobody.
    pub(crate) timestamp: Option<(StampAddress, PathBuf)>,
    /// The language of the terminal, if it was told.
    pub(crate) lang: Option<Lang>,
    /// The level of Mamori's own log lines.
    pub(crate) log: &'static str,
    /// Where the numbers for a program that watches over the service are read.
    pub(crate) metrics: Option<SocketAddr>,
    /// Certificate and key of its own, for TLS.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// Connections that are open at once, at most.
    pub(crate) connections_open: usize,
    /// How many bytes one organisation may have in the vault; none = as many as there is room for.
    pub(crate) storage: Option<u64>,
    /// How the log lines look.
    pub(crate) log_format: LogFormat,
}

/// How mail is sent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct MailConfig {
    /// The address of the server: `smtps://user:password@smtp.example.jp`.
    pub(crate) smtp: String,
    /// From whom it comes: `Mamori <mamori@example.jp>`.
    pub(crate) from: String,
}

/// Without the password.
impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let smtp = settings::MAIL_SMTP.shown(&self.smtp);
        f.debug_struct("MailConfig").field("smtp", &smtp).field("from", &self.from).finish()
    }
}

/// The address of an authority, perhaps with a password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct StampAddress(pub(crate) String);

/// Without the password.
impl std::fmt::Debug for StampAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&settings::STAMP_AUTHORITY.shown(&self.0))
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The command line.
    Option,
    /// The environment.
    Variable,
    /// The file, and the line in it.
    File(PathBuf, Option<usize>),
    /// Nobody said anything.
    Default,
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) source: Source,
}

/// What is wrong with one place of the configuration.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) source: Source,
    /// The setting, or the key that is none.
    pub(crate) name: Option<String>,
    pub(crate) wrong: Wrong,
}

/// What is wrong.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// The file cannot be read.
    Unreadable(std::io::Error),
    /// The file is larger than any configuration.
    TooLarge,
    /// The file is not UTF-8.
    NoText,
    /// The file is no TOML, and why.
    NoToml(String),
    /// There is no such setting; these there are.
    Unknown(String),
    /// A table is expected.
    NoTable,
    /// The value is written in another form than its setting.
    Form(Form),
    /// The value is none of those that are allowed.
    Value(&'static Setting, String),
    /// Another setting makes it necessary.
    Missing(&'static Setting),
}

/// Every setting as it was told.
pub(crate) type AllTold = Vec<(&'static Setting, Told)>;

/// What is in force, with where it came from; or every fault.
pub(crate) fn read(matches: &ArgMatches) -> (AllTold, Result<Config, Vec<Fault>>) {
    let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let option = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    let path = option("config").or_else(|| variable(VARIABLE)).filter(|path| !path.is_empty());
    let path = path.map(PathBuf::from).or_else(|| Some(PathBuf::from(USUAL)).filter(|usual| usual.exists()));
    gather(option, variable, path.as_deref())
}

fn gather(
    option: impl Fn(&str) -> Option<String>,
    variable: impl Fn(&str) -> Option<String>,
    path: Option<&Path>,
) -> (AllTold, Result<Config, Vec<Fault>>) {
    let mut written = Vec::new();
    let mut faults = path.map(|path| file::read(path, &mut written)).unwrap_or_default();
    let told: AllTold = SETTINGS
        .iter()
        .filter_map(|setting| {
            let from = |text: Option<String>, source: Source| {
                text.filter(|text| !text.trim().is_empty()).map(|text| Told { text, source })
            };
            let told = from(option(&setting.option()), Source::Option)
                .or_else(|| from(variable(&setting.variable()), Source::Variable))
                .or_else(|| written.iter().find(|(one, _)| one == setting).map(|(_, told)| told.clone()))
                .or_else(|| from(setting.default.map(str::to_owned), Source::Default));
            told.map(|told| (*setting, told))
        })
        .collect();
    let config = understand(&told, &mut faults);
    let config = match config {
        Some(config) if faults.is_empty() => Ok(config),
        _ => Err(faults),
    };
    (told, config)
}

/// Reads values and notes what cannot be read.
struct Reader<'a> {
    told: &'a AllTold,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    /// The value of a setting, as `parse` reads it; where that finds a fault it gives what it found. Outside, none =
    /// a fault; inside, none = nobody said anything.
    fn get<T>(&mut self, setting: &'static Setting, parse: impl Fn(&str) -> Result<T, String>) -> Option<Option<T>> {
        let Some((_, told)) = self.told.iter().find(|(one, _)| *one == setting) else { return Some(None) };
        match parse(told.text.trim()) {
            Ok(value) => Some(Some(value)),
            Err(found) => {
                let found = if setting.hidden == settings::Hidden::Nothing { found } else { "***".to_owned() };
                let wrong = Wrong::Value(setting, found);
                self.faults.push(Fault { source: told.source.clone(), name: Some(setting.name.to_owned()), wrong });
                None
            }
        }
    }

    /// Two settings that are there together or not at all. Outside, none = one of them is missing.
    fn both<A, B>(
        &mut self,
        (first, a): (&'static Setting, Option<A>),
        (second, b): (&'static Setting, Option<B>),
    ) -> Option<Option<(A, B)>> {
        match (a, b) {
            (Some(a), Some(b)) => Some(Some((a, b))),
            (None, None) => Some(None),
            (Some(_), None) => self.missing(first, second),
            (None, Some(_)) => self.missing(second, first),
        }
    }

    /// A setting that is there makes another one necessary.
    fn missing<T>(&mut self, there: &'static Setting, missing: &'static Setting) -> Option<T> {
        let told = self.told.iter().find(|(one, _)| *one == there);
        let source = told.map_or(Source::Default, |(_, told)| told.source.clone());
        self.faults.push(Fault { source, name: Some(there.name.to_owned()), wrong: Wrong::Missing(missing) });
        None
    }
}

fn whole<T>(value: Option<T>, text: &str) -> Result<T, String> {
    value.ok_or_else(|| text.chars().take(60).collect())
}

fn understand(told: &AllTold, faults: &mut Vec<Fault>) -> Option<Config> {
    let mut reader = Reader { told, faults };
    let listen = reader.get(&settings::LISTEN, |text| whole(text.parse().ok(), text));
    let data = reader.get(&settings::DATA, |text| Ok(PathBuf::from(text)));
    let database = reader.get(&settings::DATABASE, |text| whole(database(text), text));
    let connections = reader.get(&settings::CONNECTIONS, |text| {
        whole(text.parse().ok().filter(|number| (1..=MOST_CONNECTIONS).contains(number)), text)
    });
    let heads = reader.get(&settings::HEADS, |text| whole(heads(text), text));
    let backup_recipient = reader.get(&settings::BACKUP_RECIPIENT, |text| Ok(PathBuf::from(text)));
    let backup_files = reader.get(&settings::BACKUP_FILES, |text| Ok(PathBuf::from(text)));
    let origin = reader.get(&settings::ORIGIN, |text| whole(origin(text), text));
    let proxies = reader.get(&settings::PROXIES, proxies);
    let kind = reader.get(&settings::OPERATOR_KIND, |text| whole(OperatorKind::from_word(text), text));
    let name = reader.get(&settings::OPERATOR_NAME, printable);
    let smtp = reader.get(&settings::MAIL_SMTP, |text| whole(smtp(text), text));
    let from = reader.get(&settings::MAIL_FROM, |text| whole(from(text), text));
    let a_minute = |text: &str| whole(text.parse().ok().filter(|number| (1..=MOST_A_MINUTE).contains(number)), text);
    let requests = reader.get(&settings::LIMIT_REQUESTS, a_minute);
    let papers = reader.get(&settings::LIMIT_PAPERS, a_minute);
    let lang = reader.get(&settings::LANG, |text| whole(crate::language::named(text), text));
    let log = reader.get(&settings::LOG, |text| whole(LEVELS.into_iter().find(|level| *level == text), text));
    let metrics = reader.get(&settings::METRICS, |text| whole(text.parse().ok(), text));
    let open = reader.get(&settings::LIMIT_CONNECTIONS, |text| {
        whole(text.parse().ok().filter(|number| (1..=MOST_OPEN).contains(number)), text)
    });
    let storage = reader.get(&settings::LIMIT_STORAGE, |text| whole(storage(text), text));
    let log_format = reader.get(&settings::LOG_FORMAT, |text| whole(LogFormat::from_word(text), text));
    let certificate = reader.get(&settings::TLS_CERTIFICATE, |text| Ok(PathBuf::from(text)));
    let key = reader.get(&settings::TLS_KEY, |text| Ok(PathBuf::from(text)));
    let authority = reader.get(&settings::STAMP_AUTHORITY, |text| whole(stamp_address(text), text));
    let anchors = reader.get(&settings::STAMP_ANCHORS, |text| Ok(PathBuf::from(text)));
    let timestamp = reader.both((&settings::STAMP_AUTHORITY, authority?), (&settings::STAMP_ANCHORS, anchors?));
    let mail = reader.both((&settings::MAIL_SMTP, smtp?), (&settings::MAIL_FROM, from?));
    let tls = reader.both((&settings::TLS_CERTIFICATE, certificate?), (&settings::TLS_KEY, key?));
    let (mail, tls) = (mail?.map(|(smtp, from)| MailConfig { smtp, from }), tls?);
    let origin = origin?;
    // Whoever comes over TLS comes by a name, and the links that are handed out have to lead there.
    if tls.is_some() && origin.is_none() {
        return reader.missing(&settings::TLS_CERTIFICATE, &settings::ORIGIN);
    }
    let vault = vault(&mut reader);
    Some(Config {
        listen: listen??,
        data: data??,
        database: database?,
        connections: connections??,
        heads: heads?,
        backup_recipient: backup_recipient?,
        backup_files: backup_files?,
        origin,
        proxies: proxies?.unwrap_or_default(),
        limits: Limits { requests: requests??, papers: papers?? },
        operator: Operator { kind: kind??, name: name?, ..Operator::default() },
        mail,
        vault: vault?,
        timestamp: timestamp?,
        lang: lang?,
        log: log??,
        metrics: metrics?,
        tls,
        connections_open: open??,
        storage: storage??,
        log_format: log_format??,
    })
}

/// Where the files stand: a folder written as one, or a bucket with how it is reached. Outside, none = a fault.
fn vault(reader: &mut Reader<'_>) -> Option<Option<VaultPlace>> {
    let place = reader.get(&settings::VAULT_PLACE, |text| whole(vault_place(text), text));
    let endpoint = reader.get(&settings::VAULT_ENDPOINT, |text| {
        let address = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let good = address.is_some_and(|address| !address.is_empty() && !address.contains(char::is_whitespace));
        whole(good.then(|| text.to_owned()), text)
    });
    let region = reader.get(&settings::VAULT_REGION, |text| Ok(text.to_owned()));
    let id = reader.get(&settings::VAULT_KEY_ID, |text| Ok(text.to_owned()));
    let secret = reader.get(&settings::VAULT_SECRET, |text| Ok(text.to_owned()));
    let (place, endpoint, region, id, secret) = (place?, endpoint?, region?, id?, secret?);
    // What belongs to a bucket says nothing without one, and half a key opens nothing.
    let missing = match (&place, &id, &secret) {
        (Some(VaultPlace::S3(_)), Some(_), None) => Some((&settings::VAULT_KEY_ID, &settings::VAULT_SECRET)),
        (Some(VaultPlace::S3(_)), None, Some(_)) => Some((&settings::VAULT_SECRET, &settings::VAULT_KEY_ID)),
        (Some(VaultPlace::S3(_)), ..) => None,
        _ if endpoint.is_some() => Some((&settings::VAULT_ENDPOINT, &settings::VAULT_PLACE)),
        _ if region.is_some() => Some((&settings::VAULT_REGION, &settings::VAULT_PLACE)),
        (_, Some(_), _) => Some((&settings::VAULT_KEY_ID, &settings::VAULT_PLACE)),
        (.., Some(_)) => Some((&settings::VAULT_SECRET, &settings::VAULT_PLACE)),
        _ => None,
    };
    if let Some((there, missing)) = missing {
        return reader.missing(there, missing);
    }
    Some(place.map(|place| match place {
        VaultPlace::S3(bucket) => VaultPlace::S3(Bucket { endpoint, region, key: id.zip(secret), ..bucket }),
        folder @ VaultPlace::Folder(_) => folder,
    }))
}

/// A folder that is written as one, or a bucket with what stands before each name.
fn vault_place(text: &str) -> Option<VaultPlace> {
    if let Some(rest) = text.strip_prefix("s3://") {
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let plain = |text: &str, more: &[char]| {
            text.chars().all(|letter| letter.is_ascii_alphanumeric() || more.contains(&letter))
        };
        let good = !name.is_empty() && plain(name, &['-', '.']) && plain(prefix, &['-', '.', '_', '/']);
        let bucket = Bucket { name: name.to_owned(), prefix: prefix.to_owned(), ..Bucket::default() };
        return good.then_some(VaultPlace::S3(bucket));
    }
    let folder = !text.contains("://") && text.contains(std::path::is_separator);
    folder.then(|| VaultPlace::Folder(PathBuf::from(text)))
}

fn database(text: &str) -> Option<String> {
    let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))?;
    (!rest.is_empty() && !rest.contains(char::is_whitespace)).then(|| text.to_owned())
}

/// A number of bytes with its unit, `20 GiB` or `500 MB`; `none` or 0 = as many as there is room for. Outside, none = neither.
fn storage(text: &str) -> Option<Option<u64>> {
    if text == "none" || text == "0" {
        return Some(None);
    }
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number: u64 = text[..text.len() - unit.len()].parse().ok()?;
    let (_, factor) = UNITS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(unit.trim_start()))?;
    number.checked_mul(factor).filter(|bytes| *bytes > 0).map(Some)
}

/// A folder that is written as one, or a PostgreSQL.
fn heads(text: &str) -> Option<String> {
    if text.contains("://") { database(text) } else { text.contains(std::path::is_separator).then(|| text.to_owned()) }
}

/// Whether passkeys can be bound to it is judged by what binds them.
fn origin(text: &str) -> Option<String> {
    let origin = text.trim_end_matches('/');
    let (scheme, host) = origin.split_once("://")?;
    let plain = matches!(scheme, "http" | "https") && !host.contains(['/', '?', '#', '@']);
    (plain && Site::new("Mamori", origin).is_ok()).then(|| origin.to_owned())
}

fn proxies(text: &str) -> Result<Proxies, String> {
    let networks = text.split(',').map(str::trim).filter(|one| !one.is_empty());
    networks.map(|one| one.parse::<Network>().map_err(|_| one.to_owned())).collect::<Result<_, _>>().map(Proxies)
}

/// The name stands at the foot of every paper: what cannot be printed is refused now, not with each of them.
fn printable(name: &str) -> Result<String, String> {
    let letters: String = document::unprintable(name).into_iter().collect();
    if letters.is_empty() { Ok(name.to_owned()) } else { Err(letters) }
}

fn smtp(text: &str) -> Option<String> {
    let rest = text.strip_prefix("smtps://").or_else(|| text.strip_prefix("smtp://"))?;
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    (!place.is_empty() && !place.starts_with([':', '/', '?']) && !text.contains(char::is_whitespace))
        .then(|| text.to_owned())
}

fn from(text: &str) -> Option<String> {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>')?,
        None => text,
    };
    let (user, host) = address.split_once('@')?;
    let plain = !user.is_empty() && !host.is_empty() && !host.contains('@') && !address.contains(['<', '>', ',', ' ']);
    (plain && !text.contains(char::is_control)).then(|| text.to_owned())
}

/// Whether it can be asked is judged by what asks it.
fn stamp_address(text: &str) -> Option<StampAddress> {
    Authority::reads(text).then(|| StampAddress(text.to_owned()))
}

/// The address to open on the machine itself, where none was told: passkeys are bound to a name, and an IP address has
/// none. A port that the system chooses is another one with each start: nothing can be bound to it.
fn this_machine(listen: SocketAddr) -> Option<String> {
    let named = listen.ip() == Ipv4Addr::LOCALHOST || listen.ip() == Ipv6Addr::LOCALHOST;
    (named && listen.port() != 0).then(|| format!("http://localhost:{}", listen.port()))
}

impl Config {
    /// Where the installation is, and what it is called.
    pub(crate) fn place(&self) -> Place {
        Place {
            data: self.data.clone(),
            database: self.database.clone(),
            connections: self.connections,
            heads: self.heads.clone(),
            origin: self.origin.clone().or_else(|| this_machine(self.listen)),
            name: self.operator.name.clone().unwrap_or_else(|| "Mamori".to_owned()),
            vault: self.vault.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_much_there_may_be_is_a_number_with_its_unit_or_nothing() {
        for (text, read) in [
            ("20 GiB", Some(Some(20 << 30))),
            ("500MB", Some(Some(500_000_000))),
            ("3 tb", Some(Some(3_000_000_000_000))),
            ("none", Some(None)),
            ("0", Some(None)),
            ("20", None),
            ("GB", None),
            ("-1 GB", None),
            ("1.5 GB", None),
            ("20 GB more", None),
            ("99999999999 TiB", None),
        ] {
            assert_eq!(storage(text), read, "{text}");
        }
    }
}
