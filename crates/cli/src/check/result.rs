//! One result for the terminal: bars, headline, three things to do first.

use std::fmt::Write as _;
use std::path::Path;

use app::Clock;
use app::report::FIRST_STEPS;
use app::texts::Texts;
use criteria::answers::Answers;
use criteria::pack::checklist::Presentation;
use criteria::score::{AxisScore, compare, score};
use figures::bars;

use super::Asked;
use crate::terminal;

/// Cells of a bar.
const BAR: usize = 20;

/// The result for the terminal.
pub(super) fn report(
    asked: &Asked<'_>,
    file: &Path,
    answers: &Answers<'_>,
    earlier: Option<(&Answers<'_>, &str)>,
) -> String {
    let (texts, catalogue) = (asked.texts, asked.catalogue);
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
    if let Some((before, file)) = earlier
        && let Ok(comparison) = compare(before, answers)
    {
        let _ = writeln!(text, "\n{}", texts.compared(checklist, &comparison, file));
    }
    let open = score.coverage.items - score.coverage.answered;
    if open > 0 {
        let _ = writeln!(text, "\n{}", texts.open_questions(checklist, open));
    }
    steps(&mut text, texts, answers, &score);
    text.push('\n');
    if chart && !checklist.is_imported() {
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
        let _ = writeln!(text, " {}. {}", i + 1, texts.step(item));
        if item.explains() {
            let _ = writeln!(text, "    {}", say(&item.start.how));
            let _ = writeln!(text, "    {}: {}", texts.t("explain-record"), say(&item.record));
        }
        let reasons: Vec<String> = step.reasons.iter().map(|reason| texts.reason(checklist, reason)).collect();
        let _ = writeln!(text, "    {}: {}", texts.t("step-why"), reasons.join(" "));
    }
    if score.next_steps.is_empty() {
        let _ = writeln!(text, " {}", texts.t("steps-none"));
    }
}
