//! Finding a certification body: what a person typed, read; what came out, in words.
//!
//! The headings and the standing notices are fixed by spec 7 §7: never 「申し込める」, for whether a
//! body takes an application is its own decision.

use criteria::pack::bodies::{Bodies, Body, Field};
use criteria::pack::industries::{Industries, Industry};
use scheme::eligibility::{Answer, Finding, Reason, find};
use scheme::sme::{Business, Class, Doubt, Form, SmeAnswer, Test};

use crate::industry::{By, Search, search_picked};
use crate::texts::{Texts, arg};

/// What was typed, kept as it was for the form to show again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// 主たる事業
    pub main: Sought,
    /// 認証を受けたい事業; empty = the same.
    pub certify: Sought,
    /// Capital in units of 10,000 yen; empty = not told.
    pub capital: String,
    /// Regular employees.
    pub employees: String,
    /// Whether it is a sole proprietor.
    pub sole_proprietor: bool,
    /// Id of a special sector; empty = none.
    pub special: String,
    /// Declared fields.
    pub fields: Vec<String>,
    /// Whether the fields were declared at all: "none of them" is a declaration.
    pub fields_declared: bool,
}

/// An industry as it is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// A code, a name, part of a name, or a search word.
    pub text: String,
    /// The code that was picked among the choices for such a text; empty = none.
    pub picked: String,
}

/// What came of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<'a> {
    /// 主たる事業, as it was found.
    pub main: Search<'a>,
    /// 認証を受けたい事業, likewise; none = the same.
    pub certify: Option<Search<'a>>,
    /// The finding, or each field it fails for. An industry that still has to be chosen is one of them.
    pub finding: Result<Finding, Vec<Input>>,
}

impl<'a> Answered<'a> {
    /// What was found for one of the two industries.
    #[must_use]
    pub fn search(&self, input: Input) -> Option<&Search<'a>> {
        match input {
            Input::Main => Some(&self.main),
            Input::Certify => self.certify.as_ref(),
            Input::Capital | Input::Employees | Input::Special | Input::Fields => None,
        }
    }
}

/// A field of the form that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// 主たる事業
    Main,
    /// 認証を受けたい事業
    Certify,
    /// 資本金
    Capital,
    /// 従業員
    Employees,
    /// 特別な区分
    Special,
    /// 分野: an unknown one, or one together with "none of them".
    Fields,
}

impl Typed {
    /// What was typed into a field.
    #[must_use]
    pub fn given(&self, input: Input) -> String {
        match input {
            Input::Main => self.main.text.clone(),
            Input::Certify => self.certify.text.clone(),
            Input::Capital => self.capital.clone(),
            Input::Employees => self.employees.clone(),
            Input::Special => self.special.clone(),
            Input::Fields => self.fields.join(", "),
        }
    }
}

impl Input {
    /// The name of the field in the form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Certify => "certify",
            Self::Capital => "capital",
            Self::Employees => "employees",
            Self::Special => "special",
            Self::Fields => "field",
        }
    }
}

/// What is asked, with every number and word read. The form, the command line and the API come to this.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// 主たる事業, by code or name.
    pub main: String,
    /// 認証を受けたい事業; empty = the same.
    pub certify: String,
    /// Capital in yen, where it is told.
    pub capital: Option<u64>,
    /// Regular employees.
    pub employees: u32,
    /// Whether it is a sole proprietor.
    pub sole_proprietor: bool,
    /// Id of a special sector; empty = none.
    pub special: String,
    /// Declared fields.
    pub fields: Vec<Field>,
    /// Whether "none of them" was declared.
    pub no_field: bool,
}

/// Judges every body.
///
/// # Errors
/// Each input that names nothing known, or contradicts itself.
pub fn ask(question: &Question, bodies: &Bodies, industries: &Industries) -> Result<Finding, Vec<Input>> {
    let main = industry(industries, &question.main);
    let same = question.certify.trim().is_empty();
    let certify = if same { main } else { industry(industries, &question.certify) };
    let special = question.special.as_str();
    let wrong: Vec<Input> = [
        (Input::Main, main.is_none()),
        (Input::Certify, certify.is_none() && !same),
        (Input::Special, !special.is_empty() && !industries.sector(special).is_some_and(|sector| sector.special)),
        (Input::Fields, question.no_field && !question.fields.is_empty()),
    ]
    .into_iter()
    .filter_map(|(input, wrong)| wrong.then_some(input))
    .collect();
    let (Some(main), Some(certify), []) = (main, certify, wrong.as_slice()) else { return Err(wrong) };
    let business = Business {
        form: if question.sole_proprietor { Form::SoleProprietor } else { Form::Company },
        capital: question.capital,
        employees: question.employees,
        main_industry: main.to_owned(),
        special: (!special.is_empty()).then(|| special.to_owned()),
    };
    let declared = (question.no_field || !question.fields.is_empty()).then_some(question.fields.as_slice());
    Ok(find(bodies, industries, &business, certify, declared))
}

/// Reads what was typed and judges every body.
#[must_use]
pub fn answer<'a>(typed: &Typed, bodies: &Bodies, industries: &'a Industries) -> Answered<'a> {
    let capital = if typed.capital.trim().is_empty() { Some(None) } else { number(&typed.capital).map(Some) };
    let employees = number(&typed.employees).and_then(|n| u32::try_from(n).ok());
    let fields: Option<Vec<Field>> = typed.fields.iter().map(|word| Field::from_word(word)).collect();
    let look = |sought: &Sought| search_picked(industries, &sought.text, &sought.picked);
    let main = look(&typed.main);
    let certify = (!typed.certify.text.trim().is_empty()).then(|| look(&typed.certify));
    let unread = [
        (Input::Main, main.taken().is_none()),
        (Input::Certify, certify.as_ref().is_some_and(|found| found.taken().is_none())),
        (Input::Capital, capital.is_none()),
        (Input::Employees, employees.is_none()),
        (Input::Fields, fields.is_none()),
    ];
    let code = |found: Option<&Search<'_>>| found.and_then(Search::taken).map(|it| it.code.clone()).unwrap_or_default();
    let question = Question {
        main: code(Some(&main)),
        certify: code(certify.as_ref()),
        capital: capital.flatten().map(|units| units.saturating_mul(10_000)),
        employees: employees.unwrap_or_default(),
        sole_proprietor: typed.sole_proprietor,
        special: typed.special.clone(),
        fields: fields.unwrap_or_default(),
        no_field: typed.fields_declared,
    };
    let mut wrong: Vec<Input> = unread.into_iter().filter_map(|(input, unread)| unread.then_some(input)).collect();
    let finding = match ask(&question, bodies, industries) {
        Ok(finding) if wrong.is_empty() => Ok(finding),
        refused => {
            wrong.extend(refused.err().into_iter().flatten());
            wrong.sort_unstable();
            wrong.dedup();
            Err(wrong)
        }
    };
    Answered { main, certify, finding }
}

/// The code of an industry given as `E26`, `E26 生産用機械器具製造業`, or its name in either language. Programs are
/// held to that; what people type is looked for by [`crate::industry`].
fn industry<'a>(industries: &'a Industries, typed: &str) -> Option<&'a str> {
    let typed = typed.trim();
    let first = typed.split_whitespace().next().unwrap_or("").to_ascii_uppercase();
    let found = industries.industry(&first).or_else(|| {
        industries
            .industries
            .iter()
            .find(|industry| industry.name.ja == typed || industry.name.en.eq_ignore_ascii_case(typed))
    });
    found.map(|industry| industry.code.as_str())
}

/// A whole number with digits of any width; commas between them are ignored.
fn number(typed: &str) -> Option<u64> {
    let digits: String = typed
        .trim()
        .chars()
        .filter(|c| !matches!(c, ',' | '，'))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            _ => c,
        })
        .collect();
    digits.parse().ok()
}

impl Texts {
    /// What was expected in a field that could not be read.
    #[must_use]
    pub fn expected_input(self, input: Input) -> String {
        self.t(match input {
            Input::Main => "bodies-wrong-main",
            Input::Certify => "bodies-wrong-certify",
            Input::Capital => "bodies-wrong-capital",
            Input::Employees => "bodies-wrong-employees",
            Input::Special => "bodies-wrong-special",
            Input::Fields => "bodies-wrong-fields",
        })
    }

    /// An industry with its code: `E26 生産用機械器具製造業`.
    #[must_use]
    pub fn industry(self, industry: &Industry) -> String {
        format!("{} {}", industry.code, industry.name.get(self.lang))
    }

    /// What is said of an industry that was not taken: what was found, and what to do.
    #[must_use]
    pub fn not_taken(self, input: Input, found: Option<&Search<'_>>, given: &str) -> String {
        let value = || arg(given.to_owned());
        match found {
            Some(Search::Offered(_)) => self.with("bodies-choose", &[("value", value())]),
            Some(Search::TooMany(n)) => self.with("bodies-too-many", &[("value", value()), ("n", arg(*n))]),
            Some(Search::Nothing | Search::Taken(_)) | None => self.expected_input(input),
        }
    }

    /// How a choice came about, where that has to be said: a search word is ours.
    #[must_use]
    pub fn found_by(self, by: By) -> Option<String> {
        match by {
            By::Word(word) => Some(self.with("bodies-by-word", &[("word", arg(word))])),
            By::Name | By::Near => None,
        }
    }

    /// The heading of an answer: 業務の範囲に合う／要確認／範囲外.
    #[must_use]
    pub fn fit(self, answer: Answer) -> String {
        self.t(match answer {
            Answer::Fits => "fit-fits",
            Answer::ToConfirm => "fit-to-confirm",
            Answer::Outside => "fit-outside",
        })
    }

    /// Why a scope stands as it does, one sentence per condition.
    #[must_use]
    pub fn fit_reasons(self, body: &Body, reasons: &[Reason], industries: &Industries) -> Vec<String> {
        if reasons.is_empty() {
            return vec![self.t("reason-everything")];
        }
        reasons.iter().map(|reason| self.fit_reason(body, reason, industries)).collect()
    }

    fn fit_reason(self, body: &Body, reason: &Reason, industries: &Industries) -> String {
        let scope = body.scope.text.get(self.lang).to_owned();
        match reason {
            Reason::Industry { asked, answer, .. } => {
                let name = industries
                    .industry(asked)
                    .map_or_else(|| asked.clone(), |found| found.name.get(self.lang).to_owned());
                let values = [("scope", arg(scope)), ("industry", arg(name))];
                match answer {
                    Answer::Fits => self.with("reason-industry-fits", &values),
                    Answer::ToConfirm => self.with("reason-industry-confirm", &values),
                    Answer::Outside => self.with("reason-industry-outside", &values),
                }
            }
            Reason::Field { answer, .. } => self.t(match answer {
                Answer::Fits => "reason-field-fits",
                Answer::ToConfirm => "reason-field-confirm",
                Answer::Outside => "reason-field-outside",
            }),
            Reason::Size { answer, .. } => self.t(match answer {
                Answer::Fits => "reason-size-fits",
                Answer::ToConfirm => "reason-size-confirm",
                Answer::Outside => "reason-size-outside",
            }),
        }
    }

    /// The size class in words.
    #[must_use]
    pub fn size_class(self, class: Class) -> String {
        self.t(match class {
            Class::Small => "class-small",
            Class::Sme => "class-sme",
            Class::Larger => "class-larger",
            Class::Unknown => "class-unknown",
        })
    }

    /// The reasoning behind the size class: sector, each test, each doubt.
    #[must_use]
    pub fn size_reasons(self, size: &SmeAnswer, industries: &Industries) -> Vec<String> {
        let sector = size.sector.as_deref().and_then(|id| industries.sector(id));
        let named = sector.map(|sector| {
            let values = [
                ("sector", arg(sector.name.get(self.lang).to_owned())),
                ("basis", arg(sector.basis.get(self.lang).to_owned())),
            ];
            self.with("size-sector", &values)
        });
        let tests = size.tests.iter().map(|test| self.size_test(*test));
        let doubts = size.doubts.iter().map(|doubt| {
            self.t(match doubt {
                Doubt::PartOfIndustry => "doubt-part-of-industry",
                Doubt::CapitalUnknown => "doubt-capital-unknown",
            })
        });
        named.into_iter().chain(tests).chain(doubts).collect()
    }

    fn size_test(self, test: Test) -> String {
        let (key, found, up_to, holds) = match test {
            Test::Capital { found, up_to, holds } => {
                ("size-capital", ten_thousands(found), ten_thousands(up_to), holds)
            }
            Test::Employees { found, up_to, holds } => {
                ("size-employees", grouped(u64::from(found)), grouped(u64::from(up_to)), holds)
            }
        };
        let outcome = self.t(match (holds, test.is_boundary()) {
            (true, true) => "size-boundary",
            (true, false) => "size-holds",
            (false, _) => "size-fails",
        });
        self.with(key, &[("found", arg(found)), ("limit", arg(up_to)), ("outcome", arg(outcome))])
    }
}

/// Yen in units of 10,000, exactly: 300,005,000 yen is 30,000.5, and no longer 30,000.
fn ten_thousands(yen: u64) -> String {
    let (whole, rest) = (grouped(yen / 10_000), yen % 10_000);
    if rest == 0 { whole } else { format!("{whole}.{}", format!("{rest:04}").trim_end_matches('0')) }
}

/// 30,000
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
