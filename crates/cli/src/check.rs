//! `mamori check`: reads filled sheets and result files; one becomes a result, many an aggregate.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use app::handout::{Handout, name_fault};
use app::intake::{self, Intake, Refused};
use app::texts::{Texts, arg};
use app::{Clock, packs};
use clap::ArgMatches;
use criteria::answers::Answers;
use criteria::catalogue::Catalogue;
use criteria::edition::EditionId;
use criteria::pack::checklist::Checklist;
use criteria::result_file::ResultFile;
use criteria::score::score;
use criteria::sheet::SheetRead;
use document::read::limits;

use crate::{UNREADABLE, survey, terminal};

mod result;

/// Runs the command.
pub(crate) fn run(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let asked = Asked::of(texts, matches)?;
    let paths: Vec<&PathBuf> = matches.get_many("files").into_iter().flatten().collect();
    let files = expand(texts, &paths)?;
    match files.as_slice() {
        [file] if paths.len() == 1 && !paths[0].is_dir() => one(&asked, file),
        files => survey::run(&asked, files),
    }
}

/// What was asked for, beside the files.
pub(crate) struct Asked<'a> {
    /// The reader's language.
    pub(crate) texts: Texts,
    /// The shipped packs.
    pub(crate) catalogue: &'static Catalogue,
    /// The checklist sheets answer.
    pub(crate) pack: &'a str,
    /// Where to write.
    pub(crate) out: Option<&'a Path>,
    /// Whether companies are named, all of which agreed.
    pub(crate) named: bool,
    /// The checklist imported from a workbook, in place of a shipped one. It lives as long as the process.
    own: Option<&'static (EditionId, Checklist)>,
    earlier: Option<&'a PathBuf>,
    name: &'a str,
}

impl<'a> Asked<'a> {
    fn of(texts: Texts, matches: &'a ArgMatches) -> anyhow::Result<Self> {
        let named = matches.get_flag("named");
        if named && !matches.get_flag("each-agreed") {
            bail!(texts.t("cli-check-named-needs"));
        }
        let name = matches.get_one::<String>("name").map_or("", |name| name.trim());
        if let Some(fault) = name_fault(name) {
            bail!(texts.fault(&fault));
        }
        let catalogue = crate::pack::shipped(texts)?;
        let own = matches.get_one::<PathBuf>("checklist").map(|file| crate::pack::import(texts, catalogue, file));
        Ok(Self {
            texts,
            catalogue,
            own: own.transpose()?.map(|own| &*Box::leak(Box::new(own))),
            pack: matches.get_one::<String>("pack").map_or(packs::FIRST_CHECK, String::as_str),
            out: matches.get_one::<PathBuf>("out").map(PathBuf::as_path),
            named,
            earlier: matches.get_one("earlier"),
            name,
        })
    }

    /// Whether something was asked that only one file can have.
    pub(crate) fn is_about_one(&self) -> bool {
        self.earlier.is_some() || !self.name.is_empty()
    }

    /// Reads a file within the limits.
    pub(crate) fn read(&self, file: &Path) -> anyhow::Result<Result<Intake<'static>, Refused>> {
        let told = |error| terminal::told(self.texts, "cli-cannot-read", file, &error);
        let size = std::fs::metadata(file).map_err(told)?.len();
        if size > limits::FILE as u64 {
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            return Ok(Err(Refused::File(document::Unreadable::TooLarge(size))));
        }
        let bytes = std::fs::read(file).map_err(told)?;
        Ok(match self.own {
            Some((edition, checklist)) => intake::read_own(edition, checklist, &bytes),
            None => intake::read(self.catalogue, self.pack, &bytes),
        })
    }

    /// Why a file was refused, one sentence each.
    pub(crate) fn why(&self, refused: &Refused) -> Vec<String> {
        why(self.texts, refused)
    }

    /// Writes a file; the way an ending says what.
    pub(crate) fn write(&self, out: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        std::fs::write(out, bytes).map_err(|error| terminal::told(self.texts, "cli-cannot-write", out, &error))
    }
}

/// Why a file was refused, one sentence each.
pub(crate) fn why(texts: Texts, refused: &Refused) -> Vec<String> {
    match refused {
        Refused::File(why) => vec![texts.unreadable(why)],
        Refused::Faults(faults) => faults.iter().map(|fault| texts.fault(fault)).collect(),
    }
}

/// One file: its result, or every place that cannot be read.
fn one(asked: &Asked<'_>, file: &Path) -> anyhow::Result<ExitCode> {
    let Some(taken) = whole(asked, file)? else { return Ok(ExitCode::from(UNREADABLE)) };
    let earlier = match asked.earlier {
        Some(file) => match whole(asked, file)? {
            Some(before) if before.edition == taken.edition => {
                Some((before, file.file_name().unwrap_or_default().to_string_lossy().into_owned()))
            }
            Some(_) => bail!(asked.texts.t("cli-check-earlier-other")),
            None => return Ok(ExitCode::from(UNREADABLE)),
        },
        None => None,
    };
    let earlier = earlier.as_ref().map(|(before, file)| (&before.reading.answers, file.as_str()));
    match asked.out {
        Some(out) => write(asked, &taken, earlier, out)?,
        None => terminal::print(&result::report(asked, file, &taken.reading.answers, earlier))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The answers of a file without a fault; otherwise tells each fault, and what was read all the same.
fn whole(asked: &Asked<'_>, file: &Path) -> anyhow::Result<Option<Intake<'static>>> {
    let texts = asked.texts;
    let taken = match asked.read(file)? {
        Ok(taken) => taken,
        Err(refused) => {
            for line in asked.why(&refused) {
                eprintln!("{}: {line}", file.display());
            }
            return Ok(None);
        }
    };
    let reading = &taken.reading;
    // Of a single sheet only what is out of the ordinary is told.
    let told = |read: &&SheetRead| reading.sheets.len() > 1 || (read.sheet.is_some() && read.labelled == 0);
    for line in reading.sheets.iter().filter(told).map(|read| texts.sheet_read(read)) {
        eprintln!("{}: {line}", file.display());
    }
    if reading.faults.is_empty() {
        return Ok(Some(taken));
    }
    let lines = reading.faults.iter().map(|fault| texts.fault(fault)).chain(texts.beside_faults(reading));
    for line in lines {
        eprintln!("{}: {line}", file.display());
    }
    Ok(None)
}

/// Writes the result as the ending of `out` says.
fn write(
    asked: &Asked<'_>,
    taken: &Intake<'_>,
    earlier: Option<(&Answers<'_>, &str)>,
    out: &Path,
) -> anyhow::Result<()> {
    let (texts, answers) = (asked.texts, &taken.reading.answers);
    let handout = Handout {
        catalogue: asked.catalogue,
        edition: &taken.edition,
        answers,
        earlier,
        organisation: asked.name,
        prefecture: "",
        operator: None,
        today: Clock::System.today(),
    };
    let bytes = match ending(out).as_deref() {
        Some("json") => (serde_json::to_string_pretty(&ResultFile::of(&taken.edition, answers))? + "\n").into_bytes(),
        Some("svg") => texts.radar(answers.checklist(), Some(&score(answers)), None).svg().into_bytes(),
        Some("pdf") => document::pdf(&texts.paper(&handout))?,
        Some("xlsx") => document::workbook(&texts.book(&handout))?,
        _ => bail!(wrong_ending(texts, out)),
    };
    asked.write(out, &bytes)
}

/// The ending of a file's name, in small letters.
pub(crate) fn ending(file: &Path) -> Option<String> {
    file.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase)
}

/// That the name of `out` does not say what to write.
pub(crate) fn wrong_ending(texts: Texts, out: &Path) -> String {
    texts.with("cli-check-out-ending", &[("file", arg(out.display().to_string()))])
}

/// The files, with those of a folder in its place, by name. What a spreadsheet leaves beside an open
/// file (`~$…`) and hidden files are no files of anybody's.
fn expand(texts: Texts, paths: &[&PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push((*path).clone());
            continue;
        }
        let told = |error| terminal::told(texts, "cli-cannot-read", path, &error);
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(told)? {
            let file = entry.map_err(told)?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if file.is_dir() {
                eprintln!("{}", texts.with("cli-check-folder", &[("file", arg(file.display().to_string()))]));
            } else if !name.starts_with('.') && !name.starts_with("~$") {
                inside.push(file);
            }
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}
