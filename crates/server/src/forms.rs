//! Reads what the check's forms send: answers item by item, a chosen prefecture, a dropped file.
//!
//! A form carries its answers with it (no JavaScript, nothing kept). Faults keep the input: an
//! answer that cannot be placed is reported beside all the others that can.

use app::handout::name_fault;
use axum::extract::{Multipart, multipart::MultipartError};
use criteria::answers::{Answer, Answers};
use criteria::fault::{Expected, Fault, Found, Place, Thing};
use criteria::pack::checklist::Checklist;
use criteria::result_file::refused;

use crate::error::Refusal;

/// What stands before the items of an earlier check in a form.
pub(crate) const BEFORE: &str = "before:";
/// How much of a file's name is kept, in characters.
const LONGEST_FILE_NAME: usize = 120;

/// What came with a form of the check.
pub(crate) struct CheckForm<'a> {
    /// The answers that could be placed.
    pub(crate) answers: Answers<'a>,
    /// The prefecture chosen, as JIS X 0401 code; empty = none.
    pub(crate) prefecture: String,
    /// Whose check it is, for what is handed on; empty = not told.
    pub(crate) organisation: String,
    /// An earlier check to compare with, and the name of its file.
    pub(crate) earlier: Option<(Answers<'a>, String)>,
    /// What could not be placed.
    pub(crate) faults: Vec<Fault>,
}

/// Places the fields of a form. Unknown fields are faults: nothing is dropped silently.
pub(crate) fn place<'a>(checklist: &'a Checklist, fields: &[(String, String)]) -> CheckForm<'a> {
    let mut form = CheckForm {
        answers: Answers::blank(checklist),
        prefecture: String::new(),
        organisation: String::new(),
        earlier: None,
        faults: Vec::new(),
    };
    let mut before = Answers::blank(checklist);
    let mut before_file = String::new();
    let mut skipped = Vec::new();
    for (name, value) in fields {
        match name.as_str() {
            "skip" if checklist.axis(value).is_some_and(|axis| axis.skippable) => skipped.push(value.as_str()),
            "prefecture" => form.prefecture = value.chars().filter(char::is_ascii_digit).take(2).collect(),
            "organisation" => {
                value.trim().clone_into(&mut form.organisation);
                form.faults.extend(name_fault(&form.organisation));
            }
            "before-file" => before_file = value.chars().take(LONGEST_FILE_NAME).collect(),
            _ => {
                let fault = match name.strip_prefix(BEFORE) {
                    Some(item) => answer(&mut before, item, value),
                    None => answer(&mut form.answers, name, value),
                };
                form.faults.extend(fault);
            }
        }
    }
    if !before.is_blank() {
        form.earlier = Some((before, before_file));
    }
    // A group left out answers what was not answered in it; an answer somebody gave stays.
    for (i, item) in checklist.items.iter().enumerate().filter(|(_, item)| skipped.contains(&item.axis.as_str())) {
        if form.answers.at(i).is_none()
            && let Err((expected, found)) = form.answers.set(&item.id, Some(Answer::NotApplicable))
        {
            form.faults.push(Fault::new(Place::path(item.id.clone()), expected, found));
        }
    }
    form
}

/// Places one answer of a form; what is wrong with it otherwise. Unknown items are faults: nothing is
/// dropped silently.
fn answer(answers: &mut Answers<'_>, name: &str, value: &str) -> Option<Fault> {
    let Some(item) = answers.checklist().item(name) else {
        let shown: String = name.chars().take(Found::SHOWN).collect();
        return Some(Fault::new(Place::path(shown), Expected::Existing(Thing::Item), Found::value(name)));
    };
    if value.is_empty() {
        return None;
    }
    let Some(given) = Answer::from_word(value) else { return Some(refused(item, value)) };
    let placed = answers.set(name, Some(given));
    placed.err().map(|(expected, found)| Fault::new(Place::path(name.to_owned()), expected, found))
}

/// The fields and the file of a multipart form.
pub(crate) struct Upload {
    /// Fields other than the file.
    pub(crate) fields: Vec<(String, String)>,
    /// The name the file had; shown, never used as a path.
    pub(crate) file_name: String,
    /// Its bytes; empty = none was chosen.
    pub(crate) bytes: Vec<u8>,
}

/// Reads a multipart form, its file in the field `file`.
pub(crate) async fn upload(mut form: Multipart) -> Result<Upload, Refusal> {
    let mut upload = Upload { fields: Vec::new(), file_name: String::new(), bytes: Vec::new() };
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            upload.file_name = field.file_name().unwrap_or_default().chars().take(LONGEST_FILE_NAME).collect();
            upload.bytes = field.bytes().await.map_err(unreadable)?.to_vec();
        } else {
            upload.fields.push((name, field.text().await.map_err(unreadable)?));
        }
    }
    Ok(upload)
}

#[expect(clippy::needless_pass_by_value, reason = "stands in map_err")]
fn unreadable(error: MultipartError) -> Refusal {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::TooLarge
    } else {
        Refusal::Unreadable(error.body_text())
    }
}
