//! Reads what the check's forms send: answers item by item, a chosen prefecture, a dropped file.
//!
//! A form carries its answers with it (no JavaScript, nothing kept). Faults keep the input: an
//! answer that cannot be placed is reported beside all the others that can.

use axum::extract::{Multipart, multipart::MultipartError};
use criteria::answers::{Answer, Answers};
use criteria::fault::{Expected, Fault, Found, Place, Thing};
use criteria::pack::checklist::Checklist;
use criteria::result_file::refused;

use crate::error::Refusal;

/// What came with a form of the check.
pub(crate) struct CheckForm<'a> {
    /// The answers that could be placed.
    pub(crate) answers: Answers<'a>,
    /// The prefecture chosen, as JIS X 0401 code; empty = none.
    pub(crate) prefecture: String,
    /// What could not be placed.
    pub(crate) faults: Vec<Fault>,
}

/// Places the fields of a form. Unknown fields are faults: nothing is dropped silently.
pub(crate) fn place<'a>(checklist: &'a Checklist, fields: &[(String, String)]) -> CheckForm<'a> {
    let mut form = CheckForm { answers: Answers::blank(checklist), prefecture: String::new(), faults: Vec::new() };
    let mut skipped = Vec::new();
    for (name, value) in fields {
        if name == "skip" && checklist.axis(value).is_some_and(|axis| axis.skippable) {
            skipped.push(value.as_str());
            continue;
        }
        if name == "prefecture" {
            form.prefecture = value.chars().filter(char::is_ascii_digit).take(2).collect();
            continue;
        }
        let Some(item) = checklist.item(name) else {
            form.faults.push(Fault::new(
                Place::path(name.chars().take(60).collect::<String>()),
                Expected::Existing(Thing::Item),
                Found::value(name),
            ));
            continue;
        };
        if value.is_empty() {
            continue;
        }
        match Answer::from_word(value) {
            Some(answer) => {
                if let Err((expected, found)) = form.answers.set(name, Some(answer)) {
                    form.faults.push(Fault::new(Place::path(name.clone()), expected, found));
                }
            }
            None => form.faults.push(refused(item, value)),
        }
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
            upload.file_name = field.file_name().unwrap_or_default().chars().take(120).collect();
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
