//! `mamori check` over many files: read, counted together, and every unreadable one listed.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;
use app::Clock;
use app::survey::{Named, Survey};
use app::texts::arg;
use criteria::aggregate::{Aggregate, aggregate};
use criteria::answers::Answers;
use criteria::edition::EditionId;
use criteria::score::score;
use criteria::sheet::Reading;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::check::{Asked, ending, wrong_ending};
use crate::{UNREADABLE, terminal};

/// The column of an item's label in the terminal.
const LABEL: usize = 46;

/// What is written as JSON.
#[derive(Serialize)]
struct SurveyFile<'a> {
    /// The counts; `null` where there are fewer checks than are counted together.
    aggregate: Option<&'a Aggregate>,
    /// The companies that agreed to be named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    named: Vec<NamedRow<'a>>,
    /// How many files could not be read.
    unread: usize,
}

/// One named company.
#[derive(Serialize)]
struct NamedRow<'a> {
    name: &'a str,
    overall: Option<u8>,
    axes: Vec<Option<u8>>,
}

/// Whether no sheet of a workbook had a label of the list: its numbers alone told which question is which.
fn by_number(reading: &Reading<'_>) -> bool {
    let read = || reading.sheets.iter().filter(|sheet| sheet.questions > 0 && sheet.sheet.is_some());
    read().next().is_some() && read().all(|sheet| sheet.labelled == 0)
}

/// Reads the files and shows or writes what they come to.
pub(crate) fn run(asked: &Asked<'_>, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let texts = asked.texts;
    if asked.is_about_one() {
        bail!(texts.t("cli-check-one-only"));
    }
    if let Some(out) = asked.out
        && !matches!(ending(out).as_deref(), Some("pdf" | "xlsx" | "svg" | "json"))
    {
        bail!(wrong_ending(texts, out));
    }
    let read = read(asked, files)?;
    let Some((edition, checklist)) = read.edition.as_ref().zip(read.checks.first().map(Answers::checklist)) else {
        tell_unread(asked, &read);
        bail!(texts.t("cli-check-nothing"));
    };
    let counted = aggregate(edition, &read.checks);
    let survey = Survey {
        catalogue: asked.catalogue,
        checklist,
        edition,
        aggregate: counted.as_ref(),
        named: &read.named,
        unread: read.unread.len(),
        today: Clock::System.today(),
    };
    match asked.out {
        Some(out) => write(asked, &survey, out)?,
        None => terminal::print(&report(asked, &survey))?,
    }
    let counts = [("read", arg(read.checks.len())), ("files", arg(files.len()))];
    eprintln!("{}", texts.with("cli-check-read", &counts));
    if read.by_number > 0 {
        eprintln!("{}", texts.with("cli-check-by-number", &[("n", arg(read.by_number))]));
    }
    tell_unread(asked, &read);
    Ok(if read.unread.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(UNREADABLE) })
}

/// What the files hold.
struct Read {
    /// The edition all checks answer.
    edition: Option<EditionId>,
    checks: Vec<Answers<'static>>,
    named: Vec<Named>,
    /// How many were read by their numbers alone.
    by_number: usize,
    /// Each file that could not be read, with the reasons.
    unread: Vec<(PathBuf, Vec<String>)>,
}

fn read(asked: &Asked<'_>, files: &[PathBuf]) -> anyhow::Result<Read> {
    let bar = progress(files.len());
    let mut read = Read { edition: None, checks: Vec::new(), named: Vec::new(), by_number: 0, unread: Vec::new() };
    for file in files {
        let why = one(asked, file, &mut read)?;
        if !why.is_empty() {
            read.unread.push((file.clone(), why));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(read)
}

/// Reads one file into `read`; why it could not be, otherwise.
fn one(asked: &Asked<'_>, file: &Path, read: &mut Read) -> anyhow::Result<Vec<String>> {
    let texts = asked.texts;
    let taken = match asked.read(file) {
        Ok(Ok(taken)) => taken,
        Ok(Err(refused)) => return Ok(asked.why(&refused)),
        // One file that cannot be opened does not stop the others.
        Err(error) => return Ok(vec![error.to_string()]),
    };
    let reading = taken.reading;
    if !reading.faults.is_empty() {
        let faults = reading.faults.iter().map(|fault| texts.fault(fault));
        return Ok(faults.chain(texts.beside_faults(&reading)).collect());
    }
    if *read.edition.get_or_insert_with(|| taken.edition.clone()) != taken.edition {
        return Ok(vec![texts.t("cli-check-mixed")]);
    }
    if asked.named {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        read.named.push(Named { name, score: score(&reading.answers) });
    }
    read.by_number += usize::from(by_number(&reading));
    read.checks.push(reading.answers);
    Ok(Vec::new())
}

fn progress(files: usize) -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(files as u64), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn tell_unread(asked: &Asked<'_>, read: &Read) {
    if read.unread.is_empty() {
        return;
    }
    eprintln!("\n{}", asked.texts.with("cli-check-unread", &[("n", arg(read.unread.len()))]));
    for (file, why) in &read.unread {
        for line in why {
            eprintln!("  {}: {line}", file.display());
        }
    }
}

fn write(asked: &Asked<'_>, survey: &Survey<'_>, out: &Path) -> anyhow::Result<()> {
    let texts = asked.texts;
    let bytes = match ending(out).as_deref() {
        Some("json") => (serde_json::to_string_pretty(&file(survey))? + "\n").into_bytes(),
        Some("pdf") => document::pdf(&texts.survey_paper(survey))?,
        Some("xlsx") => document::workbook(&texts.survey_book(survey))?,
        _ => match survey.aggregate.and_then(|aggregate| texts.survey_radar(survey.checklist, aggregate)) {
            Some(radar) => radar.svg().into_bytes(),
            None => bail!(texts.survey_notes(survey).join(" ")),
        },
    };
    asked.write(out, &bytes)
}

fn file<'a>(survey: &Survey<'a>) -> SurveyFile<'a> {
    let named = survey.named.iter().map(|one| NamedRow {
        name: &one.name,
        overall: one.score.overall,
        axes: one.score.axes.iter().map(|axis| axis.score).collect(),
    });
    SurveyFile { aggregate: survey.aggregate, named: named.collect(), unread: survey.unread }
}

/// The aggregate for the terminal.
fn report(asked: &Asked<'_>, survey: &Survey<'_>) -> String {
    let texts = asked.texts;
    let checklist = survey.checklist;
    let mut text = String::new();
    let _ = writeln!(text, "{} · {}", texts.t("survey-title"), checklist.head.title.get(texts.lang));
    if let Some(aggregate) = survey.aggregate {
        let _ = writeln!(text, "{}\n", texts.with("survey-line", &[("n", arg(aggregate.checks))]));
        let head = texts.counts_head();
        let _ = write!(text, "{}", terminal::pad(&format!("{:>3}  {}", "", head[1]), LABEL + 5));
        let _ = writeln!(text, "{}", head[2..].iter().map(|name| right(name)).collect::<String>());
        for (item, counts) in checklist.items.iter().zip(&aggregate.items) {
            let label = terminal::cut(item.label.get(texts.lang), LABEL);
            let _ = write!(text, "{:>3}  {}", item.number(), terminal::pad(&label, LABEL));
            let cells = counts.cells().map(|count| right(&texts.cell_count(count)));
            let _ = writeln!(text, "{}", cells.concat());
        }
        let mean = aggregate.overall.map(|overall| texts.with("overall", &[("n", arg(overall))]));
        let _ = writeln!(text, "\n{} {}", texts.t("survey-mean"), mean.unwrap_or_else(|| texts.number(None)));
    }
    for one in survey.named {
        let overall = texts.overall(checklist, &one.score).unwrap_or_default();
        let _ = writeln!(text, "{}  {overall}", terminal::pad(&one.name, LABEL));
    }
    if !survey.named.is_empty() {
        let _ = writeln!(text, "{}", texts.t("survey-agreed"));
    }
    for line in texts.survey_notes(survey) {
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "{}", texts.not_audit(checklist));
    text
}

/// A narrow column with its text at the right.
fn right(text: &str) -> String {
    format!("{}{text}", " ".repeat(7usize.saturating_sub(terminal::width(text))))
}
