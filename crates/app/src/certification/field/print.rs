//! The report on paper. It is an official document of the body: in Japanese whoever issues it, with both calendars, and it says
//! whose words the criteria are in.

use criteria::catalogue::Catalogue;
use criteria::pack::criteria::Requirement;
use criteria::text::Lang;
use document::{Align, Block, Column, Entry, Paper, Table};
use jiff::civil::Date;
use record::{PersonId, Text};
use scheme::audit::Work;
use scheme::nonconformity::{Known, Status};
use scheme::seen::Observed;

use super::{Field, ReportTold, files};
use crate::book::date;
use crate::handout::printable;
use crate::operator::Operator;
use crate::texts::{Texts, arg};

/// What is printed beside what was found.
struct Sheet<'s> {
    texts: Texts,
    catalogue: &'s Catalogue,
    field: &'s Field,
    work: &'s Work,
}

/// The paper of the report that would be issued now; none = there is no audit.
pub(super) fn paper(field: &Field, told: &ReportTold, catalogue: &Catalogue, operator: &Operator) -> Option<Paper> {
    let sheet = Sheet { texts: Texts::new(Lang::Ja), catalogue, field, work: field.work()? };
    let texts = sheet.texts;
    let version = [("n", arg(field.next_report())), ("day", arg(sheet.day(field.today)))];
    let mut blocks = vec![sheet.facts()];
    if field.next_report() > 1 {
        blocks.push(Block::Heading(texts.t("auditreport-why-again")));
        blocks.push(Block::Text(printable(&told.reason)));
    }
    blocks.extend(sheet.stages());
    blocks.extend(sheet.results());
    blocks.extend(sheet.nonconformities());
    let mut foot = vec![texts.t("auditreport-foot")];
    if let Some(criteria) = field.shown.criteria {
        foot.push(criteria.ours.get(Lang::Ja).to_owned());
    }
    if let Some(contract) = field.shown.status.contract() {
        foot.push(texts.edition_line(&contract.terms.criteria.0));
        foot.push(texts.edition_line(&contract.terms.rules.0));
    }
    foot.push(operator.line(texts));
    Some(Paper {
        lang: document::Lang::Ja,
        title: texts.t("auditreport-title"),
        subtitle: vec![
            printable(&field.shown.client),
            printable(&field.shown.body),
            texts.with("auditreport-version-line", &version),
        ],
        headline: Some(texts.t(&format!("auditreport-recommends-{}", told.recommendation.word().replace('_', "-")))),
        blocks,
        foot,
        running: printable(&format!("{} {}", texts.t("auditreport-title"), field.shown.client)),
        author: printable(&field.shown.body),
        date: date(field.today),
    })
}

impl Sheet<'_> {
    fn day(&self, day: Date) -> String {
        self.texts.day(self.catalogue, day)
    }

    fn name(&self, person: PersonId) -> String {
        self.field.name(person).map_or_else(|| self.texts.t("name-erased"), printable)
    }

    fn said(&self, text: Text) -> String {
        printable(self.field.shown.text(text))
    }

    fn seen(&self, observed: &[Observed]) -> String {
        let mut lines: Vec<String> = super::words(observed).map(|text| self.said(text)).collect();
        lines.extend(files(observed).iter().map(|file| format!("SHA-256 {}", file.sha256)));
        lines.join("\n")
    }

    /// Whose audit, of what, by whom, when.
    fn facts(&self) -> Block {
        let (texts, terms) = (self.texts, &self.work.terms);
        let content = self.field.shown.status.kept().map(|file| &file.snapshot.content);
        let scope = content.and_then(|content| content.scope).map(|scope| self.said(scope)).unwrap_or_default();
        let sites: Vec<String> = terms.sites.iter().map(|site| printable(&self.field.site(*site))).collect();
        let seat = |(person, seat): (&PersonId, &scheme::audit::Seat)| {
            format!("{} {}", texts.t(&format!("auditreport-as-{}", seat.function.word())), self.name(*person))
        };
        let team: Vec<String> = self.work.team.iter().map(seat).collect();
        let visits = self.work.visits.iter().map(|visit| {
            let (day, site) = (self.day(visit.on), printable(&self.field.site(visit.site)));
            let people: Vec<String> = visit.by.iter().map(|person| self.name(*person)).collect();
            let who = people.join(&texts.t("list-comma"));
            let afar = visit.remote.map(|why| texts.with("auditreport-from-afar", &[("why", arg(self.said(why)))]));
            format!("{day} {site} {who}{}", afar.unwrap_or_default())
        });
        let days: Vec<String> = visits.collect();
        let begun = self.work.begun_on.map(|day| self.day(day)).unwrap_or_default();
        let kind = terms.certification.word().replace('_', "-");
        let purpose = terms.purpose.word().replace('_', "-");
        let rows = [
            ("application-certification", texts.t(&format!("certification-{kind}"))),
            ("auditreport-purpose", texts.t(&format!("auditreport-purpose-{purpose}"))),
            ("application-scope", scope),
            ("application-sites", sites.join("\n")),
            ("auditreport-team", team.join("\n")),
            ("auditreport-begun", begun),
            ("auditreport-visits", days.join("\n")),
        ];
        let rows = rows.into_iter().filter(|(_, said)| !said.is_empty());
        table(rows.map(|(key, said)| vec![texts.t(key), said]).collect())
    }

    fn stages(&self) -> Vec<Block> {
        let texts = self.texts;
        let entry = |result: &scheme::audit::StageResult| Entry {
            title: texts.t(&format!("onsite-stage-{}", result.stage.word())),
            lines: vec![
                (texts.t("onsite-last-day"), self.day(result.last_day)),
                (texts.t("auditreport-whole"), self.said(result.note)),
            ],
        };
        let done: Vec<Entry> = self.work.results.values().map(entry).collect();
        let advised: Vec<String> = self.work.advised.iter().map(|person| self.name(*person)).collect();
        let mut blocks = vec![Block::Heading(texts.t("auditreport-stages")), Block::Entries(done)];
        if !advised.is_empty() {
            let who = [("who", arg(advised.join(&texts.t("list-comma"))))];
            blocks.push(Block::Note(texts.with("onsite-advised-by", &who)));
        }
        blocks
    }

    /// What was found of each requirement, part by part.
    fn results(&self) -> Vec<Block> {
        let texts = self.texts;
        let mut blocks = Vec::new();
        let Some(criteria) = self.field.shown.criteria else { return blocks };
        let required = self.field.required();
        for part in &criteria.parts {
            let of_part = required.iter().filter(|requirement| requirement.part == part.id);
            let entries: Vec<Entry> = of_part.filter_map(|requirement| self.result(requirement)).collect();
            if !entries.is_empty() {
                blocks.push(Block::Heading(format!("{} {}", part.mark.get(Lang::Ja), part.title.get(Lang::Ja))));
                blocks.push(Block::Entries(entries));
            }
        }
        if !blocks.is_empty() {
            blocks.insert(0, Block::Heading(texts.t("auditreport-results")));
            blocks.insert(1, Block::Note(criteria.ours.get(Lang::Ja).to_owned()));
        }
        blocks
    }

    fn result(&self, requirement: &Requirement) -> Option<Entry> {
        let texts = self.texts;
        let entry = self.field.entry(&requirement.id)?;
        let finding = &entry.finding;
        let outcome = texts.t(&format!("working-outcome-{}", finding.outcome.word().replace('_', "-")));
        let by = format!("{} {}", self.day(entry.on), self.name(entry.by));
        let lines = [
            (texts.t("working-outcome"), outcome),
            (texts.t("working-evidence"), self.seen(&finding.evidence)),
            (texts.t("working-reason"), finding.reason.map(|reason| self.said(reason)).unwrap_or_default()),
            (texts.t("working-note"), finding.note.map(|note| self.said(note)).unwrap_or_default()),
            (texts.t("working-by"), by),
        ];
        let title = format!("{}（{}）", requirement.title.get(Lang::Ja), requirement.id);
        Some(Entry { title, lines: lines.into_iter().filter(|(_, said)| !said.is_empty()).collect() })
    }

    fn nonconformities(&self) -> Vec<Block> {
        let texts = self.texts;
        let known = self
            .field
            .dossier
            .nonconformities
            .iter()
            .filter_map(|one| one.status.known().map(|known| self.nonconformity(known, &one.status)));
        let entries: Vec<Entry> = known.collect();
        let heading = Block::Heading(texts.t("finding-title"));
        if entries.is_empty() {
            return vec![heading, Block::Text(texts.t("finding-none"))];
        }
        vec![heading, Block::Entries(entries)]
    }

    fn nonconformity(&self, known: &Known, status: &Status) -> Entry {
        let (texts, raised) = (self.texts, &known.raised);
        let criteria = self.field.shown.criteria;
        let title = criteria.and_then(|criteria| criteria.requirement(&raised.criterion));
        let title = title.map_or("", |requirement| requirement.title.get(Lang::Ja));
        let grade = texts.t(&format!("finding-grade-{}", raised.grade.word()));
        let action = |action: &scheme::nonconformity::Action| {
            let day = action.done_on.map_or_else(
                || texts.with("finding-due-by", &[("day", arg(self.day(action.due)))]),
                |done| texts.with("finding-was-done", &[("day", arg(self.day(done)))]),
            );
            format!("{}\n{day}\n{}", self.said(action.what), self.seen(&action.evidence)).trim_end().to_owned()
        };
        let mut lines = vec![
            (texts.t("finding-statement"), self.said(raised.statement)),
            (texts.t("finding-evidence"), self.seen(&raised.evidence)),
            (texts.t("finding-found-on"), format!("{} {}", self.day(raised.found_on), self.name(raised.author))),
            (texts.t("finding-state"), texts.t(&format!("finding-place-{}", status.place().word()))),
        ];
        if let Some(answer) = &known.answer {
            lines.push((texts.t("finding-cause"), self.said(answer.cause)));
            lines.push((texts.t("finding-correction"), action(&answer.correction)));
            lines.push((texts.t("finding-corrective"), action(&answer.corrective_action)));
        }
        Entry { title: format!("{grade}：{title}（{}）", raised.criterion), lines }
    }
}

fn table(rows: Vec<Vec<String>>) -> Block {
    let columns = vec![Column { share: 4, align: Align::Left }, Column { share: 13, align: Align::Left }];
    Block::Table(Table { caption: None, head: Vec::new(), columns, rows })
}

impl Field {
    /// The report that would be issued now, as a paper; none = there is no audit.
    #[must_use]
    pub fn paper_of_report(&self, told: &ReportTold, catalogue: &Catalogue, operator: &Operator) -> Option<Paper> {
        paper(self, told, catalogue, operator)
    }
}
