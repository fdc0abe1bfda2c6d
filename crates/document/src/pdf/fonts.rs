//! The embedded fonts, parsed once, and what they can print.
//!
//! Knows letters and their glyphs; knows nothing of papers.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance, FontVariant, FontVariations};
use typst::utils::LazyHash;
use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

use crate::paper::Lang;

/// The files. A letter looks for its font in the order of its paper's language, see [`order`].
const FILES: [&[u8]; 5] = [
    include_bytes!("../../fonts/BIZUDGothic-Regular.ttf"),
    include_bytes!("../../fonts/MamoriFallback-Regular.otf"),
    include_bytes!("../../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../fonts/BIZUDGothic-Bold.ttf"),
    include_bytes!("../../fonts/NotoSans-Bold.ttf"),
];

/// The first files are of three families, in the regular weight; the bold ones have the same letters.
const FAMILIES: usize = 3;

pub(super) struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    pub(super) fonts: Vec<Font>,
    /// One of each family, to look letters up.
    families: Vec<FontInstance>,
}

pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    let plain =
        |font: &Font| font.clone().instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default());
    let families = fonts.iter().take(FAMILIES).map(plain).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, families }
});

/// The families in the order in which a letter looks for its font.
///
/// In English, Latin has proportional widths: in BIZ UDGothic a letter is half an em wide and a quotation mark a
/// whole one.
fn order(lang: Lang) -> [&'static FontInstance; FAMILIES] {
    let [gothic, fallback, latin] = [0, 1, 2].map(|family| &FONTS.families[family]);
    match lang {
        Lang::Ja => [gothic, fallback, latin],
        Lang::En => [latin, gothic, fallback],
    }
}

/// The names of the families, in the same order.
pub(super) fn names(lang: Lang) -> [&'static str; FAMILIES] {
    order(lang).map(name)
}

fn name(font: &'static FontInstance) -> &'static str {
    &font.font().info().family
}

/// Letters that must not look for their font in the usual order, each list with the family that has them.
///
/// A font that lacks a letter, but has what Unicode says it is made of, would be content with that. So the first
/// font would print the common form of a kanji instead of the compatibility form somebody wrote in a name.
pub(super) fn settled(texts: &[&str], lang: Lang) -> Vec<(&'static str, String)> {
    let [first, others @ ..] = order(lang);
    let mut settled: Vec<(&'static str, String)> = others.iter().map(|font| (name(font), String::new())).collect();
    for letter in texts.iter().flat_map(|text| text.chars()) {
        let mut whole = false;
        decompose_canonical(letter, |part| whole |= part == letter);
        if whole || has(first, letter) {
            continue;
        }
        if let Some(other) = others.iter().position(|font| has(font, letter))
            && !settled[other].1.contains(letter)
        {
            settled[other].1.push(letter);
        }
    }
    settled.retain(|(_, letters)| !letters.is_empty());
    settled
}

/// The letters of a text that cannot be printed, each once, in order. Empty means that [`crate::pdf()`] can set it.
///
/// Unprintable is what no embedded font has: emoji, unassigned and private letters, all control characters but
/// the newline, alone or after a carriage return, and invisible ones such as U+200B or the marks that turn the
/// direction of writing, which could make a page say something else than its file.
///
/// A combining mark needs a font that has it together with its letter, or the two as one.
///
/// A variation selector (U+FE00–FE0F, U+E0100–E01EF) asks for one form of the letter before it, as in 葛 or 辻 of a
/// name. It is printable when the font that draws the letter has that very form. Otherwise layout would drop the
/// selector in silence and print another form of the name; so both letter and selector are named instead.
#[must_use]
pub fn unprintable(text: &str) -> Vec<char> {
    let letters: Vec<char> = text.chars().collect();
    let mut seen = BTreeSet::new();
    let mut missing = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let end = cluster(&letters, at);
        missing.extend(missing_of(&letters[at..end]).into_iter().filter(|letter| seen.insert(*letter)));
        at = end;
    }
    missing
}

/// The end of the letter that begins at `at`, with its marks and selectors.
fn cluster(letters: &[char], at: usize) -> usize {
    match letters[at..] {
        ['\r', '\n', ..] => return at + 2,
        ['\n', ..] => return at + 1,
        _ => {}
    }
    let follows = |letter: &&char| is_selector(**letter) || is_combining_mark(**letter);
    at + 1 + letters[at + 1..].iter().take_while(follows).count()
}

fn missing_of(cluster: &[char]) -> Vec<char> {
    match cluster {
        ['\n'] | ['\r', '\n'] => Vec::new(),
        [letter] => {
            if fonts().any(|font| has(font, *letter)) {
                Vec::new()
            } else {
                vec![*letter]
            }
        }
        [letter, selector] if is_selector(*selector) => {
            let drawn = fonts().find(|font| has(font, *letter));
            let form = drawn.and_then(|font| font.ttf().glyph_variation_index(*letter, *selector));
            if form.is_some() { Vec::new() } else { cluster.to_vec() }
        }
        [letter, mark] if compose(*letter, *mark).is_some_and(|one| fonts().any(|font| has(font, one))) => Vec::new(),
        marked if fonts().any(|font| marked.iter().all(|letter| has(font, *letter))) => Vec::new(),
        marked => {
            // Name what is in no font; where each is in one, but never in the same, it is the marks.
            let nowhere = |letter: &&char| !fonts().any(|font| has(font, **letter));
            let named: Vec<char> = marked.iter().filter(nowhere).copied().collect();
            if named.is_empty() { marked[1..].to_vec() } else { named }
        }
    }
}

fn fonts() -> impl Iterator<Item = &'static FontInstance> {
    FONTS.families.iter()
}

fn has(font: &FontInstance, letter: char) -> bool {
    !letter.is_control() && font.ttf().glyph_index(letter).is_some_and(|glyph| glyph.0 != 0)
}

fn is_selector(letter: char) -> bool {
    matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}
