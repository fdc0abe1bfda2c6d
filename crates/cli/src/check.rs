//! `mamori check`: reads answers, prints the result, writes it to a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use app::report::FIRST_STEPS;
use app::texts::{Texts, arg};
use app::{Clock, packs};
use clap::ArgMatches;
use criteria::answers::Answers;
use criteria::catalogue::Catalogue;
use criteria::edition::EditionId;
use criteria::fault::Fault;
use criteria::pack::checklist::Presentation;
use criteria::result_file::{self, ResultFile};
use criteria::score::{AxisScore, score};
use figures::bars;

use crate::{UNREADABLE, terminal};

/// Cells of a bar.
const BAR: usize = 20;

/// Runs the command.
pub(crate) fn run(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let files: Vec<&PathBuf> = matches.get_many("files").into_iter().flatten().collect();
    let out: Option<&PathBuf> = matches.get_one("out");
    let pack = matches.get_one::<String>("pack").map_or(packs::FIRST_CHECK, String::as_str);
    let catalogue = crate::pack::shipped(texts)?;
    if out.is_some() && files.len() > 1 {
        bail!(texts.t("cli-check-one-out"));
    }
    let mut unreadable = false;
    for file in files {
        match read(texts, catalogue, pack, file)? {
            Ok((edition, answers)) => match out {
                Some(out) => write(texts, &edition, &answers, out)?,
                None => terminal::print(&report(texts, catalogue, file, &answers))?,
            },
            Err(faults) => {
                unreadable = true;
                for fault in &faults {
                    eprintln!("{}: {}", file.display(), texts.fault(fault));
                }
            }
        }
    }
    Ok(if unreadable { ExitCode::from(UNREADABLE) } else { ExitCode::SUCCESS })
}

type Read<'a> = Result<(EditionId, Answers<'a>), Vec<Fault>>;

/// Reads the answers of a file by its ending: `.csv`, or a result as JSON.
fn read<'a>(texts: Texts, catalogue: &'a Catalogue, pack: &str, file: &Path) -> anyhow::Result<Read<'a>> {
    let size = std::fs::metadata(file).map_err(|error| terminal::told(texts, "cli-cannot-read", file, &error))?.len();
    let limit = result_file::MAX_BYTES as u64;
    if size > limit {
        use criteria::fault::{Expected, Found, Place};
        let found = Found::Count(usize::try_from(size).unwrap_or(usize::MAX));
        return Ok(Err(vec![Fault::new(Place::default(), Expected::AtMostBytes(limit), found)]));
    }
    let bytes = std::fs::read(file).map_err(|error| terminal::told(texts, "cli-cannot-read", file, &error))?;
    let is_csv = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if !is_csv {
        return Ok(result_file::read(catalogue, &bytes));
    }
    let Some((edition, checklist)) =
        catalogue.checklist(pack).map(|(pack, checklist)| (pack.edition.clone(), checklist))
    else {
        use criteria::fault::{Expected, Found, Place, Thing};
        return Ok(Err(vec![Fault::new(Place::path("--pack"), Expected::Existing(Thing::Pack), Found::value(pack))]));
    };
    Ok(Answers::from_csv(checklist, &bytes).map(|answers| (edition, answers)))
}

/// Writes the result as the ending of `out` says.
fn write(texts: Texts, edition: &EditionId, answers: &Answers<'_>, out: &Path) -> anyhow::Result<()> {
    let ending = out.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let text = match ending.as_deref() {
        Some("json") => serde_json::to_string_pretty(&ResultFile::of(edition, answers))? + "\n",
        Some("svg") => texts.radar(answers.checklist(), Some(&score(answers)), None).svg(),
        _ => bail!(texts.with("cli-check-out-ending", &[("file", arg(out.display().to_string()))])),
    };
    std::fs::write(out, text).map_err(|error| terminal::told(texts, "cli-cannot-write", out, &error))
}

/// The result for the terminal.
fn report(texts: Texts, catalogue: &Catalogue, file: &Path, answers: &Answers<'_>) -> String {
    let checklist = answers.checklist();
    let score = score(answers);
    let chart = checklist.presentation == Presentation::Chart;
    let mut text = String::new();
    let _ = writeln!(text, "{} · {}", checklist.head.title.get(texts.lang), file.display());
    let _ = writeln!(text, "{}\n", texts.result_line(catalogue, &score, Clock::System.today()));
    let _ = writeln!(text, "{}\n", texts.headline(checklist, &score));
    if let Some(overall) = texts.overall(checklist, &score) {
        let method = if chart { format!("  ({})", texts.t("method-ours")) } else { String::new() };
        let _ = writeln!(text, "{overall}{method}");
    }
    let widest = checklist.axes.iter().map(|axis| terminal::width(&texts.short_axis(axis))).max().unwrap_or(0);
    for (axis, found) in checklist.axes.iter().zip(&score.axes) {
        let name = terminal::pad(&texts.short_axis(axis), widest + 2);
        let _ = writeln!(
            text,
            "{name}{} {:>3}  {}",
            bars(if chart { found.score } else { done(found) }, BAR),
            texts.level(checklist, found),
            texts.standing(found.standing)
        );
    }
    let open = score.coverage.items - score.coverage.answered;
    if open > 0 {
        let _ = writeln!(text, "\n{}", texts.with("result-open", &[("n", arg(open))]));
    }
    steps(&mut text, texts, answers, &score);
    text.push('\n');
    if chart {
        let _ = writeln!(text, "{}", texts.t("efforts-are-examples"));
    }
    let _ = writeln!(text, "{}\n", texts.not_audit(checklist));
    text
}

/// How much of an axis is done, for its bar only: such a checklist has no score.
fn done(axis: &AxisScore) -> Option<u8> {
    let coverage = axis.coverage;
    (coverage.answered > 0).then(|| u8::try_from(100 * coverage.implemented / coverage.items.max(1)).unwrap_or(100))
}

fn steps(text: &mut String, texts: Texts, answers: &Answers<'_>, score: &criteria::score::Score) {
    let checklist = answers.checklist();
    let _ = writeln!(text, "\n{}", texts.t("steps-headline"));
    for (i, step) in score.next_steps.iter().take(FIRST_STEPS).enumerate() {
        let Some(item) = checklist.item(&step.item) else { continue };
        let say = |text: &criteria::text::Bilingual| text.get(texts.lang).to_owned();
        let _ = writeln!(text, " {}. {} ({})", i + 1, say(&item.start.title), texts.time(item));
        let _ = writeln!(text, "    {}", say(&item.start.how));
        let _ = writeln!(text, "    {}: {}", texts.t("explain-record"), say(&item.record));
        let reasons: Vec<String> = step.reasons.iter().map(|reason| texts.reason(checklist, reason)).collect();
        let _ = writeln!(text, "    {}: {}", texts.t("step-why"), reasons.join(" "));
    }
    if score.next_steps.is_empty() {
        let _ = writeln!(text, " {}", texts.t("steps-none"));
    }
}
