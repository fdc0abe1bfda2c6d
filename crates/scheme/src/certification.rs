//! Which of the two kinds of certification there are is asked for, and given.

use std::fmt;

use serde::{Deserialize, Serialize};

/// 認証の種類 (S0 L90; the notice on the method itself is not in our sources, spec 1 N2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificationType {
    /// 自己適合宣言確認型認証: the body confirms what the company declares of itself.
    SelfDeclaration,
    /// 現地審査を含む認証: the body looks at the sites.
    OnSite,
}

impl CertificationType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::SelfDeclaration, Self::OnSite];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SelfDeclaration => "self_declaration",
            Self::OnSite => "on_site",
        }
    }

    /// The type with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for CertificationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
