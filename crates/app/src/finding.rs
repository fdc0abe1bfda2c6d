//! Finding a certification body: what a person typed, read; what came out, in words.
//!
//! The headings and the standing notices are fixed by spec 7 §7: never 「申し込める」, for whether a
//! body takes an application is its own decision.

use criteria::pack::bodies::{Bodies, Body, Field};
use criteria::pack::industries::Industries;
use scheme::eligibility::{Answer, Finding, Reason, find};
use scheme::sme::{Business, Class, Doubt, Form, SmeAnswer, Test};

use crate::texts::{Texts, arg};

/// What was typed, kept as it was for the form to show again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// 主たる事業
    pub main: String,
    /// 認証を受けたい事業; empty = the same.
    pub certify: String,
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
            Input::Main => self.main.clone(),
            Input::Certify => self.certify.clone(),
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

/// Reads what was typed and judges every body.
///
/// # Errors
/// Each field that could not be read.
pub fn answer(typed: &Typed, bodies: &Bodies, industries: &Industries) -> Result<Finding, Vec<Input>> {
    let mut wrong = Vec::new();
    let main = industry(industries, &typed.main);
    let certify = if typed.certify.trim().is_empty() { main } else { industry(industries, &typed.certify) };
    let capital = if typed.capital.trim().is_empty() { Some(None) } else { number(&typed.capital).map(Some) };
    let employees = number(&typed.employees).and_then(|n| u32::try_from(n).ok());
    let special = typed.special.as_str();
    let fields: Option<Vec<Field>> = typed.fields.iter().map(|word| Field::from_word(word)).collect();
    let fields = fields.filter(|fields| fields.is_empty() || !typed.fields_declared);
    for (input, readable) in [
        (Input::Main, main.is_some()),
        (Input::Certify, certify.is_some() || typed.certify.trim().is_empty()),
        (Input::Capital, capital.is_some()),
        (Input::Employees, employees.is_some()),
        (Input::Special, special.is_empty() || industries.sector(special).is_some_and(|sector| sector.special)),
        (Input::Fields, fields.is_some()),
    ] {
        if !readable {
            wrong.push(input);
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let (Some(main), Some(certify), Some(capital), Some(employees), Some(fields)) =
        (main, certify, capital, employees, fields)
    else {
        return Err(wrong);
    };
    let business = Business {
        form: if typed.sole_proprietor { Form::SoleProprietor } else { Form::Company },
        capital: capital.map(|units| units.saturating_mul(10_000)),
        employees,
        main_industry: main.to_owned(),
        special: (!special.is_empty()).then(|| special.to_owned()),
    };
    let declared = (typed.fields_declared || !fields.is_empty()).then_some(fields.as_slice());
    Ok(find(bodies, industries, &business, certify, declared))
}

/// The code of an industry given as `E26`, `E26 生産用機械器具製造業`, or its name in either language.
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
            Test::Capital { found, up_to, holds } => ("size-capital", found / 10_000, up_to / 10_000, holds),
            Test::Employees { found, up_to, holds } => ("size-employees", u64::from(found), u64::from(up_to), holds),
        };
        let outcome = self.t(match (holds, test.is_boundary()) {
            (true, true) => "size-boundary",
            (true, false) => "size-holds",
            (false, _) => "size-fails",
        });
        self.with(key, &[("found", arg(grouped(found))), ("limit", arg(grouped(up_to))), ("outcome", arg(outcome))])
    }
}

/// 30,000
fn grouped(number: u64) -> String {
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
