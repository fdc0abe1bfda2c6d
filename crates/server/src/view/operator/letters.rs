//! How each letter looks, in both languages, set with invented names.

use app::mail::{Mail, Part};
use maud::{Markup, html};

use super::ways;
use crate::view::Frame;
use crate::view::company::framed;

/// The letters: the word of each, and how it is set in each language.
pub(crate) fn letters(frame: Frame<'_>, letters: &[(&'static str, [Mail; 2])]) -> Markup {
    let title = frame.t("operator-letters");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (ways(frame, "/operator/letters"))
            p.lead { (frame.t("operator-letters-lead")) }
            @for (word, set) in letters {
                section.card {
                    h2 { (frame.t(&format!("letter-{}", word.replace('_', "-")))) }
                    @for mail in set { (letter(mail)) }
                }
            }
        }
    };
    framed(frame, &title, "/operator/letters", &main)
}

fn letter(mail: &Mail) -> Markup {
    html! {
        details.letter lang=(mail.lang.tag()) open[mail.lang == criteria::text::Lang::Ja] {
            summary { (mail.subject) }
            @for part in &mail.parts {
                @match part {
                    Part::Text(text) => p { (text) },
                    // Shown, not followed: it leads nowhere.
                    Part::Link { words, address } => p { b { (words) } br; code { (address) } },
                    Part::Note(text) => p.note { (text) },
                }
            }
        }
    }
}
