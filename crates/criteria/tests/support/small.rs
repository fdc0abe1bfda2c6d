//! Small checklists, written as pack files and read as such: what the tests score has been checked.

use std::fmt::Write as _;

use criteria::answers::{Answer, Answers};
use criteria::catalogue::Catalogue;
use criteria::pack::checklist::Checklist;

/// An item: everything of it that the score looks at.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) axis: String,
    pub(crate) weight: u16,
    pub(crate) priority: u8,
    /// Numbers of earlier items, counted from 1.
    pub(crate) builds_on: Vec<usize>,
    pub(crate) answers: Vec<Answer>,
}

/// A checklist `small` with the items `small/1`, `small/2`, ….
#[derive(Debug, Clone)]
pub(crate) struct Small {
    pub(crate) axes: Vec<String>,
    /// Points of △; ○ has 100, × none.
    pub(crate) partial: u8,
    pub(crate) strong_from: u8,
    pub(crate) weak_below: u8,
    pub(crate) items: Vec<Row>,
}

impl Small {
    /// The checklist, through the reader and the catalogue.
    pub(crate) fn checklist(&self) -> Checklist {
        let text = self.text();
        let catalogue = Catalogue::open([("small.toml", text.as_bytes())])
            .unwrap_or_else(|bad| panic!("the test's own pack is faulty: {}\n{text}", bad[0].faults[0]));
        catalogue.checklist("small").map(|(_, checklist)| checklist.clone()).expect("the pack is a checklist")
    }

    fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        let _ = writeln!(text, "strong_from = {}\nweak_below = {}\n{TERMS}", self.strong_from, self.weak_below);
        for answer in Answer::ALL {
            let _ = writeln!(text, "[[answers]]\nanswer = \"{}\"\nmark = \"{}\"", answer.word(), answer.mark());
            let points = match answer {
                Answer::Implemented => "points = 100",
                Answer::Partial => &format!("points = {}", self.partial),
                Answer::NotImplemented => "points = 0",
                Answer::NotApplicable => "",
            };
            let _ = writeln!(text, "{points}\n{}{}{SOURCE}", both("label"), both("meaning"));
        }
        for axis in &self.axes {
            let _ =
                writeln!(text, "[[axes]]\nid = \"{axis}\"\nmark = \"*\"\n{}{}{SOURCE}", both("label"), both("short"));
        }
        for (i, item) in self.items.iter().enumerate() {
            item.write(&mut text, i + 1);
        }
        text
    }
}

impl Row {
    fn write(&self, text: &mut String, number: usize) {
        let answers: Vec<&str> = self.answers.iter().map(|answer| answer.word()).collect();
        let builds_on: Vec<String> = self.builds_on.iter().map(|other| format!("small/{other}")).collect();
        let _ = writeln!(text, "[[items]]\nid = \"small/{number}\"\naxis = \"{}\"\nstep = \"unknown\"", self.axis);
        let _ = writeln!(text, "weight = {}\npriority = {}\ncases = []\n{SOURCE}", self.weight, self.priority);
        let _ = writeln!(text, "answers = {answers:?}\nbuilds_on = {builds_on:?}");
        for key in ["label", "question", "why", "good", "start.title", "start.how", "record"] {
            text.push_str(&both(key));
        }
        text.push_str("start.minutes = 30\nstart.within = \"week\"\n");
    }
}

/// The answers in the order of the items.
pub(crate) fn given<'a>(checklist: &'a Checklist, answers: &[Option<Answer>]) -> Answers<'a> {
    let mut given = Answers::blank(checklist);
    for (item, answer) in checklist.items.iter().zip(answers) {
        given.set(&item.id, *answer).expect("the test gives only answers that the item allows");
    }
    given
}

fn both(key: &str) -> String {
    format!("{key}.ja = \"試\"\n{key}.en = \"x\"\n")
}

const SOURCE: &str = r#"source = { document = "S1", lines = "1" }"#;

const TERMS: &str = r#"
[[terms]]
id = "word"
label.ja = "ことば"
label.en = "word"
text.ja = "説明"
text.en = "explanation"
source = { document = "S1", lines = "1" }
"#;

const HEAD: &str = r#"
kind = "checklist"
id = "small"
edition = "1"
languages = ["ja", "en"]
valid_from = 2026-11-20
title.ja = "試験用"
title.en = "For a test"
about.ja = "試験用"
about.en = "For a test"
licence.ja = "試験用"
licence.en = "For a test"

[[documents]]
id = "S1"
short.ja = "資料"
short.en = "Source"
title.ja = "資料"
title.en = "Source"
publisher.ja = "発行者"
publisher.en = "Publisher"
date = "unknown"

[authorship]
source = ["axes.label", "items.label", "answers.label", "answers.meaning", "axes.short", "items.axis"]
mamori = [
    "items.question", "items.why", "items.good", "items.start", "items.record", "items.answers", "items.weight",
    "items.priority", "items.builds_on", "items.cases", "scoring",
]

[scoring]
formula.ja = "計算"
formula.en = "formula"
"#;
