//! The checks of an organisation in pages, how they went over time, and a new one with the answers of an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use criteria::edition::compare;
use criteria::pack::checklist::Checklist;
use figures::{Trend, TrendPoint};
use jiff::civil::Date;
use protection::check::{SignOff, Source, Standing};
use record::{PersonId, StreamId};
use uuid::Uuid;

use super::executives::Executives;
use super::stood::Stood;
use super::{Claim, LISTED, ListedCheck, ask, sign_off};
use crate::access::Action;
use crate::dates;
use crate::office::{Caller, Office, Refused};
use crate::texts::{Texts, arg};

/// How many checks a page shows.
const PAGE: u32 = 20;
/// How many months the axis of a trend names at most.
const MONTHS: i32 = 14;

/// A page of checks, the newest first.
#[derive(Debug, Clone, Default)]
pub struct CheckPage {
    /// The checks.
    pub checks: Vec<ListedCheck>,
    /// What those who confirmed, or asked for it, are called.
    pub names: BTreeMap<PersonId, String>,
    /// Where the next page begins, if there is more: [`Office::checks_before`].
    pub next: Option<Place>,
    /// Whether the reader may begin one.
    pub may_begin: bool,
}

/// Where a page begins: when a check was begun (microseconds since 1970, UTC), and which.
pub type Place = (i64, Uuid);

/// The place of the newest check.
const NEWEST: Place = (i64::MAX, Uuid::max());

impl CheckPage {
    /// Where the next page begins, as its address says it: [`Office::check_page`].
    #[must_use]
    pub fn next_address(&self) -> Option<String> {
        self.next.map(|(at, stream)| format!("{at}.{stream}"))
    }
}

/// Where a page begins, as its address says it.
fn place(text: &str) -> Option<Place> {
    let (at, stream) = text.split_once('.')?;
    Some((at.parse().ok()?, stream.parse().ok()?))
}

impl Office {
    /// The newest checks of the organisation the caller acts for.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn checks(&self, caller: Caller) -> Result<Vec<ListedCheck>, Refused> {
        Ok(self.checks_before(caller, None, LISTED).await?.checks)
    }

    /// A page of the checks, the newest first: from the beginning, or after the place an earlier page named.
    ///
    /// # Errors
    /// The caller may not, or there is no such place.
    pub async fn check_page(&self, caller: Caller, before: Option<&str>) -> Result<CheckPage, Refused> {
        let before = before.map(|before| place(before).ok_or(Refused::NotThere)).transpose()?;
        self.checks_before(caller, before, PAGE).await
    }

    /// At most `limit` of the checks, the newest first: from the beginning, or after a place.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn checks_before(&self, caller: Caller, before: Option<Place>, limit: u32) -> Result<CheckPage, Refused> {
        let before = before.unwrap_or(NEWEST);
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (mut tx, roles) = self.reader_as(&caller, Action::CheckView, Some(owner)).await?;
        let mut marks = tx.check_marks(owner, before, limit + 1).await?;
        let more = marks.len() > limit as usize;
        marks.truncate(limit as usize);
        let next = marks.last().filter(|_| more).map(|mark| (mark.begun_at, mark.stream.0));
        let stood = self.stood(&mut tx, owner, &marks).await?;
        let today = self.today();
        let last: Vec<SignOff> = stood.iter().filter_map(|one| one.row.sign_offs.last().cloned()).collect();
        let executives = match last.is_empty() {
            true => Executives::default(),
            false => Executives::of(&mut tx, owner, &last, today).await?,
        };
        let signers = stood.iter().flat_map(|one| &one.row.sign_offs).map(|signed| signed.by);
        let asking = stood.iter().flat_map(|one| &one.row.askings).map(|asking| asking.by);
        let named: BTreeSet<PersonId> = signers.chain(asking).collect();
        let names = if named.is_empty() { BTreeMap::new() } else { tx.names_of(named).await? };
        let listed = stood.into_iter().map(|Stood { row, score, versions, touched_at, .. }| {
            let holds = |signed: &SignOff| signed.standing(&versions, &executives.terms, today) == Standing::Holds;
            let signed = row.sign_offs.last().map(holds);
            let asked = ask::standing(&row.askings, &versions).into_iter().cloned().collect();
            ListedCheck { row, score, signed, asked, touched_at }
        });
        let checks = listed.collect();
        let may_begin = self.rights(&caller, &roles, &[Action::CheckBegin]).values().all(|access| access.allowed);
        Ok(CheckPage { checks, names, next, may_begin })
    }

    /// Begins a check of the newest edition with the answers of an earlier one that still hold (取り込み).
    ///
    /// # Errors
    /// There is no such check, none of its answers holds, or the caller may not.
    pub async fn carry_over(&self, caller: Caller, from: StreamId) -> Result<StreamId, Refused> {
        let earlier = self.check(caller, from).await?;
        let (pack, newer) = self.catalogue.checklist(&earlier.edition.pack).ok_or(Refused::NotThere)?;
        let changes = compare(earlier.checklist, newer);
        let holds = |item: &str, answer| {
            changes.iter().any(|change| change.item == item && change.carries_over.contains(&answer))
        };
        let stood = earlier.answers();
        let given = stood.iter().filter_map(|(item, answer)| Some((item.id.clone(), answer?)));
        let answers = given.filter(|(item, answer)| holds(item, *answer)).collect();
        let id = self.door.random().id(self.door.clock().now()).map_err(crate::door::DoorError::from)?;
        let reported_on = sign_off::changed_on(&earlier.sections);
        let claim = Claim { check: id, edition: pack.edition.clone(), answers, reported_on, source: Source::Earlier };
        self.claim(caller, &claim).await
    }
}

impl Texts {
    /// How the checks of a checklist went: overall and weakest axis at the day each was changed last. None where fewer
    /// than two have a score.
    #[must_use]
    pub fn trend(self, checklist: &Checklist, checks: &[ListedCheck], today: Date) -> Option<Trend> {
        let mut points: Vec<(i64, Date, TrendPoint)> = checks
            .iter()
            .filter(|check| check.row.edition.0 == checklist.head.id)
            .filter_map(|check| {
                let (score, day) = (check.score.as_ref()?, dates::in_japan_at(check.touched_at)?.date());
                let beside = score.axes.iter().filter_map(|axis| axis.score).min();
                let label = self.date(day, today);
                Some((check.touched_at, day, TrendPoint { day: number(day), label, value: score.overall, beside }))
            })
            .collect();
        // Several of one day stand in the order in which they were answered.
        points.sort_by_key(|(at, ..)| *at);
        let scored: Vec<&TrendPoint> =
            points.iter().map(|(.., point)| point).filter(|point| point.value.is_some()).collect();
        let (first, last) = (*scored.first()?, *scored.last()?);
        if scored.len() < 2 {
            return None;
        }
        let values = [
            ("n", arg(scored.len())),
            ("first", arg(first.label.clone())),
            ("before", arg(self.number(first.value))),
            ("last", arg(last.label.clone())),
            ("after", arg(self.number(last.value))),
        ];
        let description = self.with("trend-description", &values);
        let title = self.with("trend-title", &[("name", arg(self.say(&checklist.head.title).to_owned()))]);
        let ticks = self.months(points.first()?.1, points.last()?.1);
        let (name, beside) = (self.t("trend-overall"), self.t("trend-lowest"));
        let points = points.into_iter().map(|(.., point)| point).collect();
        Some(Trend { title, description, name, beside, points, ticks })
    }

    /// The first days of months from before `first` to after `last`, few enough to be named.
    fn months(self, first: Date, last: Date) -> Vec<(i32, String)> {
        let month = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        let (from, to) = (month(first), month(last) + 1);
        let step = ((to - from) / MONTHS + 1).max(1);
        let tick = |month: i32| {
            let (year, of) = (i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12) + 1).ok()?);
            let day = Date::new(year, of, 1).ok()?;
            Some((number(day), format!("{year}/{of}")))
        };
        (from..=to).step_by(usize::try_from(step).unwrap_or(1)).filter_map(tick).collect()
    }
}

/// A day as a number that counts days.
fn number(day: Date) -> i32 {
    let since = jiff::civil::date(1970, 1, 1).until(day).map(|span| span.get_days());
    since.unwrap_or_default()
}
