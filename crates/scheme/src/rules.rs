//! The rules of a case that may be set, and how strict each is.
//!
//! The notice on the method (実施の方法) is not in our sources (spec 1 N2). Each rule here is a default of ours after common
//! practice; its number is that of `spec/4`. A rule pack sets how strict a rule is and its figures; spec 7 §10 says for which
//! of them a warning is enough. What was decided against a warning stands in the event with its reason ([`Override`]).

use std::collections::BTreeMap;

use criteria::edition::EditionId;
use criteria::pack::rules::Strength as Written;
use criteria::pack::{Content, Pack};
use record::Text;
use serde::{Deserialize, Serialize};

/// How strict a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It refuses.
    Block,
    /// It refuses unless a reason is recorded.
    Warn,
    /// It is not looked at.
    Off,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $invariant:literal, [$($may:ident),+];)+) => {
        /// A rule that a rule pack may set. Its word is written in events and packs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $word)] $name,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// Its number in `spec/4`.
            #[must_use]
            pub fn invariant(self) -> &'static str {
                match self { $(Self::$name => $invariant,)+ }
            }

            /// How strict it may be set.
            #[must_use]
            pub fn may_be(self) -> &'static [Strength] {
                match self { $(Self::$name => &[$(Strength::$may),+],)+ }
            }
        }
    };
}

rules! {
    /// Who advised the company does not audit it for some years.
    AdvisedBefore = "advised-before", "INV-01", [Block, Warn, Off];
    /// Who decides is not in the team, and did not advise the company.
    DecidesOwnAudit = "decides-own-audit", "INV-02", [Block];
    /// Who did internal audits for the company does not audit it for some years.
    InternalAudit = "internal-audit", "INV-04", [Block, Warn, Off];
    /// Who is assigned has declared their conflicts before the plan is sent.
    Declaration = "declaration", "INV-05", [Block];
    /// A declared conflict keeps somebody out of the team.
    DeclaredConflict = "declared-conflict", "INV-05", [Block, Warn];
    /// No audit begins with an objection that is not answered.
    Objection = "objection", "INV-06", [Block];
    /// One person has one function in a case.
    OneFunction = "one-function", "INV-07", [Block];
    /// Who audits is competent on each day of the audit.
    Competence = "competence", "INV-10", [Block];
    /// Fewer days of audit than the body's own rule say why.
    AuditDays = "audit-days", "INV-25", [Block, Warn, Off];
    /// The documents are judged before the sites are planned.
    StageOneFirst = "stage-one-first", "INV-32", [Block, Warn, Off];
    /// Who audits gives no specific solution.
    AdviceInAudit = "advice-in-audit", "INV-34", [Block, Warn, Off];
    /// Fees that are not paid hold a certificate back.
    FeesPaid = "fees-paid", "INV-40", [Block, Warn, Off];
}

impl Rule {
    /// The rule with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.word() == word)
    }
}

macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $least:literal..=$most:literal;)+) => {
        /// The figures of a rule pack.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Figures {
            $($(#[$doc])* pub $name: u16,)+
        }

        impl Figures {
            /// Each figure's word with the least and the most it may be.
            pub const ALL: &[(&str, u16, u16)] = &[$(($word, $least, $most)),+];

            /// The figures, where `of` has each by its word.
            ///
            /// # Errors
            /// The word of the first that it has not, or not within its bounds.
            pub fn read(of: impl Fn(&str) -> Option<u16>) -> Result<Self, &'static str> {
                Ok(Self {
                    $($name: of($word).filter(|found| ($least..=$most).contains(found)).ok_or($word)?,)+
                })
            }
        }
    };
}

figures! {
    /// Years in which who advised does not audit (INV-01).
    years_after_advice = "years-after-advice", 0..=10;
    /// Years in which who did internal audits does not audit (INV-04).
    years_after_internal_audit = "years-after-internal-audit", 0..=10;
    /// Months after the last day of stage 2 in which a major nonconformity is closed (INV-36).
    months_to_close_major = "months-to-close-major", 1..=24;
    /// Years for which a certificate is good (INV-44; S3 L544).
    years_of_certificate = "years-of-certificate", 1..=3;
    /// Months after its end in which a certificate can be taken up again (INV-45).
    months_to_take_up_again = "months-to-take-up-again", 0..=12;
    /// Months for which a suspension lasts at most (INV-53).
    months_of_suspension = "months-of-suspension", 1..=12;
    /// Days in which the company may object to a person of the team (INV-06).
    days_to_object = "days-to-object", 1..=30;
    /// Days in which who was refused may appeal (INV-42).
    days_to_appeal = "days-to-appeal", 1..=180;
    /// Members of a committee who have to take part (spec 7 §17).
    quorum = "quorum", 1..=20;
    /// Stages of an audit that looks at the sites (INV-32).
    stages_on_site = "stages-on-site", 1..=2;
    /// Stages of an audit that confirms a declaration.
    stages_self_declaration = "stages-self-declaration", 1..=2;
}

/// A rule pack, as the rules read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Which edition of which rule pack.
    pub edition: EditionId,
    /// How strict each rule is; all of them are there.
    strengths: BTreeMap<Rule, Strength>,
    /// The figures.
    pub figures: Figures,
}

impl Rules {
    /// The rules of an edition.
    ///
    /// # Errors
    /// The word of the first rule that is not set, or set to what it may not be.
    pub fn new(
        edition: EditionId,
        strengths: BTreeMap<Rule, Strength>,
        figures: Figures,
    ) -> Result<Self, &'static str> {
        let fits = |rule: &Rule| strengths.get(rule).is_some_and(|found| rule.may_be().contains(found));
        match Rule::ALL.iter().find(|rule| !fits(rule)) {
            Some(rule) => Err(rule.word()),
            None => Ok(Self { edition, strengths, figures }),
        }
    }

    /// The rules of a pack: it has to set exactly the rules and figures there are.
    ///
    /// # Errors
    /// The first word of the pack that cannot stand for what it is, or is missing.
    pub fn read(pack: &Pack) -> Result<Self, Unread> {
        let Content::Rules(written) = &pack.content else { return Err(Unread::Kind(pack.content.kind())) };
        let mut strengths = BTreeMap::new();
        for found in &written.rules {
            let rule = Rule::from_word(&found.word).ok_or_else(|| Unread::Unknown(found.word.clone()))?;
            if rule.invariant() != found.invariant {
                return Err(Unread::Number(rule.word(), rule.invariant()));
            }
            strengths.insert(rule, found.strength.into());
        }
        let known = |word: &str| Figures::ALL.iter().any(|(other, ..)| *other == word);
        if let Some(found) = written.figures.iter().find(|found| !known(&found.word)) {
            return Err(Unread::Unknown(found.word.clone()));
        }
        let figures = Figures::read(|word| written.figure(word).map(|found| found.value)).map_err(Unread::Unset)?;
        Self::new(pack.edition.clone(), strengths, figures).map_err(Unread::Unset)
    }

    /// How strict a rule is.
    #[must_use]
    pub fn strength(&self, rule: Rule) -> Strength {
        self.strengths.get(&rule).copied().unwrap_or(Strength::Block)
    }

    /// What follows where a rule is broken: nothing where it is off, the reason to be recorded where it warns.
    ///
    /// # Errors
    /// The rule blocks, or warns and there is no reason.
    pub fn broken(&self, rule: Rule, reason: Option<Text>) -> Result<Option<Override>, Broken> {
        match (self.strength(rule), reason) {
            (Strength::Off, _) => Ok(None),
            (Strength::Warn, Some(reason)) => Ok(Some(Override { rule, reason })),
            (strength @ (Strength::Warn | Strength::Block), _) => Err(Broken { rule, strength }),
        }
    }
}

impl From<Written> for Strength {
    fn from(written: Written) -> Self {
        match written {
            Written::Block => Self::Block,
            Written::Warn => Self::Warn,
            Written::Off => Self::Off,
        }
    }
}

/// Why a pack is no rules of a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is a pack of another kind, with this word.
    #[error("expected a pack of rules, found one of kind `{0}`")]
    Kind(&'static str),
    /// It sets something that is neither a rule nor a figure.
    #[error("there is no rule and no figure `{0}`")]
    Unknown(String),
    /// It gives a rule (its word) another number than it has.
    #[error("the rule `{0}` has the number {1}")]
    Number(&'static str, &'static str),
    /// It does not set this rule or figure, or sets it to what it may not be.
    #[error("`{0}` is not set, or set to what it may not be")]
    Unset(&'static str),
}

/// What was decided against a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Which rule warned.
    pub rule: Rule,
    /// Why it was done all the same.
    pub reason: Text,
}

/// A rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the rule `{}` ({}) refuses", .rule.word(), .rule.invariant())]
pub struct Broken {
    /// Which.
    pub rule: Rule,
    /// Whether a reason would do.
    pub strength: Strength,
}

/// Rules for tests of this crate: each as strict as it may be, but for those that spec 7 §10 ships as warnings.
#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub(crate) fn rules() -> Rules {
        let warned = [Rule::AdvisedBefore, Rule::AdviceInAudit];
        let strength = |rule: &Rule| if warned.contains(rule) { Strength::Warn } else { Strength::Block };
        let strengths = Rule::ALL.iter().map(|rule| (*rule, strength(rule))).collect();
        let edition = EditionId { pack: "rules".to_owned(), edition: "2026-11".to_owned(), sha256: "cd".repeat(32) };
        Rules::new(edition, strengths, figures()).unwrap()
    }

    pub(crate) fn figures() -> Figures {
        Figures {
            years_after_advice: 2,
            years_after_internal_audit: 2,
            months_to_close_major: 6,
            years_of_certificate: 3,
            months_to_take_up_again: 6,
            months_of_suspension: 6,
            days_to_object: 7,
            days_to_appeal: 30,
            quorum: 3,
            stages_on_site: 2,
            stages_self_declaration: 1,
        }
    }

    /// The rules with one of them set otherwise.
    pub(crate) fn with(rule: Rule, strength: Strength) -> Rules {
        let Rules { edition, mut strengths, figures } = rules();
        strengths.insert(rule, strength);
        Rules::new(edition, strengths, figures).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Digest, TextId};

    #[test]
    fn a_word_is_of_one_rule_and_the_one_in_events() {
        for rule in Rule::ALL {
            assert_eq!(Rule::from_word(rule.word()), Some(*rule));
            assert_eq!(serde_json::to_string(rule).unwrap(), format!("{:?}", rule.word()));
        }
    }

    #[test]
    fn a_rule_is_set_only_to_what_it_may_be() {
        let Rules { edition, strengths, figures } = samples::rules();
        for rule in Rule::ALL {
            for strength in [Strength::Block, Strength::Warn, Strength::Off] {
                let mut set = strengths.clone();
                set.insert(*rule, strength);
                let expected = if rule.may_be().contains(&strength) { Ok(()) } else { Err(rule.word()) };
                assert_eq!(Rules::new(edition.clone(), set, figures).map(|_| ()), expected, "{rule:?} {strength:?}");
            }
            let mut unset = strengths.clone();
            unset.remove(rule);
            assert_eq!(Rules::new(edition.clone(), unset, figures).map(|_| ()), Err(rule.word()));
        }
    }

    #[test]
    fn what_follows_where_a_rule_is_broken() {
        let reason = Text { id: TextId(uuid::Uuid::from_u128(1)), sha256: Digest([1; 32]) };
        let rule = Rule::AdvisedBefore;
        let noted = Override { rule, reason };
        for (strength, without, with) in [
            (Strength::Block, Err(Strength::Block), Err(Strength::Block)),
            (Strength::Warn, Err(Strength::Warn), Ok(Some(noted))),
            (Strength::Off, Ok(None), Ok(None)),
        ] {
            let rules = samples::with(rule, strength);
            let broken = |strength| Broken { rule, strength };
            assert_eq!(rules.broken(rule, None), without.map_err(broken));
            assert_eq!(rules.broken(rule, Some(reason)), with.map_err(broken));
        }
    }

    const SHIPPED: &str = include_str!("../../../packs/rules/2026-11.toml");

    fn read(text: &str) -> Result<Rules, Unread> {
        Rules::read(&criteria::pack::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn the_shipped_pack_sets_exactly_the_rules_and_figures_there_are() {
        let rules = read(SHIPPED).unwrap();
        assert_eq!((rules.edition.pack.as_str(), rules.edition.edition.as_str()), ("rules", "2026-11"));
        let warned = [Rule::AdvisedBefore, Rule::AuditDays, Rule::AdviceInAudit, Rule::FeesPaid];
        for rule in Rule::ALL {
            let expected = if warned.contains(rule) { Strength::Warn } else { Strength::Block };
            assert_eq!(rules.strength(*rule), expected, "{rule:?}");
        }
        assert_eq!(rules.figures, samples::figures());
        let pack = criteria::pack::parse(SHIPPED.as_bytes()).unwrap();
        let Content::Rules(written) = pack.content else { panic!("a pack of rules") };
        let words: Vec<&str> = written.rules.iter().map(|rule| rule.word.as_str()).collect();
        assert_eq!(words, Rule::ALL.iter().map(|rule| rule.word()).collect::<Vec<_>>());
        let words: Vec<&str> = written.figures.iter().map(|figure| figure.word.as_str()).collect();
        assert_eq!(words, Figures::ALL.iter().map(|(word, ..)| *word).collect::<Vec<_>>());
    }

    #[test]
    fn a_pack_that_sets_other_rules_is_refused() {
        let other = include_bytes!("../../../packs/reference/2026-11.toml");
        assert_eq!(Rules::read(&criteria::pack::parse(other).unwrap()), Err(Unread::Kind("reference")));
        for (from, to, refused) in [
            ("word = \"objection\"", "word = \"objections\"", Unread::Unknown("objections".to_owned())),
            ("word = \"quorum\"", "word = \"quota\"", Unread::Unknown("quota".to_owned())),
            ("\"INV-10\"", "\"INV-11\"", Unread::Number("competence", "INV-10")),
            ("\"INV-02\"\nstrength = \"block\"", "\"INV-02\"\nstrength = \"warn\"", Unread::Unset("decides-own-audit")),
            ("value = 30", "value = 181", Unread::Unset("days-to-appeal")),
        ] {
            assert_eq!(SHIPPED.matches(from).count(), 1, "{from}");
            assert_eq!(read(&SHIPPED.replace(from, to)), Err(refused), "{to}");
        }
        let (before, rest) = SHIPPED.split_once("[[rules]]\nword = \"fees-paid\"").unwrap();
        let without = format!("{before}{}", &rest[rest.find("# 数字").unwrap()..]);
        assert_eq!(read(&without), Err(Unread::Unset("fees-paid")));
    }

    #[test]
    fn a_figure_is_there_and_within_its_bounds() {
        let all: BTreeMap<&str, u16> = Figures::ALL.iter().map(|(word, least, _)| (*word, *least)).collect();
        assert!(Figures::read(|word| all.get(word).copied()).is_ok());
        for (word, least, most) in Figures::ALL {
            for (found, fits) in
                [(Some(*most), true), (most.checked_add(1), false), (least.checked_sub(1), *least == 0)]
            {
                let read = Figures::read(|other| if other == *word { found } else { all.get(other).copied() });
                let expected = if found.is_some() && fits { Ok(()) } else { Err(*word) };
                assert_eq!(read.map(|_| ()), expected, "{word}: {found:?}");
            }
        }
    }
}
