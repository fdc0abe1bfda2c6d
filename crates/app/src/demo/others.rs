//! Those of the sample who are no company: the operator, a certification body, a ministry, an association.
//!
//! A ministry has members and roles; nothing else of its work is built yet.

use scheme::member::Role;

use super::NotFilled;
use super::certification;
use super::certified::{self, Body};
use super::people::{self, Someone};
use super::stage::{Sample, Stage};
use crate::members::{Change, Email};
use crate::office::Caller;

/// Who runs the installation.
pub(super) const OPERATOR: Sample = Sample {
    kinds: &["association"],
    name: "見本運営事務局（架空）",
    reading: "ミホンウンエイジムキョク",
    address: "東京都架空区見本町1-1",
    prefecture: "13",
    industry: "",
    capital: "",
    employees: "6",
};

const BODY: Sample = Sample {
    kinds: &["certification_body"],
    name: "見本認証センター（架空）",
    reading: "ミホンニンショウセンター",
    address: "東京都架空区見本町2-3",
    prefecture: "13",
    industry: "",
    capital: "",
    employees: "18",
};

const MINISTRY: Sample = Sample {
    kinds: &["ministry"],
    name: "架空省",
    reading: "カクウショウ",
    address: "東京都架空区見本町3-1",
    prefecture: "13",
    industry: "",
    capital: "",
    employees: "",
};

const ASSOCIATION: Sample = Sample {
    kinds: &["association"],
    name: "見本部品工業会（架空）",
    reading: "ミホンブヒンコウギョウカイ",
    address: "愛知県架空市見本町5-8",
    prefecture: "23",
    industry: "",
    capital: "",
    employees: "9",
};

/// The first person of the installation, the organisation that runs it, and who helps companies from there.
pub(super) async fn operator(stage: &mut Stage<'_>) -> Result<Caller, NotFilled> {
    stage.days_ago(760, 9);
    let someone = people::OPERATOR;
    let email = Email { shown: someone.email.to_owned(), folded: someone.email.to_owned() };
    let person = stage.office().set_up(someone.name.to_owned(), email, someone.language.to_owned()).await?;
    stage.known(person, &someone).await?;
    let operator = stage.register_operator(person, &OPERATOR).await?;
    let head = stage.member(operator, &people::HEAD, Role::Executive).await?;
    stage.change(head, &operator, Change::Grant(Role::Operator, None)).await?;
    stage.member(operator, &people::SUPPORTER, Role::Staff).await?;
    Ok(operator)
}

/// A certification body with its six roles: two audit, and three decide.
pub(super) async fn body(stage: &mut Stage<'_>, operator: &Caller) -> Result<Body, NotFilled> {
    stage.days_ago(600, 10);
    let administrator = stage.founder(operator, &people::ADMINISTRATOR, &BODY).await?;
    certification::accredited(stage, operator, &administrator).await?;
    let body = Body {
        administrator,
        reception: stage.member(administrator, &people::RECEPTION, Role::Reception).await?,
        adviser: stage.member(administrator, &people::ADVISER, Role::Adviser).await?,
        auditor: stage.member(administrator, &people::AUDITOR, Role::Auditor).await?,
        newer_auditor: stage.member(administrator, &people::NEWER_AUDITOR, Role::Auditor).await?,
        reviewer: stage.member(administrator, &people::REVIEWER, Role::Reviewer).await?,
        deciders: [
            stage.member(administrator, &people::DECISION_MAKER, Role::DecisionMaker).await?,
            stage.member(administrator, &people::SECOND_DECIDER, Role::DecisionMaker).await?,
            stage.member(administrator, &people::THIRD_DECIDER, Role::DecisionMaker).await?,
        ],
    };
    certified::competent(stage, &body).await?;
    // Somebody who reviews also receives while a colleague is away.
    let until = stage.day_in(45);
    stage.days_ago(20, 11);
    stage.change(administrator, &body.reviewer, Change::Grant(Role::Reception, Some(until))).await?;
    Ok(body)
}

/// A ministry with its five roles.
pub(super) async fn ministry(stage: &mut Stage<'_>, operator: &Caller) -> Result<(), NotFilled> {
    stage.days_ago(590, 13);
    let documents = stage.founder(operator, &people::DOCUMENTS, &MINISTRY).await?;
    let roles = [
        (people::DRAFTING, Role::Drafting),
        (people::CONSULTATION, Role::Consultation),
        (people::APPROVAL, Role::Approval),
        (people::STATISTICS, Role::Statistics),
    ];
    members(stage, documents, &roles).await
}

/// An association of manufacturers.
pub(super) async fn association(stage: &mut Stage<'_>, operator: &Caller) -> Result<(), NotFilled> {
    stage.days_ago(400, 10);
    let secretary = stage.founder(operator, &people::SECRETARY, &ASSOCIATION).await?;
    members(stage, secretary, &[(people::CHAIR, Role::Executive)]).await
}

async fn members(stage: &mut Stage<'_>, by: Caller, roles: &[(Someone, Role)]) -> Result<(), NotFilled> {
    for (someone, role) in roles {
        stage.member(by, someone, *role).await?;
    }
    Ok(())
}
