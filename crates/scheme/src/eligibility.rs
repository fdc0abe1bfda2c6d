//! Which certification bodies' scope of business covers a company, and why.
//!
//! The answer is about the scope alone: whether a body takes an application is the body's decision
//! (spec 7 §7). Asked are the industry to be certified (認証を受けたい事業) and the size class of the
//! whole business (主たる事業, [`crate::sme`]); 「分野に係るもの」 is no code and has to be declared.

use criteria::pack::bodies::{Bodies, Field, Scope};
use criteria::pack::industries::Industries;
use schemars::JsonSchema;
use serde::Serialize;

use crate::sme::{Business, Class, SmeAnswer, classify};

/// Every body's scope judged for one business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Whether the business is a 中小企業者, and why.
    pub size: SmeAnswer,
    /// Each body, those that fit first, otherwise in the order of the source.
    pub bodies: Vec<BodyFit>,
}

/// One body's scope judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BodyFit {
    /// Id of the body.
    pub body: String,
    /// How its scope stands to the wish.
    pub fit: Fit,
}

/// Judges every body for `business`, which wants `industry` certified and declares `fields`.
#[must_use]
pub fn find(
    bodies: &Bodies,
    industries: &Industries,
    business: &Business,
    industry: &str,
    fields: Option<&[Field]>,
) -> Finding {
    let size = classify(business, industries);
    let wish = Wish { industry: industry.to_owned(), fields: fields.map(<[Field]>::to_vec), class: size.class };
    let mut found: Vec<BodyFit> =
        bodies.bodies.iter().map(|body| BodyFit { body: body.id.clone(), fit: judge(&body.scope, &wish) }).collect();
    found.sort_by_key(|found| found.fit.answer);
    Finding { size, bodies: found }
}

/// What is asked of each scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Middle group (`E26`) or division (`E`) of the business to be certified.
    pub industry: String,
    /// Which of the fields the business belongs to; `None` = not told.
    pub fields: Option<Vec<Field>>,
    /// Size class of the whole business.
    pub class: Class,
}

/// Whether a scope covers the wish, with every reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fit {
    /// The answer.
    pub answer: Answer,
    /// Each condition of the scope; empty = the scope has none.
    pub reasons: Vec<Reason>,
}

/// How a scope stands to a wish: the three headings an answer is shown under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(rename = "FitAnswer")]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 業務の範囲に合う
    Fits,
    /// 要確認
    ToConfirm,
    /// 範囲外
    Outside,
}

/// One condition of a scope and how the wish stands to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "FitReason")]
#[serde(tag = "condition", rename_all = "snake_case")]
pub enum Reason {
    /// The scope is limited to industries.
    Industry {
        /// The scope's codes.
        scope: Vec<String>,
        /// The code asked about.
        asked: String,
        /// How it stands.
        answer: Answer,
    },
    /// The scope is limited to fields within its industries.
    Field {
        /// The scope's fields.
        scope: Vec<Field>,
        /// How it stands.
        answer: Answer,
    },
    /// The scope is limited to 中小企業者.
    Size {
        /// The class found.
        class: Class,
        /// How it stands.
        answer: Answer,
    },
}

impl Reason {
    /// How the wish stands to this condition.
    #[must_use]
    pub fn answer(&self) -> Answer {
        match self {
            Self::Industry { answer, .. } | Self::Field { answer, .. } | Self::Size { answer, .. } => *answer,
        }
    }
}

/// Judges one scope. The worst condition decides; once an industry is outside, its fields are not asked.
#[must_use]
pub fn judge(scope: &Scope, wish: &Wish) -> Fit {
    let mut reasons = Vec::new();
    if !scope.industries.is_empty() {
        let answer = industry(&scope.industries, &wish.industry);
        reasons.push(Reason::Industry { scope: scope.industries.clone(), asked: wish.industry.clone(), answer });
    }
    let outside = reasons.iter().any(|reason| reason.answer() == Answer::Outside);
    if !scope.fields.is_empty() && !outside {
        reasons
            .push(Reason::Field { scope: scope.fields.clone(), answer: field(&scope.fields, wish.fields.as_deref()) });
    }
    if scope.sme_only {
        let answer = match wish.class.is_sme() {
            Some(true) => Answer::Fits,
            Some(false) => Answer::Outside,
            None => Answer::ToConfirm,
        };
        reasons.push(Reason::Size { class: wish.class, answer });
    }
    Fit { answer: reasons.iter().map(Reason::answer).max().unwrap_or(Answer::Fits), reasons }
}

/// A division in the scope covers its middle groups; a middle group in the scope leaves a division open.
fn industry(scope: &[String], asked: &str) -> Answer {
    if scope.iter().any(|code| asked == code || (code.len() == 1 && asked.starts_with(code.as_str()))) {
        Answer::Fits
    } else if asked.len() == 1 && scope.iter().any(|code| code.starts_with(asked)) {
        Answer::ToConfirm
    } else {
        Answer::Outside
    }
}

fn field(scope: &[Field], declared: Option<&[Field]>) -> Answer {
    match declared {
        None => Answer::ToConfirm,
        Some(fields) if fields.iter().any(|field| scope.contains(field)) => Answer::Fits,
        Some(_) => Answer::Outside,
    }
}
