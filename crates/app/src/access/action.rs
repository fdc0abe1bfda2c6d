//! What can be done, by its word, and to what.

use scheme::member::Role;

use super::Kind;

/// Something a person can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Registers an organisation.
    OrganisationRegister,
    /// Sees what an organisation says of itself.
    OrganisationView,
    /// Changes what an organisation says of itself, but for its corporate number.
    OrganisationDescribe,
    /// Sets or changes an organisation's corporate number.
    OrganisationNumber,
    /// Searches organisations by name or number; shows public facts.
    OrganisationSearch,
    /// Sees the members.
    MemberList,
    /// Invites a member, or lets in a supporter.
    MemberInvite,
    /// Gives a member a role that leads to no others: see [`Self::granting`].
    MemberGrant,
    /// Takes such a role away.
    MemberRevoke,
    /// Gives or takes a role that manages members or runs the installation (経営者, 管理責任者, 管理者, 文書,
    /// 運営者), by invitation too. Who removes a member with such a role must be able to do this as well.
    MemberAppoint,
    /// Removes a member.
    MemberRemove,
    /// Makes a new way in for a member who cannot sign in any more. Of somebody who manages members, who does so must be
    /// able to appoint as well.
    MemberRenew,
    /// Leaves the organisation oneself.
    MemberLeave,
    /// Begins a check, or claims an anonymous one.
    CheckBegin,
    /// Sees a check.
    CheckView,
    /// Answers a check.
    CheckAnswer,
    /// Closes a check: it stays as it is.
    CheckClose,
    /// Asks the executives to confirm a check.
    CheckAsk,
    /// Confirms a check as the representative (確認・記名).
    CheckSignOff,
    /// Registers that the representative confirmed a check on paper or by an e-contract.
    CheckRegister,
    /// Takes a check out: PDF, Excel, result file.
    CheckExport,
    /// Sees an application for certification.
    ApplicationView,
    /// Begins and writes an application.
    ApplicationPrepare,
    /// Confirms an application as the representative (確認・記名).
    ApplicationConfirm,
    /// Registers that the representative confirmed an application on paper or by an e-contract.
    ApplicationRegister,
    /// Submits an application to the body.
    ApplicationSubmit,
    /// Gives an application up.
    ApplicationRetract,
    /// Sees a certification case.
    CaseView,
    /// Reviews an application for the body, and shows the company the minimum.
    CaseHandle,
    /// Accepts or declines for the body, says what it costs, begins the assessment.
    CaseAccept,
    /// Agrees for the company to what the body has quoted.
    CaseAgree,
    /// Takes a case back for the company.
    CaseRetract,
    /// Records that somebody of the body advised the company.
    CaseAdvise,
    /// Sees what people of the body are competent in.
    CompetenceView,
    /// Records what people of the body are competent in, their pledge, what ties them to a company.
    CompetenceRecord,
    /// Sees what was found in an audit and how it is decided: team, plan, papers, findings, decision.
    AuditView,
    /// Opens an audit for the body, puts people into its team, tells the company their names, answers objections.
    AuditAssign,
    /// Proposes days, plans and begins an audit.
    AuditPrepare,
    /// Declares one's own conflicts for an audit.
    AuditDeclare,
    /// Audits: working paper, nonconformities, report.
    AuditConduct,
    /// Answers for the company: to names, days, nonconformities.
    AuditAnswer,
    /// Declares for the company that it conforms (自己適合宣言).
    AuditAttest,
    /// Reviews what was found and proposes a decision.
    DecisionPropose,
    /// Votes and decides for the body.
    DecisionDecide,
    /// Issues a certificate for the body.
    CertificateIssue,
    /// Follows a certificate for the body: proposes a suspension, hears the company, says what is met.
    CertificateMaintain,
    /// Speaks for the company before a suspension.
    CertificateSpeak,
    /// Gives a certificate back for the company (返納).
    CertificateEnd,
    /// Sees what is kept as evidence, and takes its files.
    EvidenceView,
    /// Keeps files as evidence.
    EvidenceKeep,
    /// Sees and keeps sensitive papers.
    EvidenceSensitive,
    /// Discards evidence: its files go.
    EvidenceDiscard,
    /// Sees the history of the organisation.
    HistoryView,
    /// Takes the history out.
    HistoryExport,
    /// Sees the deadlines.
    DeadlineView,
    /// Makes an API token.
    TokenCreate,
    /// Stops an API token.
    TokenRevoke,
    /// Sees the shared terminals of an organisation.
    TerminalList,
    /// Makes a device a shared terminal, where members sign in by a PIN.
    TerminalSetUp,
    /// Ends the use of a shared terminal.
    TerminalEnd,
    /// Sees one's own sessions.
    SessionList,
    /// Stops one of one's own sessions.
    SessionRevoke,
    /// Lets the organisation acted for run the installation, while none does.
    OperatorBegin,
    /// Sees the list of organisations, as the operator.
    OperatorOrganisations,
    /// Sees how the jobs stand, has dead letters tried again, and sees how letters look.
    OperatorJobs,
    /// Sees which keys the installation has, and says that a copy of them is in a safe place.
    OperatorKeys,
    /// Sees whether backups are taken.
    OperatorBackups,
    /// Sees what the vault has, and what of each organisation.
    OperatorStorage,
    /// Sees and enters what bodies are accredited for.
    OperatorAccreditations,
    /// Registers an organisation for its people and invites the first of them.
    OperatorInviteFirst,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 70] = [
        Self::OrganisationRegister,
        Self::OrganisationView,
        Self::OrganisationDescribe,
        Self::OrganisationNumber,
        Self::OrganisationSearch,
        Self::MemberList,
        Self::MemberInvite,
        Self::MemberGrant,
        Self::MemberRevoke,
        Self::MemberAppoint,
        Self::MemberRemove,
        Self::MemberRenew,
        Self::MemberLeave,
        Self::CheckBegin,
        Self::CheckView,
        Self::CheckAnswer,
        Self::CheckClose,
        Self::CheckAsk,
        Self::CheckSignOff,
        Self::CheckRegister,
        Self::CheckExport,
        Self::ApplicationView,
        Self::ApplicationPrepare,
        Self::ApplicationConfirm,
        Self::ApplicationRegister,
        Self::ApplicationSubmit,
        Self::ApplicationRetract,
        Self::CaseView,
        Self::CaseHandle,
        Self::CaseAccept,
        Self::CaseAgree,
        Self::CaseRetract,
        Self::CaseAdvise,
        Self::CompetenceView,
        Self::CompetenceRecord,
        Self::AuditView,
        Self::AuditAssign,
        Self::AuditPrepare,
        Self::AuditDeclare,
        Self::AuditConduct,
        Self::AuditAnswer,
        Self::AuditAttest,
        Self::DecisionPropose,
        Self::DecisionDecide,
        Self::CertificateIssue,
        Self::CertificateMaintain,
        Self::CertificateSpeak,
        Self::CertificateEnd,
        Self::EvidenceView,
        Self::EvidenceKeep,
        Self::EvidenceSensitive,
        Self::EvidenceDiscard,
        Self::HistoryView,
        Self::HistoryExport,
        Self::DeadlineView,
        Self::TokenCreate,
        Self::TokenRevoke,
        Self::TerminalList,
        Self::TerminalSetUp,
        Self::TerminalEnd,
        Self::SessionList,
        Self::SessionRevoke,
        Self::OperatorBegin,
        Self::OperatorOrganisations,
        Self::OperatorJobs,
        Self::OperatorKeys,
        Self::OperatorBackups,
        Self::OperatorStorage,
        Self::OperatorAccreditations,
        Self::OperatorInviteFirst,
    ];

    /// Its word, as in the schema, the access trail and the grants of a token.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().0
    }

    /// What it is done to.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.row().1
    }

    /// Hard to undo, so the person confirms who they are before. The schema has the same group; it decides.
    #[must_use]
    pub fn is_grave(self) -> bool {
        matches!(
            self,
            Self::OrganisationNumber
                | Self::MemberGrant
                | Self::MemberAppoint
                | Self::MemberRemove
                | Self::MemberRenew
                | Self::CheckSignOff
                | Self::CheckRegister
                | Self::ApplicationConfirm
                | Self::ApplicationRegister
                | Self::ApplicationSubmit
                | Self::ApplicationRetract
                | Self::CaseAccept
                | Self::CaseAgree
                | Self::CaseRetract
                | Self::AuditAttest
                | Self::DecisionDecide
                | Self::CertificateIssue
                | Self::CertificateEnd
                | Self::EvidenceDiscard
                | Self::TokenCreate
                | Self::TerminalSetUp
        )
    }

    /// What giving `role` is. Who manages members does not thereby make managers (INV-90).
    #[must_use]
    pub fn granting(role: Role) -> Self {
        if role.is_appointed() { Self::MemberAppoint } else { Self::MemberGrant }
    }

    /// What taking `role` is.
    #[must_use]
    pub fn revoking(role: Role) -> Self {
        if role.is_appointed() { Self::MemberAppoint } else { Self::MemberRevoke }
    }

    /// The action with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }

    fn row(self) -> (&'static str, Kind) {
        match self {
            Self::OrganisationRegister => ("organisation.register", Kind::Installation),
            Self::OrganisationView => ("organisation.view", Kind::Organisation),
            Self::OrganisationDescribe => ("organisation.describe", Kind::Organisation),
            Self::OrganisationNumber => ("organisation.number", Kind::Organisation),
            Self::OrganisationSearch => ("organisation.search", Kind::Installation),
            Self::MemberList => ("member.list", Kind::Member),
            Self::MemberInvite => ("member.invite", Kind::Member),
            Self::MemberGrant => ("member.grant", Kind::Member),
            Self::MemberRevoke => ("member.revoke", Kind::Member),
            Self::MemberAppoint => ("member.appoint", Kind::Member),
            Self::MemberRemove => ("member.remove", Kind::Member),
            Self::MemberRenew => ("member.renew", Kind::Member),
            Self::MemberLeave => ("member.leave", Kind::Account),
            Self::CheckBegin => ("check.begin", Kind::Check),
            Self::CheckView => ("check.view", Kind::Check),
            Self::CheckAnswer => ("check.answer", Kind::Check),
            Self::CheckClose => ("check.close", Kind::Check),
            Self::CheckAsk => ("check.ask_sign_off", Kind::Check),
            Self::CheckSignOff => ("check.sign_off", Kind::Check),
            Self::CheckRegister => ("check.register_sign_off", Kind::Check),
            Self::CheckExport => ("check.export", Kind::Check),
            Self::ApplicationView => ("application.view", Kind::Application),
            Self::ApplicationPrepare => ("application.prepare", Kind::Application),
            Self::ApplicationConfirm => ("application.confirm", Kind::Application),
            Self::ApplicationRegister => ("application.register", Kind::Application),
            Self::ApplicationSubmit => ("application.submit", Kind::Application),
            Self::ApplicationRetract => ("application.retract", Kind::Application),
            Self::CaseView => ("case.view", Kind::Case),
            Self::CaseHandle => ("case.handle", Kind::Case),
            Self::CaseAccept => ("case.accept", Kind::Case),
            Self::CaseAgree => ("case.agree", Kind::Case),
            Self::CaseRetract => ("case.retract", Kind::Case),
            Self::CaseAdvise => ("case.advise", Kind::Case),
            Self::CompetenceView => ("competence.view", Kind::Competence),
            Self::CompetenceRecord => ("competence.record", Kind::Competence),
            Self::AuditView => ("audit.view", Kind::Case),
            Self::AuditAssign => ("audit.assign", Kind::Case),
            Self::AuditPrepare => ("audit.prepare", Kind::Case),
            Self::AuditDeclare => ("audit.declare", Kind::Case),
            Self::AuditConduct => ("audit.conduct", Kind::Case),
            Self::AuditAnswer => ("audit.answer", Kind::Case),
            Self::AuditAttest => ("audit.attest", Kind::Case),
            Self::DecisionPropose => ("decision.propose", Kind::Case),
            Self::DecisionDecide => ("decision.decide", Kind::Case),
            Self::CertificateIssue => ("certificate.issue", Kind::Case),
            Self::CertificateMaintain => ("certificate.maintain", Kind::Case),
            Self::CertificateSpeak => ("certificate.speak", Kind::Case),
            Self::CertificateEnd => ("certificate.end", Kind::Case),
            Self::EvidenceView => ("evidence.view", Kind::Evidence),
            Self::EvidenceKeep => ("evidence.keep", Kind::Evidence),
            Self::EvidenceSensitive => ("evidence.sensitive", Kind::Evidence),
            Self::EvidenceDiscard => ("evidence.discard", Kind::Evidence),
            Self::HistoryView => ("history.view", Kind::History),
            Self::HistoryExport => ("history.export", Kind::History),
            Self::DeadlineView => ("deadline.view", Kind::Deadline),
            Self::TokenCreate => ("token.create", Kind::Token),
            Self::TokenRevoke => ("token.revoke", Kind::Token),
            Self::TerminalList => ("terminal.list", Kind::Terminal),
            Self::TerminalSetUp => ("terminal.set_up", Kind::Terminal),
            Self::TerminalEnd => ("terminal.end", Kind::Terminal),
            Self::SessionList => ("session.list", Kind::Account),
            Self::SessionRevoke => ("session.revoke", Kind::Account),
            Self::OperatorBegin => ("operator.begin", Kind::Installation),
            Self::OperatorOrganisations => ("operator.organisations", Kind::Installation),
            Self::OperatorJobs => ("operator.jobs", Kind::Installation),
            Self::OperatorKeys => ("operator.keys", Kind::Installation),
            Self::OperatorBackups => ("operator.backups", Kind::Installation),
            Self::OperatorStorage => ("operator.storage", Kind::Installation),
            Self::OperatorAccreditations => ("operator.accreditations", Kind::Installation),
            Self::OperatorInviteFirst => ("operator.invite_first", Kind::Installation),
        }
    }
}
