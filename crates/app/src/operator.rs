//! Who operates this installation. It decides which words screens may use (spec 7 §1).

use crate::texts::{Texts, arg};

/// The operator of an installation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operator {
    /// What kind of organisation it is.
    pub kind: OperatorKind,
    /// Its name as shown, or none while the installation is only tried out.
    pub name: Option<String>,
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
    /// The line in header and footer: 「国の機関のサイトではありません。運営：○○」 unless the state operates.
    #[must_use]
    pub fn line(&self, texts: Texts) -> String {
        let name = self.name.clone().unwrap_or_else(|| texts.t("operator-unnamed"));
        let key = match self.kind {
            OperatorKind::Ministry => "operator-line-ministry",
            OperatorKind::Body | OperatorKind::Association | OperatorKind::Company => "operator-line-other",
        };
        texts.with(key, &[("name", arg(name))])
    }
}
