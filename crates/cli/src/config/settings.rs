//! Every setting there is: its name, what it is for, what it is without being told.
//!
//! The name in the file is the one name: `operator.kind` is `--operator-kind` and `MAMORI_OPERATOR_KIND`.

/// How a value is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Number,
    /// Texts in brackets; elsewhere divided by commas.
    List,
}

/// One setting.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Its name in the file, perhaps with the name of its table: `operator.kind`.
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    /// What it is if nobody says.
    pub(crate) default: Option<&'static str>,
    /// What an example of it looks like.
    pub(crate) example: &'static str,
    /// Whether its value may hold a password, and how much of it is hidden then.
    pub(crate) hidden: Hidden,
    /// The key of the text that says what it is for.
    pub(crate) help: &'static str,
    /// The key of the text that says what it may be.
    pub(crate) expected: &'static str,
    /// The key of the word for its value in the help of the command line.
    pub(crate) value: &'static str,
}

/// What of a value is never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden {
    Nothing,
    /// The password in an address; of a faulty address all, because nobody knows where it stands.
    Password,
}

impl Setting {
    /// Its option on the command line, without the dashes.
    pub(crate) fn option(&self) -> String {
        self.name.replace(['.', '_'], "-")
    }

    /// Its variable in the environment.
    pub(crate) fn variable(&self) -> String {
        format!("MAMORI_{}", self.name.replace('.', "_").to_uppercase())
    }

    /// Its table in the file, if it stands in one, and its key there.
    pub(crate) fn place(&self) -> (Option<&'static str>, &'static str) {
        self.name.split_once('.').map_or((None, self.name), |(table, key)| (Some(table), key))
    }

    /// A value as it may be shown.
    pub(crate) fn shown(&self, value: &str) -> String {
        let Hidden::Password = self.hidden else { return value.to_owned() };
        let Some((scheme, rest)) = value.split_once("://") else { return "***".to_owned() };
        // A password may hold any sign, an unescaped `/` or `?` too: all up to the last `@` is taken for it.
        let Some((user, place)) = rest.rsplit_once('@') else {
            return if rest.to_lowercase().contains("password") { format!("{scheme}://***") } else { value.to_owned() };
        };
        let place = if place.to_lowercase().contains("password") { "***" } else { place };
        match user.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:***@{place}"),
            None => format!("{scheme}://{user}@{place}"),
        }
    }
}

const fn text(name: &'static str, example: &'static str, help: &'static str, expected: &'static str) -> Setting {
    let (form, hidden, value) = (Form::Text, Hidden::Nothing, "cli-value-text");
    Setting { name, form, default: None, example, hidden, help, expected, value }
}

pub(crate) static LISTEN: Setting = Setting {
    default: Some("127.0.0.1:8080"),
    value: "cli-value-address",
    ..text("listen", "127.0.0.1:8080", "config-listen", "config-expected-listen")
};
pub(crate) static DATA: Setting = Setting {
    default: Some("mamori-data"),
    value: "cli-value-folder",
    ..text("data", "/var/lib/mamori", "config-data", "config-expected-text")
};
pub(crate) static DATABASE: Setting = Setting {
    hidden: Hidden::Password,
    value: "cli-value-address",
    ..text("database", "postgres://mamori:password@localhost/mamori", "config-database", "config-expected-database")
};
pub(crate) static CONNECTIONS: Setting = Setting {
    form: Form::Number,
    default: Some("16"),
    ..text("connections", "16", "config-connections", "config-expected-connections")
};
pub(crate) static HEADS: Setting = Setting {
    hidden: Hidden::Password,
    value: "cli-value-folder",
    ..text("heads", "/srv/mamori-heads", "config-heads", "config-expected-heads")
};
pub(crate) static BACKUP_RECIPIENT: Setting = Setting {
    value: "cli-value-file",
    ..text("backup_recipient", "/etc/mamori/backup-recipients", "config-backup-recipient", "config-expected-text")
};
pub(crate) static BACKUP_FILES: Setting = Setting {
    value: "cli-value-folder",
    ..text("backup_files", "/srv/backup/files", "config-backup-files", "config-expected-text")
};
pub(crate) static ORIGIN: Setting = Setting {
    value: "cli-value-address",
    ..text("origin", "https://mamori.example.jp", "config-origin", "config-expected-origin")
};
pub(crate) static PROXIES: Setting = Setting {
    form: Form::List,
    value: "cli-value-address",
    ..text("trusted_proxies", "127.0.0.1, ::1", "config-trusted-proxies", "config-expected-trusted-proxies")
};
pub(crate) static OPERATOR_KIND: Setting = Setting {
    default: Some("company"),
    value: "cli-value-kind",
    ..text("operator.kind", "company", "config-operator-kind", "config-expected-operator-kind")
};
pub(crate) static OPERATOR_NAME: Setting = Setting {
    value: "cli-value-name",
    ..text("operator.name", "株式会社見本製作所", "config-operator-name", "config-expected-operator-name")
};
pub(crate) static MAIL_SMTP: Setting = Setting {
    hidden: Hidden::Password,
    value: "cli-value-address",
    ..text("mail.smtp", "smtps://mamori:password@smtp.example.jp", "config-mail-smtp", "config-expected-mail-smtp")
};
pub(crate) static MAIL_FROM: Setting = Setting {
    value: "cli-value-address",
    ..text("mail.from", "Mamori <mamori@example.jp>", "config-mail-from", "config-expected-mail-from")
};
pub(crate) static VAULT_PLACE: Setting = Setting {
    value: "cli-value-folder",
    ..text("vault.place", "s3://mamori-vault/files", "config-vault-place", "config-expected-vault-place")
};
pub(crate) static VAULT_ENDPOINT: Setting = Setting {
    value: "cli-value-address",
    ..text("vault.endpoint", "https://s3.example.jp", "config-vault-endpoint", "config-expected-vault-endpoint")
};
pub(crate) static VAULT_REGION: Setting =
    text("vault.region", "ap-northeast-1", "config-vault-region", "config-expected-vault-region");
pub(crate) static VAULT_KEY_ID: Setting =
    text("vault.key_id", "mamori", "config-vault-key-id", "config-expected-vault-key");
pub(crate) static VAULT_SECRET: Setting = Setting {
    hidden: Hidden::Password,
    ..text("vault.secret", "secret", "config-vault-secret", "config-expected-vault-key")
};
pub(crate) static STAMP_AUTHORITY: Setting = Setting {
    hidden: Hidden::Password,
    value: "cli-value-address",
    ..text(
        "timestamp.authority",
        "https://tsa.example.jp/",
        "config-timestamp-authority",
        "config-expected-timestamp-authority",
    )
};
pub(crate) static STAMP_ANCHORS: Setting = Setting {
    value: "cli-value-file",
    ..text("timestamp.anchors", "/etc/mamori/tsa.pem", "config-timestamp-anchors", "config-expected-text")
};
pub(crate) static LIMIT_REQUESTS: Setting = Setting {
    form: Form::Number,
    default: Some("600"),
    ..text("limits.requests", "600", "config-limits-requests", "config-expected-limits")
};
pub(crate) static LIMIT_PAPERS: Setting = Setting {
    form: Form::Number,
    default: Some("60"),
    ..text("limits.papers", "60", "config-limits-papers", "config-expected-limits")
};
pub(crate) static LIMIT_CONNECTIONS: Setting = Setting {
    form: Form::Number,
    default: Some("512"),
    ..text("limits.connections", "512", "config-limits-connections", "config-expected-limits")
};
pub(crate) static LIMIT_STORAGE: Setting = Setting {
    default: Some("20 GB"),
    ..text("limits.storage", "20 GB", "config-limits-storage", "config-expected-limits-storage")
};
pub(crate) static METRICS: Setting = Setting {
    value: "cli-value-address",
    ..text("metrics", "127.0.0.1:9464", "config-metrics", "config-expected-listen")
};
pub(crate) static TLS_CERTIFICATE: Setting = Setting {
    value: "cli-value-file",
    ..text("tls_certificate", "/etc/mamori/tls/certificate.pem", "config-tls-certificate", "config-expected-text")
};
pub(crate) static TLS_KEY: Setting = Setting {
    value: "cli-value-file",
    ..text("tls_key", "/etc/mamori/tls/key.pem", "config-tls-key", "config-expected-text")
};
pub(crate) static LANG: Setting = text("lang", "ja", "config-lang", "config-expected-lang");
pub(crate) static LOG: Setting =
    Setting { default: Some("info"), ..text("log", "info", "config-log", "config-expected-log") };
pub(crate) static LOG_FORMAT: Setting =
    Setting { default: Some("text"), ..text("log_format", "text", "config-log-format", "config-expected-log-format") };

/// Every setting, in the order in which they are shown; those of a table stand together, at the end.
pub(crate) static SETTINGS: [&Setting; 30] = [
    &LISTEN,
    &DATA,
    &DATABASE,
    &CONNECTIONS,
    &HEADS,
    &BACKUP_RECIPIENT,
    &BACKUP_FILES,
    &ORIGIN,
    &PROXIES,
    &TLS_CERTIFICATE,
    &TLS_KEY,
    &LANG,
    &LOG,
    &LOG_FORMAT,
    &METRICS,
    &OPERATOR_KIND,
    &OPERATOR_NAME,
    &MAIL_SMTP,
    &MAIL_FROM,
    &VAULT_PLACE,
    &VAULT_ENDPOINT,
    &VAULT_REGION,
    &VAULT_KEY_ID,
    &VAULT_SECRET,
    &STAMP_AUTHORITY,
    &STAMP_ANCHORS,
    &LIMIT_REQUESTS,
    &LIMIT_PAPERS,
    &LIMIT_CONNECTIONS,
    &LIMIT_STORAGE,
];

/// Those that say where the database is.
pub(crate) static PLACE: [&Setting; 3] = [&DATA, &DATABASE, &CONNECTIONS];

/// Those that say where the database is, and the head of its log.
pub(crate) static LOG_PLACE: [&Setting; 4] = [&DATA, &DATABASE, &CONNECTIONS, &HEADS];

/// Those that say where database and files are.
pub(crate) static DATA_PLACE: [&Setting; 8] =
    [&DATA, &DATABASE, &CONNECTIONS, &VAULT_PLACE, &VAULT_ENDPOINT, &VAULT_REGION, &VAULT_KEY_ID, &VAULT_SECRET];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (value, shown) in [
            ("postgres://localhost/mamori", "postgres://localhost/mamori"),
            ("postgres://mamori@localhost/mamori", "postgres://mamori@localhost/mamori"),
            ("postgres://mamori:secret@localhost/mamori", "postgres://mamori:***@localhost/mamori"),
            ("postgres://mamori:se@c/r?et@localhost/mamori", "postgres://mamori:***@localhost/mamori"),
            ("postgres://localhost/mamori?password=secret", "postgres://***"),
            ("postgres://mamori@localhost/mamori?password=secret", "postgres://mamori@***"),
            ("mamori:secret@localhost", "***"),
        ] {
            assert_eq!(DATABASE.shown(value), shown);
        }
        assert_eq!(LISTEN.shown("a:b@c"), "a:b@c");
    }

    #[test]
    fn one_name_gives_the_option_and_the_variable() {
        assert_eq!(PROXIES.option(), "trusted-proxies");
        assert_eq!(OPERATOR_KIND.variable(), "MAMORI_OPERATOR_KIND");
        assert_eq!(OPERATOR_KIND.place(), (Some("operator"), "kind"));
    }
}
