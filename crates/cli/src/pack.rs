//! `mamori pack`: check, list, show and compare packs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use app::texts::{Texts, arg};
use app::{intake, packs};
use clap::ArgMatches;
use criteria::catalogue::{Catalogue, FileFaults};
use criteria::edition::{Change, EditionId, compare};
use criteria::pack::checklist::Checklist;
use criteria::pack::criteria::{Author, Criteria, Kind, Requirement};
use criteria::pack::rules::{Rules, Strength, Unit};
use criteria::pack::{Content, Pack, parse};
use criteria::schema;

use crate::check::why;
use crate::{UNREADABLE, terminal};

/// Runs the command.
pub(crate) fn run(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    match matches.subcommand() {
        Some(("check", matches)) => check(texts, matches),
        Some(("import", matches)) => list_import(texts, matches),
        Some(("list", _)) => list(texts),
        Some(("show", matches)) => show(texts, matches),
        Some(("diff", matches)) => diff(texts, matches),
        Some(("schema", matches)) => print_schema(matches),
        _ => Ok(ExitCode::from(UNREADABLE)),
    }
}

/// The shipped packs, or an error that lists their faults.
pub(crate) fn shipped(texts: Texts) -> anyhow::Result<&'static Catalogue> {
    packs::shipped().map_err(|bad| anyhow::anyhow!("{}", faults(texts, bad)))
}

/// One line per fault: file, line, path, expected, found.
fn faults(texts: Texts, bad: &[FileFaults]) -> String {
    let lines =
        bad.iter().flat_map(|file| file.faults.iter().map(|fault| format!("{}: {}", file.file, texts.fault(fault))));
    lines.collect::<Vec<_>>().join("\n")
}

/// A checklist out of a workbook, for one's own use. What was left out is told.
pub(crate) fn import(texts: Texts, catalogue: &Catalogue, file: &Path) -> anyhow::Result<(EditionId, Checklist)> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let bytes = read(texts, file)?;
    let (edition, imported) = intake::import(catalogue, &name, &bytes)
        .map_err(|refused| anyhow::anyhow!("{}: {}", file.display(), why(texts, &refused).join(" ")))?;
    for line in texts.left_out(&imported) {
        eprintln!("{line}");
    }
    Ok((edition, imported.checklist))
}

/// Shows what an import would take from a workbook: nothing of it is kept.
fn list_import(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let Some(file) = matches.get_one::<PathBuf>("file") else { return Ok(ExitCode::from(UNREADABLE)) };
    let (edition, checklist) = import(texts, shipped(texts)?, file)?;
    let mut text = format!("{}\n", checklist.head.title.get(texts.lang));
    for axis in &checklist.axes {
        let _ = writeln!(text, "{} {}", axis.mark, axis.label.get(texts.lang));
        for item in checklist.items_of(&axis.id) {
            let _ = writeln!(text, "{:>5}  {}", item.number(), item.label.get(texts.lang));
        }
    }
    let _ = writeln!(text, "SHA-256 {}\n{}", edition.sha256, texts.t("cli-pack-import-own"));
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Checks files for themselves and together with what is shipped; without files, what is shipped.
fn check(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let named: Vec<&PathBuf> = matches.get_many("files").into_iter().flatten().collect();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for path in &named {
        files.push((path.display().to_string(), read(texts, path)?));
    }
    let own: Vec<_> = files.iter().filter_map(|(_, bytes)| parse(bytes).ok()).map(|pack| pack.edition).collect();
    // A file given here stands for the shipped file of the same id and edition.
    let replaced = |bytes: &[u8]| {
        parse(bytes).is_ok_and(|pack| {
            own.iter().any(|mine| mine.pack == pack.edition.pack && mine.edition == pack.edition.edition)
        })
    };
    files.extend(packs::files().into_iter().filter(|(_, bytes)| !replaced(bytes)));
    match Catalogue::open(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))) {
        Ok(catalogue) => {
            let count = if named.is_empty() { catalogue.packs().len() } else { named.len() };
            terminal::print(&(texts.with("cli-pack-good", &[("n", arg(count))]) + "\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(bad) => {
            eprintln!("{}", faults(texts, &bad));
            let count: usize = bad.iter().map(|file| file.faults.len()).sum();
            eprintln!("{}", texts.with("cli-pack-faults", &[("n", arg(count))]));
            Ok(ExitCode::from(UNREADABLE))
        }
    }
}

fn list(texts: Texts) -> anyhow::Result<ExitCode> {
    let mut text = String::new();
    for pack in shipped(texts)?.packs() {
        let head = pack.content.head();
        let _ = writeln!(
            text,
            "{}  {}  {}  {}  {}",
            terminal::pad(&head.id, 12),
            head.edition,
            terminal::pad(pack.content.kind(), 10),
            &pack.edition.sha256[..12],
            head.title.get(texts.lang)
        );
    }
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn show(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let id = matches.get_one::<String>("id").map_or("", String::as_str);
    let Some(pack) = shipped(texts)?.pack(id) else {
        eprintln!("{}", texts.with("cli-pack-unknown", &[("id", arg(id.to_owned()))]));
        return Ok(ExitCode::from(UNREADABLE));
    };
    terminal::print(&describe(texts, pack))?;
    Ok(ExitCode::SUCCESS)
}

fn describe(texts: Texts, pack: &Pack) -> String {
    let head = pack.content.head();
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} {} ({})\n{}\nSHA-256 {}\n",
        head.id,
        head.edition,
        pack.content.kind(),
        head.title.get(texts.lang),
        pack.edition.sha256
    );
    let _ = writeln!(text, "{}\n\n{}\n", head.about.get(texts.lang), head.licence.get(texts.lang));
    let _ = writeln!(text, "{}:", texts.t("about-documents"));
    for document in &head.documents {
        let _ = writeln!(
            text,
            "  {} {} {} ({})",
            document.id,
            document.publisher.get(texts.lang),
            document.title.get(texts.lang),
            document.date
        );
    }
    let lines: Vec<String> = match &pack.content {
        Content::Checklist(list) => list
            .items
            .iter()
            .map(|item| {
                let marks: String = item.answers.iter().map(|answer| answer.mark()).collect();
                format!(
                    "{}  {}  {marks}  {}\n    {}",
                    item.id,
                    item.axis,
                    item.label.get(texts.lang),
                    item.question.get(texts.lang)
                )
            })
            .collect(),
        Content::Cases(list) => {
            list.cases.iter().map(|case| format!("{}  {}", case.id, case.title.get(texts.lang))).collect()
        }
        Content::Bodies(list) => list
            .bodies
            .iter()
            .map(|body| format!("{}  {}  {}", body.id, body.name.get(texts.lang), body.scope.text.get(texts.lang)))
            .collect(),
        Content::Industries(list) => list
            .industries
            .iter()
            .map(|industry| format!("{}  {}  {}", industry.code, industry.sector, industry.name.get(texts.lang)))
            .collect(),
        Content::Contacts(list) => {
            list.desks.iter().map(|desk| format!("{}  {}  {}", desk.id, desk.name.get(texts.lang), desk.tel)).collect()
        }
        Content::Reference(list) => {
            let coded = list.industries.iter().chain(&list.prefectures);
            coded
                .map(|entry| format!("{}  {}", entry.code, entry.name.get(texts.lang)))
                .chain(list.eras.iter().map(|era| format!("{}  {}", era.from, era.name.get(texts.lang))))
                .collect()
        }
        Content::Criteria(list) => criteria_lines(texts, list),
        Content::Rules(list) => rule_lines(texts, list),
    };
    let _ = writeln!(text, "\n{}", lines.join("\n"));
    text
}

/// What stands before something, by whose it is: the star is explained above the list.
fn star(author: Author) -> &'static str {
    match author {
        Author::Mamori => "*",
        Author::Source => " ",
    }
}

/// The forms with the parts they lead to, then each part with its requirements.
fn criteria_lines(texts: Texts, list: &Criteria) -> Vec<String> {
    let ours = |label: &str| texts.with("show-ours", &[("label", arg(label.to_owned()))]);
    let mut lines = vec![format!("{}\n{}", texts.t("show-forms"), ours(list.ours_links.get(texts.lang)))];
    for form in &list.forms {
        let parts: Vec<&str> =
            form.parts.iter().filter_map(|id| list.part(id)).map(|part| part.mark.get(texts.lang)).collect();
        let parts = if parts.is_empty() { texts.t("show-no-part") } else { parts.join(&texts.t("list-comma")) };
        lines.push(format!("{} {}  {}  {parts}", star(form.parts_by), form.id, form.label.get(texts.lang)));
    }
    lines.push(format!("\n{}", ours(list.ours.get(texts.lang))));
    for part in &list.parts {
        let (mark, title) = (part.mark.get(texts.lang), part.title.get(texts.lang));
        lines.push(format!("\n{mark}  {} {title}", star(part.title_by)));
        for requirement in list.requirements_of(&part.id) {
            lines.push(format!(
                "{} {}  {}  {}\n    {}",
                star(requirement.written_by),
                requirement.id,
                within(texts, list, requirement),
                requirement.title.get(texts.lang),
                requirement.statement.get(texts.lang)
            ));
        }
    }
    lines
}

/// What a requirement is within its part.
fn within(texts: Texts, list: &Criteria, requirement: &Requirement) -> String {
    let step = |level: u8| list.levels.iter().find(|step| step.level == level);
    let kind = match (requirement.kind, requirement.level.and_then(step)) {
        (Kind::Chapeau, _) => texts.t("show-chapeau"),
        (Kind::Measure, Some(step)) => {
            texts.with("show-measure", &[("level", arg(step.label.get(texts.lang).to_owned()))])
        }
        (Kind::Item | Kind::Measure, _) => texts.t("show-item"),
    };
    if requirement.basic { format!("{kind}{}{}", texts.t("list-comma"), texts.t("show-basic")) } else { kind }
}

/// The rules with how strict they are, then the figures.
fn rule_lines(texts: Texts, list: &Rules) -> Vec<String> {
    let ours = texts.with("show-ours", &[("label", arg(list.ours.get(texts.lang).to_owned()))]);
    let rules = list.rules.iter().map(|rule| {
        let strength = texts.t(match rule.strength {
            Strength::Block => "show-block",
            Strength::Warn => "show-warn",
            Strength::Off => "show-off",
        });
        let (title, text) = (rule.title.get(texts.lang), rule.text.get(texts.lang));
        format!("{} {}  {}  {strength}  {title}\n    {text}", star(rule.set_by), rule.word, rule.invariant)
    });
    let figures = list.figures.iter().map(|figure| {
        let n = [("n", arg(figure.value))];
        let value = match figure.unit {
            Unit::Years => texts.with("show-years", &n),
            Unit::Months => texts.with("show-months", &n),
            Unit::Days => texts.with("show-days", &n),
            Unit::People => texts.with("show-people", &n),
            Unit::Stages => texts.with("show-stages", &n),
        };
        format!("{} {}  {value}  {}", star(figure.set_by), figure.word, figure.text.get(texts.lang))
    });
    std::iter::once(ours).chain(rules).chain([format!("\n{}", texts.t("show-figures"))]).chain(figures).collect()
}

/// What changed from one edition of a checklist to another, and which answers carry over.
fn diff(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut packs = Vec::new();
    for name in ["older", "newer"] {
        let Some(path) = matches.get_one::<PathBuf>(name) else { return Ok(ExitCode::from(UNREADABLE)) };
        match parse(&read(texts, path)?) {
            Ok(pack) => packs.push((path, pack)),
            Err(list) => {
                eprintln!("{}", faults(texts, &[FileFaults { file: path.display().to_string(), faults: list }]));
                return Ok(ExitCode::from(UNREADABLE));
            }
        }
    }
    let lists: Vec<&Checklist> = packs
        .iter()
        .filter_map(|(_, pack)| match &pack.content {
            Content::Checklist(list) => Some(list),
            _ => None,
        })
        .collect();
    let [older, newer] = lists.as_slice() else {
        eprintln!("{}", texts.t("cli-pack-diff-kind"));
        return Ok(ExitCode::from(UNREADABLE));
    };
    terminal::print(&differences(texts, older, newer))?;
    Ok(ExitCode::SUCCESS)
}

fn differences(texts: Texts, older: &Checklist, newer: &Checklist) -> String {
    let mut text = format!("{} {} → {} {}\n", older.head.id, older.head.edition, newer.head.id, newer.head.edition);
    let mut unchanged = 0;
    for item in compare(older, newer) {
        if item.changes.is_empty() {
            unchanged += 1;
            continue;
        }
        let words: Vec<String> = item.changes.iter().map(|change| change_word(texts, *change)).collect();
        let marks: String = item.carries_over.iter().map(|answer| answer.mark()).collect();
        let carried = if marks.is_empty() {
            texts.t("diff-ask-again")
        } else {
            texts.with("diff-carries", &[("marks", arg(marks))])
        };
        let _ = writeln!(text, "{}  {}  {carried}", terminal::pad(&item.item, 14), words.join(&texts.t("list-comma")));
    }
    let _ = writeln!(text, "{}", texts.with("diff-unchanged", &[("n", arg(unchanged))]));
    text
}

fn change_word(texts: Texts, change: Change) -> String {
    texts.t(match change {
        Change::Added => "diff-added",
        Change::Removed => "diff-removed",
        Change::Reworded => "diff-reworded",
        Change::Moved => "diff-moved",
        Change::Explained => "diff-explained",
        Change::AnswersChanged => "diff-answers",
    })
}

fn print_schema(matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let kind = matches.get_one::<String>("kind").map_or("", String::as_str);
    let schema = schema::of_kind(kind).context("the argument parser lets only known kinds through")?;
    terminal::print(&(serde_json::to_string_pretty(&schema)? + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn read(texts: Texts, path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| terminal::told(texts, "cli-cannot-read", path, &error))
}
