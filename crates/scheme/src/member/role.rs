//! The roles a person may have in an organisation. Knows which kind of organisation has which, and who may
//! manage members; both are ours (the scheme's sources name tasks, not roles of a system). What a role may see
//! and do elsewhere is the access policy's.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::organisation::Kind;

/// A role. Its words are written in events and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 経営者
    Executive,
    /// 管理責任者: the information protection manager.
    ProtectionManager,
    /// 担当者
    Staff,
    /// 閲覧者
    Viewer,
    /// 受付
    Reception,
    /// 助言者
    Adviser,
    /// 審査員
    Auditor,
    /// レビュー（資料確認）担当
    Reviewer,
    /// 判定者
    DecisionMaker,
    /// 管理者
    Administrator,
    /// 起案
    Drafting,
    /// 合議
    Consultation,
    /// 決裁
    Approval,
    /// 文書
    Documents,
    /// 統計
    Statistics,
    /// 運営者: runs the installation.
    Operator,
}

impl Role {
    /// Every role: of a company, of a body, of a ministry, of the operator.
    pub const ALL: [Self; 16] = [
        Self::Executive,
        Self::ProtectionManager,
        Self::Staff,
        Self::Viewer,
        Self::Reception,
        Self::Adviser,
        Self::Auditor,
        Self::Reviewer,
        Self::DecisionMaker,
        Self::Administrator,
        Self::Drafting,
        Self::Consultation,
        Self::Approval,
        Self::Documents,
        Self::Statistics,
        Self::Operator,
    ];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Executive => "executive",
            Self::ProtectionManager => "protection_manager",
            Self::Staff => "staff",
            Self::Viewer => "viewer",
            Self::Reception => "reception",
            Self::Adviser => "adviser",
            Self::Auditor => "auditor",
            Self::Reviewer => "reviewer",
            Self::DecisionMaker => "decision_maker",
            Self::Administrator => "administrator",
            Self::Drafting => "drafting",
            Self::Consultation => "consultation",
            Self::Approval => "approval",
            Self::Documents => "documents",
            Self::Statistics => "statistics",
            Self::Operator => "operator",
        }
    }

    /// The role with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether an organisation of this kind has the role. Ours: whoever protects information of its own has the
    /// roles of a company; who may operate an installation (spec 7 §1) may have operators.
    #[must_use]
    pub fn allowed_for(self, kind: Kind) -> bool {
        match self {
            Self::Executive | Self::ProtectionManager | Self::Staff | Self::Viewer => {
                !matches!(kind, Kind::CertificationBody | Kind::Ministry)
            }
            Self::Reception
            | Self::Adviser
            | Self::Auditor
            | Self::Reviewer
            | Self::DecisionMaker
            | Self::Administrator => kind == Kind::CertificationBody,
            Self::Drafting | Self::Consultation | Self::Approval | Self::Documents | Self::Statistics => {
                kind == Kind::Ministry
            }
            Self::Operator => {
                matches!(kind, Kind::Ministry | Kind::CertificationBody | Kind::Association | Kind::Company)
            }
        }
    }

    /// What whoever registers an organisation of these kinds is in it: something that manages its members. A sole
    /// proprietor is the representative as well, and nobody else could ever be. Ours.
    #[must_use]
    pub fn of_founder(kinds: &BTreeSet<Kind>) -> BTreeSet<Self> {
        if kinds.contains(&Kind::CertificationBody) {
            [Self::Administrator].into()
        } else if kinds.contains(&Kind::Ministry) {
            [Self::Documents].into()
        } else if kinds.contains(&Kind::SoleProprietor) {
            [Self::Executive, Self::ProtectionManager].into()
        } else {
            [Self::ProtectionManager].into()
        }
    }

    /// Whether it may invite, grant, revoke and remove. Ours.
    #[must_use]
    pub fn manages_members(self) -> bool {
        matches!(self, Self::Executive | Self::ProtectionManager | Self::Administrator | Self::Documents)
    }

    /// Whether only those who may appoint give and take it: it leads to other roles, or to the installation. Ours.
    #[must_use]
    pub fn is_appointed(self) -> bool {
        self.manages_members() || self == Self::Operator
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_role_is_the_one_in_events() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
        assert_eq!(Role::from_word("admin"), None);
    }

    #[test]
    fn every_kind_of_organisation_has_a_role_that_manages_members() {
        for kind in Kind::ALL {
            let managing = Role::ALL.into_iter().filter(|role| role.allowed_for(kind) && role.manages_members());
            assert!(managing.count() > 0, "{kind}");
        }
    }

    #[test]
    fn who_founds_manages_members_and_of_a_sole_proprietor_is_the_representative() {
        for kind in Kind::ALL {
            let kinds = [kind].into();
            let roles = Role::of_founder(&kinds);
            assert!(roles.iter().any(|role| role.manages_members()), "{kind}");
            assert!(roles.iter().all(|role| role.allowed_for(kind)), "{kind}");
            assert_eq!(roles.contains(&Role::Executive), kind == Kind::SoleProprietor, "{kind}");
        }
        // Somebody with several kinds is a proprietor with each of them.
        let both = [Kind::SoleProprietor, Kind::ResearchInstitution].into();
        assert!(Role::of_founder(&both).contains(&Role::Executive));
    }

    #[test]
    fn each_kind_has_its_roles() {
        for (kind, roles) in [
            (Kind::Company, "executive protection_manager staff viewer operator"),
            (Kind::SoleProprietor, "executive protection_manager staff viewer"),
            (Kind::ResearchInstitution, "executive protection_manager staff viewer"),
            (Kind::University, "executive protection_manager staff viewer"),
            (Kind::CertificationBody, "reception adviser auditor reviewer decision_maker administrator operator"),
            (Kind::Ministry, "drafting consultation approval documents statistics operator"),
            (Kind::Association, "executive protection_manager staff viewer operator"),
            (Kind::Agency, "executive protection_manager staff viewer"),
        ] {
            let allowed: Vec<_> = Role::ALL.into_iter().filter(|role| role.allowed_for(kind)).map(Role::word).collect();
            assert_eq!(allowed.join(" "), roles, "{kind}");
        }
    }
}
