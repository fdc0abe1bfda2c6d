//! How a letter is set: its subject and paragraphs from the texts, once, and from them both the plain and the HTML form.

use criteria::text::Lang;
use jiff::Timestamp;

use super::Letter;
use crate::dates::in_japan;
use crate::operator::Operator;
use crate::texts::{Texts, arg};

/// Letters of a name that a subject shows.
const NAME: usize = 60;

/// What a letter needs to know beside itself.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// In which language.
    pub lang: Lang,
    /// What the person is called.
    pub name: &'a str,
    /// What the organisation is called, where it is about one.
    pub organisation: &'a str,
    /// The address of the installation, without a slash at its end.
    pub origin: &'a str,
    /// The secret its link ends with, where it has one.
    pub secret: &'a str,
    /// Who runs the installation.
    pub operator: &'a Operator,
}

/// One part of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// The one link, with the words for it.
    Link {
        /// What it does.
        words: String,
        /// Where it leads.
        address: String,
    },
    /// What stands at the foot.
    Note(String),
}

/// A letter that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its subject: one line.
    pub subject: String,
    /// Its parts, in their order.
    pub parts: Vec<Part>,
    /// In which language.
    pub lang: Lang,
}

/// A name as one line: what breaks lines or does not print is gone, and it is not endless.
fn line(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !hidden(*c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME).collect()
}

/// Characters that turn the direction of what follows, or show nothing.
fn hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl Letter {
    /// Sets the letter.
    #[must_use]
    pub fn set(&self, with: &Setting<'_>) -> Mail {
        let texts = Texts::new(with.lang);
        let (name, organisation) = (line(with.name), line(with.organisation));
        let word = self.word().replace('_', "-");
        let roles = self.roles(texts);
        let day = self.day(texts);
        let values = [
            ("name", arg(name)),
            ("organisation", arg(organisation)),
            ("roles", arg(roles)),
            ("at", arg(day)),
            ("origin", arg(with.origin)),
            ("moved", arg(self.moved(texts))),
        ];
        let say = |part: &str| texts.with(&format!("mail-{word}-{part}"), &values);
        let mut parts = vec![Part::Text(texts.with("mail-hello", &values)), Part::Text(say("text"))];
        if let Some(path) = self.path(with.secret) {
            let prefix = if with.lang == Lang::En { "/en" } else { "" };
            parts.push(Part::Link { words: say("go"), address: format!("{}{prefix}{path}", with.origin) });
        }
        parts.push(Part::Text(say("then")));
        parts.push(Part::Note(texts.with("mail-foot", &values)));
        parts.push(Part::Note(with.operator.line(texts)));
        Mail { subject: say("subject"), parts, lang: with.lang }
    }

    /// Where its link leads.
    fn path(&self, secret: &str) -> Option<String> {
        match self {
            Self::Invitation { .. } => Some(format!("/invitations/{secret}")),
            Self::Reset { .. } => Some(format!("/reset/{secret}")),
            Self::AddressAsked { .. } => Some(format!("/address/{secret}")),
            Self::SignOffAsked { check, .. } => Some(format!("/checks/{}", check.0)),
            Self::CaseMoved { application: Some(application), .. } => Some(format!("/applications/{application}")),
            Self::CaseMoved { case, application: None, .. } => Some(format!("/body/cases/{case}")),
            Self::SignedIn { .. } => Some("/account".to_owned()),
            Self::NoPassword { .. }
            | Self::PasswordChanged { .. }
            | Self::AddressChanged { .. }
            | Self::RoleTaken { .. }
            | Self::AccessRenewed { .. } => None,
        }
    }

    /// What happened in a case, in words.
    fn moved(&self, texts: Texts) -> String {
        match self {
            Self::CaseMoved { to, moved, .. } => texts.t(&format!("happened-{to}-{moved}")),
            _ => String::new(),
        }
    }

    /// The roles it names, in words.
    fn roles(&self, texts: Texts) -> String {
        let named = |roles: &[String]| -> String {
            let words: Vec<String> = roles.iter().map(|role| texts.t(&format!("role-{role}"))).collect();
            words.join(&texts.t("list-or"))
        };
        match self {
            Self::Invitation { until: Some(_), .. } => texts.t("role-supporter"),
            Self::Invitation { roles, .. } => named(roles),
            Self::RoleTaken { role: Some(role), .. } => named(std::slice::from_ref(role)),
            Self::RoleTaken { role: None, .. } => texts.t("mail-every-role"),
            _ => String::new(),
        }
    }

    /// The instant it names, in words: until when its link works, or when it happened.
    fn day(&self, texts: Texts) -> String {
        match self {
            Self::Invitation { expires_at: at, .. }
            | Self::Reset { expires_at: at, .. }
            | Self::AddressAsked { expires_at: at, .. }
            | Self::AddressChanged { at, .. }
            | Self::PasswordChanged { at, .. }
            | Self::SignedIn { at, .. }
            | Self::AccessRenewed { at, .. } => moment(texts, *at),
            Self::NoPassword { .. } | Self::SignOffAsked { .. } | Self::CaseMoved { .. } | Self::RoleTaken { .. } => {
                String::new()
            }
        }
    }
}

/// An instant in Japan, in words.
fn moment(texts: Texts, at: Timestamp) -> String {
    let local = in_japan(at);
    let clock = format!("{:02}:{:02}", local.hour(), local.minute());
    let date = local.date();
    let values = [
        ("year", arg(date.year().to_string())),
        ("month", arg(i64::from(date.month()))),
        ("day", arg(i64::from(date.day()))),
        ("clock", arg(clock)),
    ];
    texts.with("mail-moment", &values)
}

impl Mail {
    /// As plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Link { words, address } => text.push_str(&format!("{words}\n{address}")),
                Part::Note(words) => text.push_str(&format!("-- \n{words}")),
            }
            text.push_str("\n\n");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    /// As HTML; nothing in it is loaded from anywhere.
    #[must_use]
    pub fn html(&self) -> String {
        let mut body = String::new();
        for part in &self.parts {
            body.push_str(&match part {
                Part::Text(words) => format!("<p>{}</p>\n", lines(words)),
                Part::Link { words, address } => {
                    let address = escaped(address);
                    format!("<p><a href=\"{address}\">{}</a><br>{address}</p>\n", escaped(words))
                }
                Part::Note(words) => format!("<p><small>{}</small></p>\n", lines(words)),
            });
        }
        let (lang, subject) = (self.lang.tag(), escaped(&self.subject));
        format!(
            "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\n<body>\n{body}</body></html>\n"
        )
    }
}

fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting<'a>(name: &'a str, organisation: &'a str, operator: &'a Operator) -> Setting<'a> {
        let origin = "https://mamori.example.jp";
        Setting { lang: Lang::Ja, name, organisation, origin, secret: "0123", operator }
    }

    #[test]
    fn a_hostile_name_is_one_line_and_no_markup() {
        let operator = Operator::default();
        let hostile = "架空\r\nBcc: all@example.jp\u{202e}<script>\"=?utf-8?B?QQ==?=";
        for letter in Letter::samples(Timestamp::UNIX_EPOCH) {
            for lang in Lang::ALL {
                let mail = letter.set(&Setting { lang, ..setting(hostile, hostile, &operator) });
                assert!(!mail.subject.contains(['\r', '\n', '\u{202e}']), "{}", mail.subject);
                assert!(!mail.html().contains("<script>"), "{}", mail.html());
                assert!(!mail.text().contains('\r') && !mail.text().contains('\u{202e}'), "{}", mail.text());
            }
        }
    }

    #[test]
    fn every_letter_is_set_in_both_languages_with_its_one_link_and_says_who_runs_the_place() {
        let operator = Operator::default();
        for letter in Letter::samples(Timestamp::UNIX_EPOCH) {
            for lang in Lang::ALL {
                let mail =
                    letter.set(&Setting { lang, ..setting("見本 花子", "株式会社見本製作所", &operator) });
                let text = mail.text();
                assert!(!mail.subject.is_empty() && !text.contains('{') && !mail.subject.contains('{'), "{text}");
                assert!(mail.parts.iter().filter(|part| matches!(part, Part::Link { .. })).count() <= 1);
                assert!(text.contains(&operator.line(Texts::new(lang))), "{text}");
                let secret =
                    matches!(letter, Letter::Invitation { .. } | Letter::Reset { .. } | Letter::AddressAsked { .. });
                assert_eq!(text.contains("/0123\n"), secret, "{text}");
            }
        }
    }

    #[test]
    fn the_words_of_the_letters_are_those_of_the_samples() {
        let words: Vec<&str> = Letter::samples(Timestamp::UNIX_EPOCH).iter().map(Letter::word).collect();
        assert_eq!(words, Letter::WORDS);
    }
}
