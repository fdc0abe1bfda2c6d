//! Words faults for the person who has to mend them: where, what was expected, what was found.

use criteria::answers::Answer;
use criteria::fault::{CellPlace, Expected, Fault, Found, Place, Shape, Thing};
use criteria::import::{self, Imported, LeftOut, Why};
use criteria::sheet::{Reading, SheetRead};
use document::Unreadable;
use document::read::limits;

use crate::texts::{Texts, arg};

impl Texts {
    /// One sentence with the three parts of a good error.
    #[must_use]
    pub fn fault(self, fault: &Fault) -> String {
        if let Some(cell) = &fault.at.cell {
            return self.cell_fault(cell, fault);
        }
        if let Expected::Questions | Expected::AnswerColumn | Expected::SheetOf(..) = &fault.expected {
            let values = [("place", arg(self.t("sheet-whole"))), ("expected", arg(self.expected(&fault.expected)))];
            return self.with("fault-cell-empty", &values);
        }
        let sentence = self.with(
            "fault-sentence",
            &[("expected", arg(self.expected(&fault.expected))), ("found", arg(self.found(&fault.found)))],
        );
        let place = self.place(&fault.at);
        if place.is_empty() {
            sentence
        } else {
            self.with("fault-at", &[("place", arg(place)), ("sentence", arg(sentence))])
        }
    }

    /// 「3枚目のシート『点検』のD14に「検討中」とあります。○ △ × のいずれかに直してください。」
    fn cell_fault(self, cell: &CellPlace, fault: &Fault) -> String {
        let (place, expected) = (self.cell(cell), self.expected(&fault.expected));
        match &fault.found {
            Found::Value(found) if cell.column > 0 => self.with(
                "fault-cell",
                &[("place", arg(place)), ("expected", arg(expected)), ("found", arg(found.clone()))],
            ),
            _ => self.with("fault-cell-empty", &[("place", arg(place)), ("expected", arg(expected))]),
        }
    }

    /// A cell in words: sheet and address.
    #[must_use]
    pub fn cell(self, cell: &CellPlace) -> String {
        match &cell.sheet {
            Some((number, name)) if cell.column == 0 => {
                self.with("place-sheet", &[("number", arg(*number)), ("name", arg(name.clone()))])
            }
            Some((number, name)) => self.with(
                "place-sheet-cell",
                &[("number", arg(*number)), ("name", arg(name.clone())), ("cell", arg(cell.address()))],
            ),
            None if cell.column == 0 => self.t("sheet-whole"),
            None => self.with("place-cell", &[("cell", arg(cell.address())), ("row", arg(cell.row))]),
        }
    }

    /// What was read of each sheet.
    #[must_use]
    pub fn sheet_read(self, read: &SheetRead) -> String {
        let place = self.cell(&CellPlace { sheet: read.sheet.clone(), row: 0, column: 0 });
        if read.set_aside {
            return self.with("sheet-set-aside", &[("place", arg(place))]);
        }
        if read.questions == 0 {
            return self.with("sheet-none", &[("place", arg(place))]);
        }
        let values = [("place", arg(place)), ("questions", arg(read.questions)), ("answers", arg(read.answers))];
        let told = self.with("sheet-read", &values);
        if read.labelled == 0 { format!("{told}{}", self.t("sheet-by-number")) } else { told }
    }

    /// What was read beside the faults, and how many more faults there are.
    #[must_use]
    pub fn beside_faults(self, reading: &Reading<'_>) -> Vec<String> {
        let read = reading.answers.iter().filter(|(_, answer)| answer.is_some()).count();
        let more = self.more_faults(reading);
        let rest = (read > 0).then(|| self.with("sheet-rest", &[("n", arg(read))]));
        more.into_iter().chain(rest).collect()
    }

    /// That there are more faults than are told, if there are.
    #[must_use]
    pub fn more_faults(self, reading: &Reading<'_>) -> Option<String> {
        (reading.more_faults > 0).then(|| self.with("sheet-more", &[("n", arg(reading.more_faults))]))
    }

    /// What an import left out, under a heading, and whether it numbered the items itself; empty where it took
    /// everything as it stands.
    #[must_use]
    pub fn left_out(self, imported: &Imported) -> Vec<String> {
        let renumbered = imported.renumbered.then(|| self.t("own-renumbered"));
        let (left, more) = (&imported.left_out, imported.more_left_out);
        let heading = (!left.is_empty()).then(|| self.with("own-left", &[("n", arg(left.len() + more))]));
        let more = (more > 0).then(|| self.with("sheet-more", &[("n", arg(more))]));
        let lines = left.iter().map(|left| self.left(left)).chain(more).map(|line| format!("- {line}"));
        renumbered.into_iter().chain(heading).chain(lines).collect()
    }

    fn left(self, left: &LeftOut) -> String {
        let key = match (left.why, left.count) {
            (Why::NoText, 1) => "left-no-text",
            (Why::NoText, _) => "left-no-texts",
            (Why::NoNumber, _) => "left-no-number",
            (Why::NotCounted, 1) => "left-not-counted",
            (Why::NotCounted, _) => "left-column",
            (Why::Repeated, _) => "left-repeated",
            (Why::Cut, _) => "left-cut",
            (Why::SheetAside, _) => "left-sheet-aside",
            (Why::SheetRepeated, _) => "left-sheet-repeated",
        };
        let values = [
            ("place", arg(self.cell(&left.at))),
            ("text", arg(left.text.clone())),
            ("n", arg(left.count)),
            ("most", arg(import::LONGEST)),
        ];
        self.with(key, &values)
    }

    /// Why a file cannot be read, and what to do.
    #[must_use]
    pub fn unreadable(self, why: &Unreadable) -> String {
        match why {
            Unreadable::Empty => self.t("unreadable-empty"),
            Unreadable::TooLarge(bytes) => {
                self.with("unreadable-too-large", &[("kib", arg(bytes / 1024)), ("limit", arg(limits::FILE / 1024))])
            }
            Unreadable::Bomb => self.t("unreadable-bomb"),
            Unreadable::TooManyCells => self.t("unreadable-cells"),
            Unreadable::Encrypted => self.t("unreadable-encrypted"),
            Unreadable::OldFormat => self.t("unreadable-old"),
            Unreadable::OtherKind(kind) => self.with("unreadable-kind", &[("kind", arg(*kind))]),
            Unreadable::Encoding(_) => self.t("unreadable-encoding"),
            Unreadable::OpenQuote(line) => self.with("unreadable-quote", &[("line", arg(*line))]),
            Unreadable::Broken(_) => self.t("unreadable-broken"),
        }
    }

    /// The place in words: line, and path where there is one.
    #[must_use]
    pub fn place(self, at: &Place) -> String {
        let line = at.line.map(|line| self.with("fault-line", &[("line", arg(line))]));
        let path = (!at.path.is_empty()).then(|| at.path.clone());
        line.into_iter().chain(path).collect::<Vec<_>>().join(" ")
    }

    /// What was expected.
    #[must_use]
    pub fn expected(self, expected: &Expected) -> String {
        let words = |key, words: &[String]| self.with(key, &[("words", arg(words.join(&self.t("list-or"))))]);
        let text = |key, text: &str| self.with(key, &[("text", arg(text.to_owned()))]);
        match expected {
            Expected::Text => self.t("expected-text"),
            Expected::TextUpTo(n) => self.with("expected-text-up-to", &[("n", arg(*n))]),
            Expected::Integer(from, to) => self.with("expected-integer", &[("from", arg(*from)), ("to", arg(*to))]),
            Expected::Boolean => self.t("expected-boolean"),
            Expected::Date => self.t("expected-date"),
            Expected::DateOrUnknown => self.t("expected-date-or-unknown"),
            Expected::List => self.t("expected-list"),
            Expected::Table => self.t("expected-table"),
            Expected::OneOf(list) => words("expected-one-of", list),
            Expected::KnownKey(list) => words("expected-known-key", list),
            Expected::Sequence(list) => words("expected-sequence", list),
            Expected::Id(prefix) => text("expected-id", prefix),
            Expected::UniqueId => self.t("expected-unique-id"),
            Expected::Existing(thing) => self.t(match thing {
                Thing::Item => "expected-existing-item",
                Thing::Axis => "expected-existing-axis",
                Thing::Document => "expected-existing-document",
                Thing::Case => "expected-existing-case",
                Thing::Prefecture => "expected-existing-prefecture",
                Thing::Pack => "expected-existing-pack",
                Thing::ListedItem => "expected-existing-listed-item",
                Thing::Part => "expected-existing-part",
                Thing::Form => "expected-existing-form",
            }),
            Expected::EarlierItem => self.t("expected-earlier-item"),
            Expected::Lines => self.t("expected-lines"),
            Expected::Invariant => self.t("expected-invariant"),
            Expected::OneChapeau => self.t("expected-one-chapeau"),
            Expected::InMinimum => self.t("expected-in-minimum"),
            Expected::HttpsUrl => self.t("expected-https"),
            Expected::NotBefore(date) => text("expected-not-before", date),
            Expected::Utf8 => self.t("expected-utf8"),
            Expected::AtMostBytes(n) => self.with("expected-at-most-bytes", &[("kib", arg(n / 1024))]),
            Expected::Toml(message) => text("expected-toml", message),
            Expected::Json(message) => text("expected-json", message),
            Expected::Edition(edition) => text("expected-edition", edition),
            Expected::Sha256(hex) => text("expected-sha256", hex),
            Expected::AnsweredOnce => self.t("expected-once"),
            Expected::SomeAnswer => self.t("expected-some-answer"),
            Expected::AnswerOf(allowed, others) => self.answer_of(allowed, others),
            Expected::SameAnswer(cell, answer) => {
                self.with("expected-same-answer", &[("place", arg(self.cell(cell))), ("answer", arg(answer.mark()))])
            }
            Expected::OneTick(cell) => self.with("expected-one-tick", &[("place", arg(self.cell(cell)))]),
            Expected::Tick => self.t("expected-tick"),
            Expected::QuestionBeside => self.t("expected-question-beside"),
            Expected::NumberOf(numbers) => words("expected-number-of", numbers),
            Expected::NumberBeside(numbers) => words("expected-number-beside", numbers),
            Expected::Printable => self.t("expected-printable"),
            Expected::SheetOf(_, title) => text("expected-sheet-of", title.get(self.lang)),
            Expected::CellPerQuestion => self.t("expected-cell-per-question"),
            Expected::Computed => self.t("expected-computed"),
            Expected::Questions => self.t("expected-questions"),
            Expected::AnswerColumn => self.t("expected-answer-column"),
            Expected::OneAnswerColumn(columns) => words("expected-one-answer-column", columns),
        }
    }

    fn answer_of(self, allowed: &[Answer], others: &[Answer]) -> String {
        let marks = |answers: &[Answer]| answers.iter().map(|answer| answer.mark()).collect::<Vec<_>>().join(" ");
        if others.is_empty() {
            return self.with("expected-answer-of", &[("allowed", arg(marks(allowed)))]);
        }
        self.with("expected-answer-of-but", &[("allowed", arg(marks(allowed))), ("others", arg(marks(others)))])
    }

    /// What was found.
    #[must_use]
    pub fn found(self, found: &Found) -> String {
        match found {
            Found::Nothing => self.t("found-nothing"),
            Found::Value(value) => self.with("found-value", &[("value", arg(value.clone()))]),
            Found::Shape(Shape::List) => self.t("found-list"),
            Found::Shape(Shape::Table) => self.t("found-table"),
            Found::Shape(Shape::Binary) => self.t("found-binary"),
            Found::Count(n) => self.with("found-count", &[("n", arg(*n))]),
        }
    }
}
