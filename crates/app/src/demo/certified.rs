//! One certification of the sample from the application to the certificate, and one whose audit is being prepared: a plating shop
//! that was certified last year and applies for more.

use std::collections::BTreeMap;

use criteria::catalogue::Catalogue;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use record::StreamId;
use scheme::assignment::Threat;
use scheme::audit::{Area as Field, Function, Stage as Round};
use scheme::case::{Aim, FeeKind};
use scheme::competence::Area;
use scheme::decision::{Forum, Kind, Recommendation};
use scheme::nonconformity::Grade;
use scheme::partiality::{Through, Tie};
use scheme::requirement::Outcome;

use super::NotFilled;
use super::certification::{reviewed, told};
use super::stage::Stage;
use crate::certification::audit::{Choosing, Declaring, PlanTold, proposed};
use crate::certification::case::{FeeTold, QuoteTold};
use crate::certification::decision::{DecidingTold, IssueTold, ProposalTold};
use crate::certification::field::{
    ActionTold, AnswerTold, Deed, EntryTold, FinishTold, RaisingTold, ReportTold, VisitTold,
};
use crate::certification::people::{TieTold, Told};
use crate::office::{Caller, Refused};

/// The people of the body.
#[derive(Clone, Copy)]
pub(super) struct Body {
    pub(super) administrator: Caller,
    pub(super) reception: Caller,
    pub(super) adviser: Caller,
    pub(super) auditor: Caller,
    pub(super) newer_auditor: Caller,
    pub(super) reviewer: Caller,
    pub(super) deciders: [Caller; 3],
}

/// What the people of the body are competent in, and that they pledged confidence.
pub(super) async fn competent(stage: &mut Stage<'_>, body: &Body) -> Result<(), NotFilled> {
    stage.days_ago(560, 10);
    let everybody = [body.administrator, body.reception, body.adviser, body.auditor, body.newer_auditor, body.reviewer];
    for person in everybody.into_iter().chain(body.deciders) {
        let (from, evidence) = (stage.on(), "秘密保持の誓約書（見本）".to_owned());
        let pledge = Told::Pledge { from, evidence };
        stage.office().record_competence(body.administrator, person.person, pledge).await?;
    }
    let (_, criteria) = stage.office().catalogue.criteria("tics-h30").ok_or(Refused::NotThere)?;
    let parts = criteria.parts.iter().filter_map(|part| part.id.parse().ok().map(Area::Criteria));
    let industries = ["E24", "E26"].map(|code| Area::Industry(code.to_owned()));
    let areas: Vec<Area> = parts.chain(industries).collect();
    let until = stage.day_in(900);
    let find = |areas: Vec<Area>, from, until| Told::Find {
        areas,
        from,
        until,
        evidence: "力量評価の記録（見本）".to_owned(),
        reason: None,
    };
    let from = stage.on();
    stage.office().record_competence(body.administrator, body.auditor.person, find(areas, from, until)).await?;
    // The newer one knows another industry, and not for long any more.
    let until = stage.day_in(40);
    let areas = vec![Area::Industry("E26".to_owned())];
    stage.office().record_competence(body.administrator, body.newer_auditor.person, find(areas, from, until)).await?;
    Ok(())
}

/// The certification of last year.
pub(super) async fn certified(stage: &mut Stage<'_>, plater: Caller, body: &Body) -> Result<(), NotFilled> {
    stage.days_ago(440, 10);
    let case = agreed(stage, plater, body, ("on_site", "めっき加工に関わる技術情報の管理", "E24")).await?;
    let auditor = body.auditor;
    prepared(stage, plater, body, case).await?;
    for round in Round::ALL {
        planned(stage, plater, body, case, round).await?;
        if round == Round::One {
            stage.days_ago(396, 9);
            stage.office().begin_audit(auditor, case).await?;
            stage.days_ago(394, 15);
            let finish = finished(stage, round, "文書はそろっており、現地審査に進める");
            stage.office().finish_stage(auditor, case, finish).await?;
        }
    }
    stage.days_ago(378, 10);
    let visit =
        VisitTold { stage: Round::Two, site: 1, on: stage.on(), remote: String::new(), by: [auditor.person].into() };
    stage.office().record_visit(auditor, case, visit).await?;
    let finding = papers(stage, auditor, case).await?;
    for area in Field::ALL {
        stage.office().cover_area(auditor, case, area, String::new()).await?;
    }
    let finish = finished(stage, Round::Two, "軽微な不適合が1件ある。ほかは基準に合っている");
    stage.office().finish_stage(auditor, case, finish).await?;
    corrected(stage, plater, auditor, case, finding).await?;
    reported(stage, auditor, case).await?;
    decided(stage, body, case).await?;
    stage.days_ago(345, 11);
    let issue = IssueTold {
        number: "見本-0001".to_owned(),
        first: stage.on(),
        scope: "めっき加工に関わる技術情報の管理".to_owned(),
        sites: [scheme::application::SiteId(1)].into(),
        fees_paid: true,
        fees_reason: String::new(),
    };
    stage.office().issue_certificate(body.administrator, case, issue).await?;
    Ok(())
}

/// Another certification, of which the audit is being prepared.
pub(super) async fn preparing(stage: &mut Stage<'_>, plater: Caller, body: &Body) -> Result<(), NotFilled> {
    stage.days_ago(14, 9);
    let case = agreed(stage, plater, body, ("self_declaration", "受託した試作めっきの技術情報の管理", "E24")).await?;
    stage.days_ago(6, 10);
    let tie = TieTold::Enter {
        person: body.newer_auditor.person,
        tie: Tie::Advice { through: Through::Person, employer: None, case: None },
        from: stage.day_in(-400),
        until: Some(stage.day_in(-390)),
        source: "本人の申告（見本）".to_owned(),
    };
    stage.office().record_tie(body.administrator, case, tie).await?;
    stage.office().open_audit(body.reception, case, 2).await?;
    assigned(stage, body, case).await?;
    let days = [10, 14, 17].map(|days| weekday(stage.day_in(days)));
    stage.office().propose_dates(body.reception, case, Round::One, days).await?;
    Ok(())
}

/// Applies, and both sides agree.
async fn agreed(
    stage: &mut Stage<'_>,
    plater: Caller,
    body: &Body,
    (certification, scope, industry): (&str, &str, &str),
) -> Result<StreamId, NotFilled> {
    let owner = body.administrator.acting_for.ok_or(Refused::NotThere)?.to_string();
    let application = stage.office().begin_application(plater).await?;
    let fields = [
        ("body", owner.as_str()),
        ("certification", certification),
        ("scope", scope),
        ("industry", industry),
        ("fields", "none"),
        ("site:new:name", "本社工場"),
        ("site:new:address", "大阪府架空市見本町7-2"),
        ("staff", "4"),
        ("forms", "paper"),
        ("advice", "nobody"),
    ];
    stage.office().write_application(plater, application, told(&fields)?).await?;
    let seen = stage.office().application(plater, application).await?.digest.ok_or(Refused::NotThere)?;
    stage.office().confirm_application(plater, application, seen).await?;
    let case = stage.office().submit_application(plater, application).await?;
    stage.office().review_case(body.reception, case, reviewed()).await?;
    stage.office().accept_case(body.administrator, case).await?;
    let fees = vec![FeeTold { of: FeeKind::SiteDays, what: String::new(), yen: 180_000 }];
    let quote = QuoteTold { fees, until: stage.on().saturating_add(30.days()), aim: Aim::Minimum };
    stage.office().quote_case(body.administrator, case, quote).await?;
    let seen = stage.office().case(plater, case).await?.digest.ok_or(Refused::NotThere)?;
    stage.office().agree_to_case(plater, case, seen).await?;
    stage.office().begin_assessment(body.administrator, case).await?;
    Ok(case)
}

/// The team is chosen, declares, and is told to the company, which agrees.
async fn prepared(stage: &mut Stage<'_>, plater: Caller, body: &Body, case: StreamId) -> Result<(), NotFilled> {
    stage.days_ago(425, 9);
    stage.office().open_audit(body.reception, case, 2).await?;
    assigned(stage, body, case).await?;
    stage.office().agree_to_team(plater, case).await?;
    let shown = stage.office().audit_of(body.reception, case).await?;
    let (work, rules) = shown.work().zip(shown.rules.as_ref()).ok_or(Refused::NotThere)?;
    let programme = proposed(work, rules, stage.on());
    stage.office().set_programme(body.reception, case, programme).await?;
    Ok(())
}

async fn assigned(stage: &mut Stage<'_>, body: &Body, case: StreamId) -> Result<(), NotFilled> {
    let (person, function, reasons) = (body.auditor.person, Function::Leader, BTreeMap::new());
    stage.office().assign(body.reception, case, Choosing { person, function, reasons }).await?;
    let threats = Threat::ALL.into_iter().map(|threat| (threat, false)).collect();
    let declaring = Declaring { threats, note: String::new(), reason: String::new() };
    stage.office().declare_conflicts(body.auditor, case, declaring).await?;
    stage.office().tell_team(body.reception, case).await?;
    Ok(())
}

/// Days are proposed, one is chosen, the plan is made and sent.
async fn planned(
    stage: &mut Stage<'_>,
    plater: Caller,
    body: &Body,
    case: StreamId,
    round: Round,
) -> Result<(), NotFilled> {
    let first = if round == Round::One { -398 } else { -380 };
    let days = [first, first + 4, first + 8].map(|days| weekday(stage.day_in(days)));
    let [day, ..] = days;
    stage.office().propose_dates(body.reception, case, round, days).await?;
    stage.office().choose_date(plater, case, round, day).await?;
    let plan = PlanTold {
        stage: round,
        days: [day].into(),
        half_days: 1,
        sites: [1].into(),
        sampling: String::new(),
        attendants: vec!["代表者".to_owned()],
        fewer_days: String::new(),
        sites_first: String::new(),
    };
    stage.office().plan_stage(body.auditor, case, plan).await?;
    stage.office().send_plan(body.auditor, case, round).await?;
    Ok(())
}

fn finished(stage: &Stage<'_>, round: Round, note: &str) -> FinishTold {
    FinishTold { stage: round, ready: true, note: note.to_owned(), last_day: stage.on() }
}

/// The working paper: all of it conforms but for the last, of which a nonconformity is raised.
async fn papers(stage: &mut Stage<'_>, auditor: Caller, case: StreamId) -> Result<StreamId, NotFilled> {
    let shown = stage.office().case(auditor, case).await?;
    let terms = &shown.status.contract().ok_or(Refused::NotThere)?.terms;
    let tailored = crate::certification::case::tailored(shown.criteria.ok_or(Refused::NotThere)?, terms);
    let required: Vec<String> = tailored.required().map(str::to_owned).collect();
    let last = required.last().cloned().ok_or(Refused::NotThere)?;
    for criterion in required {
        let fails = criterion == last;
        let entry = EntryTold {
            outcome: if fails { Outcome::NonconformMinor } else { Outcome::Conform },
            evidence: vec!["現場と記録で確かめた（見本）".to_owned()],
            files: Vec::new(),
            note: String::new(),
            reason: String::new(),
            on: stage.on(),
            base: 0,
        };
        stage.office().enter_finding(auditor, case, criterion, entry).await?;
    }
    let raising = RaisingTold {
        criterion: last,
        grade: Grade::Minor,
        statement: "見直しの記録が1年分残っていなかった（見本）".to_owned(),
        evidence: vec!["見直しの記録簿（見本）".to_owned()],
        found_on: stage.on(),
    };
    stage.office().raise_nonconformity(auditor, case, raising).await?;
    let field = stage.office().field(auditor, case).await?;
    let found = field.dossier.nonconformities.last().ok_or(Refused::NotThere)?;
    Ok(found.row.stream)
}

/// The company answers, and the auditor accepts its plan and closes it.
async fn corrected(
    stage: &mut Stage<'_>,
    plater: Caller,
    auditor: Caller,
    case: StreamId,
    finding: StreamId,
) -> Result<(), NotFilled> {
    stage.days_ago(368, 16);
    let done = |what: &str, on| ActionTold {
        what: what.to_owned(),
        due: on,
        done_on: Some(on),
        evidence: vec!["新しい記録簿（見本）".to_owned()],
    };
    let answer = AnswerTold {
        cause: "担当が替わり、記録の保管先が引き継がれていなかった（見本）".to_owned(),
        correction: done("記録を集めて保管先に戻した（見本）", stage.on()),
        corrective_action: done("引き継ぎの一覧に保管先を加えた（見本）", stage.on()),
    };
    stage.office().answer_nonconformity(plater, case, finding, answer).await?;
    stage.days_ago(365, 10);
    stage.office().settle_nonconformity(auditor, case, finding, Deed::Accept).await?;
    stage.office().settle_nonconformity(auditor, case, finding, Deed::Close).await?;
    Ok(())
}

/// The report is made, issued and handed over.
async fn reported(stage: &mut Stage<'_>, auditor: Caller, case: StreamId) -> Result<(), NotFilled> {
    stage.days_ago(360, 13);
    let field = stage.office().field(auditor, case).await?;
    let told = ReportTold { recommendation: Recommendation::For, reason: String::new() };
    let catalogue: &'static Catalogue = stage.office().catalogue;
    let paper = field.paper_of_report(&told, catalogue, &super::operator()).ok_or(Refused::NotThere)?;
    let bytes = document::pdf(&paper).map_err(|_| Refused::NotThere)?;
    let kept = stage.office().keep_report(auditor, case, ("審査報告書.pdf", "審査報告書".to_owned()), bytes).await?;
    stage.office().issue_report(auditor, case, &field, told, kept).await?;
    stage.office().hand_over_report(auditor, case).await?;
    Ok(())
}

/// A decision maker grants it, on a proposal of the reviewer.
async fn decided(stage: &mut Stage<'_>, body: &Body, case: StreamId) -> Result<(), NotFilled> {
    stage.days_ago(352, 10);
    let [decider, ..] = body.deciders;
    let proposal = ProposalTold { kind: Kind::Grant, forum: Forum::OnePerson { person: decider.person } };
    stage.office().propose_decision(body.reviewer, case, proposal).await?;
    let file = stage.office().decision_file(body.reviewer, case).await?;
    let decision = file.dossier.decisions.last().ok_or(Refused::NotThere)?.row.stream;
    stage.office().circulate_decision(body.reviewer, case, decision).await?;
    stage.days_ago(350, 15);
    let deciding = DecidingTold {
        on: stage.on(),
        reasons: vec!["基準に合っており、不適合は是正された（見本）".to_owned()],
        appeal: String::new(),
        late: String::new(),
        scope: String::new(),
    };
    stage.office().decide(decider, case, decision, deciding).await?;
    Ok(())
}

/// The day, or the Monday after.
fn weekday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.days()),
        _ => day,
    }
}
