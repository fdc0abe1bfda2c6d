//! Who operates this installation, and whether what is in it is invented. It decides which words screens may use
//! (spec 7 §1, §21).

use document::{Book, BookCell, BookRow, Look};

use crate::texts::{Texts, arg};

/// The operator of an installation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operator {
    /// What kind of organisation it is.
    pub kind: OperatorKind,
    /// Its name as shown, or none while the installation is only tried out.
    pub name: Option<String>,
    /// Whose data it keeps.
    pub data: Data,
}

/// Whose data an installation keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Data {
    /// That of real organisations, or none yet.
    #[default]
    Real,
    /// Invented ones: every page, paper, workbook and table says 「架空データ」 (spec 7 §21).
    Invented,
}

/// The kinds of operators.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OperatorKind {
    /// 国
    Ministry,
    /// 認証機関
    Body,
    /// 団体
    Association,
    /// 企業
    #[default]
    Company,
}

impl OperatorKind {
    /// Every kind with its word in the configuration.
    pub const ALL: [(&'static str, Self); 4] = [
        ("ministry", Self::Ministry),
        ("body", Self::Body),
        ("association", Self::Association),
        ("company", Self::Company),
    ];

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, kind)| kind)
    }
}

impl Operator {
    /// The line in header and footer, and at the foot of every paper and workbook: 「国の機関のサイトではありません。
    /// 運営：○○」 unless the state operates. Where the data is invented it begins with that.
    #[must_use]
    pub fn line(&self, texts: Texts) -> String {
        let name = self.name.clone().unwrap_or_else(|| texts.t("operator-unnamed"));
        let key = match self.kind {
            OperatorKind::Ministry => "operator-line-ministry",
            OperatorKind::Body | OperatorKind::Association | OperatorKind::Company => "operator-line-other",
        };
        let line = texts.with(key, &[("name", arg(name))]);
        match self.data {
            Data::Real => line,
            Data::Invented => texts.with("demo-operator-line", &[("line", arg(line))]),
        }
    }

    /// A workbook that does not name the operator, with the label of invented data under each of its tables.
    #[must_use]
    pub fn labelled(&self, texts: Texts, mut book: Book) -> Book {
        if self.data == Data::Invented {
            for sheet in &mut book.sheets {
                let columns = u16::try_from(sheet.columns.len()).unwrap_or(1);
                let label = BookCell::text(texts.t("demo-file"), Look::Note).across(columns);
                sheet.rows.push(BookRow { cells: vec![label] });
            }
        }
        book
    }
}
