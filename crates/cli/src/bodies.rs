//! `mamori bodies find`: which certification bodies' scope covers a company, with the reasons.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use app::finding::{Answered, Input, Sought, Typed, answer};
use app::industry::Search;
use app::texts::{Texts, arg};
use clap::ArgMatches;
use criteria::pack::bodies::Bodies;
use criteria::pack::industries::Industries;
use scheme::eligibility::{Answer, Finding};

use crate::{UNREADABLE, terminal};

/// Runs the command.
pub(crate) fn run(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let Some(("find", matches)) = matches.subcommand() else { return Ok(ExitCode::from(UNREADABLE)) };
    let catalogue = crate::pack::shipped(texts)?;
    let bodies = catalogue.bodies().context("the shipped packs hold the bodies")?;
    let industries = catalogue.industries().context("the shipped packs hold the industries")?;
    let typed = typed(matches);
    let answered = answer(&typed, bodies, industries);
    match &answered.finding {
        Ok(found) => {
            terminal::print(&report(texts, bodies, industries, found))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(wrong) => {
            for input in wrong {
                eprintln!("{}", complaint(texts, &typed, &answered, *input));
            }
            Ok(ExitCode::from(UNREADABLE))
        }
    }
}

fn typed(matches: &ArgMatches) -> Typed {
    let one = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let sought = |name: &str| Sought { text: one(name), ..Sought::default() };
    let fields: Vec<String> = matches.get_many::<String>("field").into_iter().flatten().cloned().collect();
    Typed {
        main: sought("main"),
        certify: sought("certify"),
        capital: one("capital"),
        employees: one("employees"),
        sole_proprietor: matches.get_flag("sole"),
        special: one("special"),
        fields_declared: fields.iter().any(|field| field == "none"),
        fields: fields.into_iter().filter(|field| field != "none").collect(),
    }
}

/// What is wrong with an option. Industries to choose from stand under it, each with its code.
fn complaint(texts: Texts, typed: &Typed, answered: &Answered<'_>, input: Input) -> String {
    let (option, given, search) = (input.name(), typed.given(input), answered.search(input));
    let mut text = format!("--{option}: {}", texts.not_taken(input, search, &given));
    let choices = search.map_or(&[][..], Search::choices);
    if let Some(first) = choices.first() {
        for choice in choices {
            let by = texts
                .found_by(choice.by)
                .map(|by| format!("  {by} [{}]", texts.t("bodies-word-ours")))
                .unwrap_or_default();
            let _ = write!(text, "\n    {}{by}", texts.industry(choice.industry));
        }
        let values = [("option", arg(option)), ("code", arg(first.industry.code.clone()))];
        let _ = write!(text, "\n  {}", texts.with("bodies-choose-code", &values));
    } else if !matches!(search, Some(Search::TooMany(_))) {
        let _ = write!(text, " {}", texts.with("bodies-found", &[("value", arg(given))]));
    }
    text
}

fn report(texts: Texts, bodies: &Bodies, industries: &Industries, found: &Finding) -> String {
    let mut text = format!("{}\n", texts.size_class(found.size.class));
    for reason in texts.size_reasons(&found.size, industries) {
        let _ = writeln!(text, "  {reason}");
    }
    for heading in [Answer::Fits, Answer::ToConfirm, Answer::Outside] {
        let under: Vec<_> = found.bodies.iter().filter(|body| body.fit.answer == heading).collect();
        let _ = writeln!(text, "\n{} ({})", texts.fit(heading), under.len());
        for found in under {
            let Some(body) = bodies.bodies.iter().find(|body| body.id == found.body) else { continue };
            let _ = writeln!(text, "  {}  {}", body.name.get(texts.lang), body.tel);
            for reason in texts.fit_reasons(body, &found.fit.reasons, industries) {
                let _ = writeln!(text, "    {reason}");
            }
        }
    }
    let _ = writeln!(
        text,
        "\n{} {}\n{}",
        texts.t("bodies-own-decision"),
        bodies.note.get(texts.lang),
        industries.note.get(texts.lang)
    );
    text
}

#[cfg(test)]
mod tests {
    use app::packs;
    use criteria::text::Lang;

    use super::*;

    #[test]
    fn an_everyday_word_lists_its_industries_with_their_codes() {
        let catalogue = packs::shipped().unwrap();
        let (bodies, industries) = (catalogue.bodies().unwrap(), catalogue.industries().unwrap());
        let sought = |text: &str| Sought { text: text.to_owned(), ..Sought::default() };
        let typed =
            Typed { main: sought("金型"), certify: sought("鋳造"), employees: "40".to_owned(), ..Typed::default() };
        let answered = answer(&typed, bodies, industries);
        assert_eq!(answered.finding, Err(vec![Input::Main, Input::Certify]));
        let said = |input| complaint(Texts::new(Lang::Ja), &typed, &answered, input);
        for part in ["--main: 「金型」", "\n    E26 生産用機械器具製造業", "さがすための言葉：Mamori", "--main E26"]
        {
            assert!(said(Input::Main).contains(part), "{part}\n{}", said(Input::Main));
        }
        for part in ["\n    E22 鉄鋼業", "\n    E23 非鉄金属製造業", "--certify E22"] {
            assert!(said(Input::Certify).contains(part), "{part}\n{}", said(Input::Certify));
        }
    }
}
