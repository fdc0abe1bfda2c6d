//! What the finder answers in JSON: the same answer as data and in the reader's words.

use app::Texts;
use criteria::catalogue::Catalogue;
use criteria::pack::bodies::{Bodies, Body, Scope};
use criteria::pack::industries::Industries;
use criteria::pack::{Document, Source};
use criteria::text::Bilingual;
use jiff::civil::Date;
use schemars::JsonSchema;
use scheme::eligibility::{Answer, BodyFit, Finding, Reason};
use scheme::sme::{Class, Doubt, SmeAnswer, Test};
use serde::Serialize;

use crate::api::packs::PackEntry;

/// Whose scope covers the company, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FindAnswer<'a> {
    /// Whether the company is a small or medium-sized enterprise (中小企業者), and why.
    pub(crate) size: SizeAnswer,
    /// Every body, those that fit first, otherwise in the order of the source.
    pub(crate) bodies: Vec<BodyAnswer<'a>>,
    /// What has to stand beside the answer wherever it is shown, in the reader's language.
    pub(crate) notices: Vec<String>,
    /// The day the list of bodies holds for.
    #[schemars(with = "String")]
    pub(crate) as_of: Date,
    /// The documents the bodies cite.
    pub(crate) documents: &'a [Document],
    /// The packs the answer rests on, down to their bytes.
    pub(crate) packs: Vec<PackEntry<'a>>,
}

/// The size of the company.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SizeAnswer {
    /// What follows from the tests.
    pub(crate) class: Class,
    /// Id of the sector whose limits were used; `null` where the industry has none.
    pub(crate) sector: Option<String>,
    /// Each test that was made; one that holds suffices.
    pub(crate) tests: Vec<SizeTest>,
    /// What somebody should look at again.
    pub(crate) doubts: Vec<Doubt>,
    /// All of this in words.
    pub(crate) in_words: InWords,
}

/// A test of the size, and whether the value stands exactly on the limit, which still qualifies.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SizeTest {
    /// The test.
    #[serde(flatten)]
    pub(crate) test: Test,
    /// Whether `found` is exactly `up_to`.
    pub(crate) boundary: bool,
}

/// One body with its answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BodyAnswer<'a> {
    /// Id of the body.
    pub(crate) body: &'a str,
    /// Its name.
    pub(crate) name: &'a Bilingual,
    /// Its telephone, as written in the source.
    pub(crate) tel: &'a str,
    /// The scope of its business (業務の範囲).
    pub(crate) scope: &'a Scope,
    /// How the scope stands to the company.
    pub(crate) answer: Answer,
    /// Each condition of the scope; empty = the scope has none.
    pub(crate) reasons: Vec<Reason>,
    /// Answer and reasons in words.
    pub(crate) in_words: InWords,
    /// The day its record holds for.
    #[schemars(with = "String")]
    pub(crate) as_of: Date,
    /// Where its record stands, in one of the `documents`.
    pub(crate) source: &'a Source,
}

/// An answer and its reasons, in the reader's language.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct InWords {
    /// The answer.
    pub(crate) answer: String,
    /// Each reason in one sentence.
    pub(crate) reasons: Vec<String>,
}

impl<'a> FindAnswer<'a> {
    /// The answer `found`, worded by `texts`.
    pub(crate) fn of(
        texts: Texts,
        catalogue: &'a Catalogue,
        bodies: &'a Bodies,
        industries: &'a Industries,
        found: Finding,
    ) -> Self {
        let note = |note: &Bilingual| note.get(texts.lang).to_owned();
        let packs = [&bodies.head, &industries.head];
        let each = found.bodies.into_iter().filter_map(|found| {
            let body = bodies.bodies.iter().find(|body| body.id == found.body)?;
            Some(BodyAnswer::of(texts, body, bodies.as_of, industries, found))
        });
        Self {
            size: SizeAnswer::of(texts, industries, found.size),
            bodies: each.collect(),
            notices: vec![texts.t("bodies-own-decision"), note(&bodies.note), note(&industries.note)],
            as_of: bodies.as_of,
            documents: &bodies.head.documents,
            packs: packs.into_iter().filter_map(|head| catalogue.pack(&head.id)).map(PackEntry::of).collect(),
        }
    }
}

impl SizeAnswer {
    fn of(texts: Texts, industries: &Industries, size: SmeAnswer) -> Self {
        let in_words = InWords { answer: texts.size_class(size.class), reasons: texts.size_reasons(&size, industries) };
        let tests = size.tests.into_iter().map(|test| SizeTest { test, boundary: test.is_boundary() });
        Self { class: size.class, sector: size.sector, tests: tests.collect(), doubts: size.doubts, in_words }
    }
}

impl<'a> BodyAnswer<'a> {
    fn of(texts: Texts, body: &'a Body, as_of: Date, industries: &Industries, found: BodyFit) -> Self {
        let fit = found.fit;
        let reasons = texts.fit_reasons(body, &fit.reasons, industries);
        Self {
            body: &body.id,
            name: &body.name,
            tel: &body.tel,
            scope: &body.scope,
            answer: fit.answer,
            in_words: InWords { answer: texts.fit(fit.answer), reasons },
            reasons: fit.reasons,
            as_of,
            source: &body.source,
        }
    }
}
