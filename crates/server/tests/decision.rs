//! From the report of an audit to the decision, the certificate and its suspension, through the pages of body and company, on both
//! databases. What comes before is begun through the pages as well; the audit is put into the record by the rules themselves.

use std::collections::BTreeSet;

use app::Refused;
use app::certification::case::of_application;
use app::certification::dossier::{of_audit, of_competence, of_requirement};
use app::door::{Act, Actor};
use axum::http::{Method, StatusCode};
use futures_util::future::BoxFuture;
use jiff::ToSpan as _;
use record::{Digest, OrganisationId, PersonId, StreamId};
use scheme::assignment::Threat;
use scheme::audit::{self, Area, Audit, Command, Facts, Function, Opening, Plan, Planning, Programme, Purpose, Stage};
use scheme::case::CertificationCase;
use scheme::certification::CertificationType;
use scheme::competence::{self, Competence};
use scheme::decision::{NonconformityFact, Recommendation, RequirementFact};
use scheme::nonconformity::{self, Grade, Nonconformity, Settled};
use scheme::requirement::{self, Counterpart, Criterion, Finding, Outcome, Requirement};
use scheme::rules::Rules;
use scheme::seen::{Exhibit, Observed, Seen};

use crate::accreditations::{body, entered};
use crate::house::{Answer, Device, House, PASSWORD, houses};
use crate::operator::{invitation, operator};

/// The first value of a field of this name on a page.
fn field(page: &str, name: &str) -> String {
    let at = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    at.split('"').next().unwrap_or_default().to_owned()
}

async fn step_up(house: &House, device: &mut Device) {
    house.post(device, "/confirm", &[("password", PASSWORD)]).await;
}

/// Somebody of the body, at their device.
struct Colleague {
    device: Device,
    person: PersonId,
}

/// A company and an accredited body with its people, and a case whose assessment has begun.
struct Hall<'h> {
    house: &'h House,
    manager: Device,
    president: Device,
    administrator: Device,
    body: OrganisationId,
    company: OrganisationId,
    reviewer: Colleague,
    deciders: Vec<Colleague>,
    /// The address of the application at the company.
    application: String,
    /// The address of the case at the body.
    case: String,
}

/// Those who are something in an organisation.
async fn people(house: &House, organisation: OrganisationId) -> BTreeSet<PersonId> {
    let mut tx = house.office.store().reader().await.unwrap();
    tx.members(organisation, 100).await.unwrap().into_iter().map(|row| row.person).collect()
}

async fn joined(house: &House, administrator: &mut Device, body: OrganisationId, name: &str, role: &str) -> Colleague {
    let before = people(house, body).await;
    let mut device = house.joined(administrator, name, role).await;
    step_up(house, &mut device).await;
    let person = people(house, body).await.into_iter().find(|person| !before.contains(person)).unwrap();
    Colleague { device, person }
}

impl<'h> Hall<'h> {
    async fn new(house: &'h House) -> Self {
        let mut manager = operator(house).await;
        let mut president = house.joined(&mut manager, "社長", "executive").await;
        step_up(house, &mut manager).await;
        step_up(house, &mut president).await;
        let described = [
            ("kinds", "company"),
            ("name", "株式会社見本製作所"),
            ("corporate_number", "7123456789012"),
            ("address", "愛知県見本市1-1"),
            ("main_industry", "E24"),
            ("capital", "1000"),
            ("employees", "40"),
        ];
        house.post(&mut manager, "/organisation", &described).await;
        let path = body(house, &mut manager).await;
        let today = house.office.today();
        let day = |days: i64| today.saturating_add(days.days()).to_string();
        house.post(&mut manager, &path, &entered(&day(-100), &day(900))).await;
        let id = path.split('/').nth(3).unwrap().to_owned();
        let fields = [("person_name", "機関 管理者"), ("person_email", "kanri@example.jp")];
        let made = house.post(&mut manager, &format!("/operator/organisations/{id}/invite"), &fields).await;
        let mut administrator = Device::default();
        house.post(&mut administrator, &invitation(&made.text()), &[("password", PASSWORD)]).await;
        step_up(house, &mut administrator).await;
        let body: OrganisationId = id.parse().unwrap();
        let reviewer = joined(house, &mut administrator, body, "確認 花子", "reviewer").await;
        let mut deciders = Vec::new();
        for name in ["判定 一郎", "判定 二郎", "判定 三郎", "判定 四郎"] {
            deciders.push(joined(house, &mut administrator, body, name, "decision_maker").await);
        }
        let (application, case, company) = (String::new(), String::new(), body);
        let mut hall =
            Self { house, manager, president, administrator, body, company, reviewer, deciders, application, case };
        hall.case_begun().await;
        hall.pledged().await;
        hall
    }

    /// Another case of the company, as far as the beginning of the assessment.
    async fn case_begun(&mut self) {
        let (house, until) = (self.house, self.house.office.today().saturating_add(30.days()).to_string());
        let path = house.post(&mut self.manager, "/applications", &[]).await.location;
        let body = self.body.to_string();
        let filled = [
            ("body", body.as_str()),
            ("certification", "on_site"),
            ("scope", "プレス部品の設計に関わる技術情報の管理"),
            ("industry", "E24"),
            ("fields", "none"),
            ("site:new:name", "本社工場"),
            ("site:new:address", "愛知県見本市1-1"),
            ("staff", "38"),
            ("forms", "paper"),
            ("advice", "nobody"),
        ];
        house.post(&mut self.manager, &path, &filled).await;
        let page = house.get(&mut self.president, &format!("{path}/confirm")).await.text();
        let seen = field(&page, "seen");
        house.post(&mut self.president, &format!("{path}/confirm"), &[("seen", &seen)]).await;
        let done = house.post(&mut self.manager, &format!("{path}/submit"), &[]).await;
        assert_eq!(done.location, path, "{}", done.text());
        let stream: StreamId = path.split('/').nth(2).unwrap().parse().unwrap();
        let case = format!("/body/cases/{}", of_application(stream));
        let review = ["identity", "competence", "conflict", "scope"];
        let review: Vec<(String, &str)> = review
            .iter()
            .flat_map(|word| [(format!("{word}-fits"), "yes"), (format!("{word}-reason"), "確かめた")])
            .collect();
        let review: Vec<(&str, &str)> = review.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let quote = [("extent", "level-1"), ("fee-0-of", "documents"), ("fee-0-yen", "120000"), ("until", &until)];
        for (deed, fields) in [("review", &review[..]), ("accept", &[]), ("quote", &quote)] {
            let done = house.post(&mut self.administrator, &format!("{case}/{deed}"), fields).await;
            assert_eq!(done.location, case, "{deed}: {}", done.text());
        }
        let seen = field(&house.get(&mut self.president, &path).await.text(), "seen");
        let agreed = house.post(&mut self.president, &format!("{path}/agree"), &[("seen", &seen)]).await;
        assert_eq!(agreed.location, path, "{}", agreed.text());
        house.post(&mut self.administrator, &format!("{case}/begin"), &[]).await;
        let mut tx = house.office.store().reader().await.unwrap();
        let row = tx.certification(self.body, of_application(stream)).await.unwrap().unwrap();
        (self.application, self.case, self.company) = (path, case, row.party.unwrap());
    }

    fn stream(&self) -> StreamId {
        self.case.split('/').nth(3).unwrap().parse().unwrap()
    }

    async fn recorded<F>(&self, deed: F)
    where
        F: for<'a, 'b> Fn(&'a mut Act<'b>) -> BoxFuture<'a, Result<(), Refused>> + Send + Sync + 'static,
    {
        let actor = Actor { person: Some(self.reviewer.person), acting_for: Some(self.body) };
        self.house.office.door.execute(actor, deed).await.unwrap();
    }

    /// Everybody of the body has pledged confidence.
    async fn pledged(&self) {
        let (body, everybody) = (self.body, people(self.house, self.body).await);
        self.recorded(move |act| {
            let everybody = everybody.clone();
            Box::pin(async move {
                for person in everybody {
                    let from = act.at().today;
                    let mut records = act.load::<Competence>(body, of_competence(body, person, 1)).await?;
                    act.decide(&mut records, competence::Command::Begin { person }).unwrap();
                    let evidence = act.text(body, "誓約書".to_owned())?;
                    act.decide(&mut records, competence::Command::Pledge { from, evidence }).unwrap();
                }
                Ok(())
            })
        })
        .await;
    }

    /// An audit led by `leader` is reported; its second requirement has this result, and is raised where it fails.
    async fn audited(&self, leader: PersonId, second: Outcome) {
        self.audit(1, leader, second, true).await;
    }

    /// The audit of this number is reported, or stopped before its report.
    async fn audit(&self, number: usize, leader: PersonId, second: Outcome, reported: bool) {
        let (case, body, company, catalogue) = (self.stream(), self.body, self.company, self.house.office.catalogue);
        let rules = Rules::read(catalogue.rules().unwrap()).unwrap();
        self.recorded(move |act| {
            let rules = rules.clone();
            Box::pin(async move {
                let known = act.load::<CertificationCase>(body, case).await?;
                let edition = known.status.contract().unwrap().terms.criteria.0.clone();
                let criteria = catalogue.criteria_of(&edition).unwrap();
                let ids = [criteria.requirements[0].id.clone(), criteria.requirements[1].id.clone()];
                let stream = of_audit(case, number);
                let mut found = Vec::new();
                for (id, outcome) in ids.iter().zip([Outcome::Conform, second]) {
                    let (on, paper) = (act.at().today, of_requirement(stream, id));
                    let criterion = Criterion { edition: edition.clone(), id: id.clone(), basic: false };
                    let mut loaded = act.load::<Requirement>(body, paper).await?;
                    act.decide(&mut loaded, requirement::Command::Open { audit: stream, criterion }).unwrap();
                    let evidence = vec![Observed::Words(act.text(body, "台帳を見た".to_owned())?)];
                    let finding = Finding { outcome, evidence, note: None, reason: None };
                    let enter = requirement::Command::Enter { finding, by: leader, on, base: 0, report_issued: None };
                    act.decide(&mut loaded, enter).unwrap();
                    let seen = Seen { stream: paper, version: loaded.version };
                    found.push(RequirementFact { seen, criterion: id.clone(), outcome });
                }
                let mut raised = Vec::new();
                if second.fails() {
                    let nonconformity = StreamId(act.id()?);
                    let statement = act.text(body, "台帳に載っていない図面がある".to_owned())?;
                    let evidence = vec![Observed::Words(act.text(body, "棚の図面".to_owned())?)];
                    let raising = nonconformity::Raising {
                        audit: stream,
                        company,
                        requirement: found[1].seen,
                        criterion: ids[1].clone(),
                        grade: Grade::Minor,
                        statement,
                        evidence,
                        found_on: act.at().today,
                        author: leader,
                    };
                    let mut loaded = act.load::<Nonconformity>(body, nonconformity).await?;
                    act.decide(&mut loaded, nonconformity::Command::Raise { raising, in_team: true, found: second })
                        .unwrap();
                    raised.push(NonconformityFact {
                        seen: Seen { stream: nonconformity, version: loaded.version },
                        criterion: ids[1].clone(),
                        grade: Grade::Minor,
                        settled: Settled::Open,
                        settled_on: None,
                        another_stage_two: false,
                    });
                }
                let mut audit = act.load::<Audit>(body, stream).await?;
                let mut commands = conducted(act, (case, body, company), leader, &rules, (found, raised))?;
                if !reported {
                    commands.pop();
                    commands.push(Command::Stop { reason: act.text(body, "会社の求めで止める".to_owned())? });
                }
                for command in commands {
                    act.decide(&mut audit, command).unwrap();
                }
                Ok(())
            })
        })
        .await;
    }

    async fn propose(&mut self, fields: &[(&str, &str)]) -> Answer {
        let path = format!("{}/decision", self.case);
        self.house.post(&mut self.reviewer.device, &path, fields).await
    }

    /// Proposes to have the first decision maker decide, and sends the papers round; the address of the decision.
    async fn circulated(&mut self, kind: &str) -> String {
        let first = self.deciders[0].person.to_string();
        let done = self.propose(&[("kind", kind), ("how", "one_person"), ("people", &first)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", self.house.name, done.text());
        self.sent_round().await
    }

    async fn sent_round(&mut self) -> String {
        let page = self.house.get(&mut self.reviewer.device, &format!("{}/decision", self.case)).await.text();
        let mut paths = page.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let path = paths.find(|path| path.ends_with("/circulate")).unwrap().to_owned();
        let done = self.house.post(&mut self.reviewer.device, &path, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", self.house.name, done.text());
        path.trim_end_matches("/circulate").to_owned()
    }

    async fn decide(&mut self, decision: &str, more: &[(&str, &str)]) -> Answer {
        let today = self.house.office.today().to_string();
        let mut fields = vec![("on", today.as_str())];
        fields.extend(more);
        self.house.post(&mut self.deciders[0].device, &format!("{decision}/decide"), &fields).await
    }

    /// It is decided by the first decision maker.
    async fn decided(&mut self, kind: &str) -> String {
        let decision = self.circulated(kind).await;
        let done = self.decide(&decision, &REASONED).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", self.house.name, done.text());
        decision
    }

    async fn issue(&mut self, number: &str, more: &[(&str, &str)]) -> Answer {
        let today = self.house.office.today().to_string();
        let mut fields =
            vec![("number", number), ("first", today.as_str()), ("certified", "プレス部品の設計"), ("sites", "1")];
        fields.extend(more);
        self.house.post(&mut self.administrator, &format!("{}/certificate", self.case), &fields).await
    }

    /// A certificate that is good.
    async fn issued(&mut self) {
        self.audited(self.deciders[3].person, Outcome::Conform).await;
        self.decided("grant").await;
        let done = self.issue("第1号", &[("fees", "paid")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", self.house.name, done.text());
    }

    async fn maintain(&mut self, deed: &str, fields: &[(&str, &str)]) -> Answer {
        let path = format!("{}/certificate/{deed}", self.case);
        self.house.post(&mut self.reviewer.device, &path, fields).await
    }

    async fn certificate(&mut self) -> String {
        self.house.get(&mut self.administrator, &format!("{}/certificate", self.case)).await.text()
    }

    async fn at_the_company(&mut self) -> String {
        let path = format!("{}/certificate", self.application);
        self.house.get(&mut self.president, &path).await.text()
    }
}

/// Reasons and a way to appeal, as every decision against the company carries them.
const REASONED: [(&str, &str); 2] = [("reasons", "台帳がない。"), ("appeal", "判定委員会あてに書面で。")];

/// Every command of an audit on site, from its opening to its report, today.
fn conducted(
    act: &mut Act<'_>,
    (case, body, company): (StreamId, OrganisationId, OrganisationId),
    leader: PersonId,
    rules: &Rules,
    (requirements, nonconformities): (Vec<RequirementFact>, Vec<NonconformityFact>),
) -> Result<Vec<Command>, Refused> {
    let today = act.at().today;
    let note = act.text(body, "おおむね整っている".to_owned())?;
    let edition = rules.edition.clone();
    let opening = Opening {
        case,
        company,
        certification: CertificationType::OnSite,
        purpose: Purpose::Initial,
        sites: [1].into(),
        half_days: 2,
        criteria: edition,
        rules: rules.clone(),
    };
    let threats = Threat::ALL.into_iter().map(|threat| (threat, false)).collect();
    let programme = Programme {
        begins: today,
        reports: vec![today.saturating_add(11.months()), today.saturating_add(23.months())],
        renewal_by: today.saturating_add(35.months()),
    };
    let mut commands = vec![
        Command::Open(Box::new(opening)),
        Command::Assign { person: leader, function: Function::Leader, overrides: Vec::new(), rules: rules.clone() },
        Command::Declare { person: leader, threats, note: None, reason: None, rules: rules.clone() },
        Command::Tell { rules: rules.clone() },
        Command::Agree { by: leader },
        Command::SetProgramme { programme, rules: rules.clone() },
    ];
    for stage in Stage::ALL {
        let dates = [0, 1, 2].map(|days: i64| today.saturating_add(days.days()));
        let sites = match stage {
            Stage::One => BTreeSet::new(),
            Stage::Two => [1].into(),
        };
        let attendants = vec![Counterpart::Person(leader)];
        let plan = Plan { days: [today].into(), half_days: 2, sites, sampling: None, attendants };
        let planning = Planning { stage, plan, fewer_days: None, sites_first: None, rules: rules.clone() };
        commands.extend([
            Command::Propose { stage, dates },
            Command::Choose { stage, date: today, by: leader },
            Command::Plan(Box::new(planning)),
            Command::Send { stage },
        ]);
        match stage {
            Stage::One => {
                let facts = Facts { agreed: true, accredited: true, incompetent: BTreeSet::new() };
                commands.push(Command::Begin { facts });
            }
            Stage::Two => {
                commands.extend(Area::ALL.map(|area| Command::Cover { area, by: leader, note: None }));
                let visit = audit::Visit { stage, site: 1, on: today, remote: None, by: [leader].into() };
                commands.push(Command::Visit { visit, incompetent: BTreeSet::new() });
            }
        }
        commands.push(Command::Finish(audit::StageResult { stage, ready: true, note, last_day: today }));
    }
    let mandatory = requirements.iter().map(|fact| fact.criterion.clone()).collect();
    let document = Exhibit { stream: StreamId(act.id()?), sha256: Digest::of(b"report") };
    commands.push(Command::Report(Box::new(audit::Reporting {
        by: leader,
        document,
        recommendation: Recommendation::For,
        requirements,
        nonconformities,
        mandatory,
        declared_now: None,
        reason: None,
    })));
    Ok(commands)
}

#[tokio::test]
async fn one_person_grants_and_the_certificate_is_issued_and_each_line_is_explained() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        hall.audited(hall.deciders[3].person, Outcome::Conform).await;
        let page = house.get(&mut hall.reviewer.device, &format!("{}/decision", hall.case)).await.text();
        for shown in ["資料がそろっています", "第1版", "適合 2件", "まで認定されています", "判定 一郎"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let waiting = hall.at_the_company().await;
        assert!(waiting.contains("判定はまだ出ていません"), "{}: {waiting}", house.name);
        let decision = hall.decided("grant").await;
        let why = house.get(&mut hall.reviewer.device, &decision).await.text();
        for shown in ["INV-42", "INV-02", "INV-33", "INV-40", "審査チームにいたので判定から外れていた人：判定 四郎"]
        {
            assert!(why.contains(shown), "{}: {shown}: {why}", house.name);
        }
        let list = house.get(&mut hall.administrator, &hall.case).await.text();
        assert!(list.contains(">認証</span>"), "{}: the case is decided: {list}", house.name);
        let issued = hall.issue("第1号", &[("fees", "paid")]).await;
        assert_eq!(issued.location, format!("{}/certificate", hall.case), "{}: {}", house.name, issued.text());
        let page = hall.certificate().await;
        for shown in ["第1号", "プレス部品の設計", "本社工場", "有効です", "（令和"] {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let page = hall.at_the_company().await;
        assert!(page.contains("第1号") && page.contains("有効です"), "{}: {page}", house.name);
        let listed = house.get(&mut hall.administrator, "/body/certificates").await.text();
        assert!(listed.contains("株式会社見本製作所") && listed.contains("第1号"), "{}: {listed}", house.name);
        let examined = house.office.store().examine().await.unwrap();
        assert!(examined.findings.is_empty(), "{}: {:?}", house.name, examined.findings);
        let rebuilt = house.office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|table| table.missing + table.surplus == 0), "{}: {rebuilt:?}", house.name);
    }
}

#[tokio::test]
async fn what_keeps_a_certificate_back_is_told_and_nothing_is_granted_over_it() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        let page = house.get(&mut hall.reviewer.device, &format!("{}/decision", hall.case)).await.text();
        for shown in ["認証するまでに必要なこと", "審査報告書がありません（INV-40）", "要求事項の結果が1つもありません"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let decision = hall.circulated("grant").await;
        let early = hall.decide(&decision, &[("reasons", "よく整っている")]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(early.text().contains("INV-40") && early.text().contains("よく整っている"), "{}", house.name);
        hall.audited(hall.deciders[3].person, Outcome::NonconformMinor).await;
        // The audit is a paper that the decision maker was not sent.
        let unseen = hall.decide(&decision, &[("reasons", "よく整っている")]).await;
        assert_eq!(unseen.status, StatusCode::CONFLICT, "{}", house.name);
        let page = unseen.text();
        assert!(page.contains("4点の資料が変わりました") && page.contains("よく整っている"), "{}: {page}", house.name);
        hall.sent_round().await;
        let open = hall.decide(&decision, &[]).await;
        assert_eq!(open.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(open.text().contains("済んでいない不適合が1件あります"), "{}: {}", house.name, open.text());
        assert!(hall.certificate().await.contains("認証書はまだありません"), "{}", house.name);
        let issued = hall.issue("第1号", &[("fees", "paid")]).await;
        assert_eq!(issued.status, StatusCode::CONFLICT, "{}: {}", house.name, issued.text());
        assert!(issued.text().contains("まだ判定されていません"), "{}", house.name);
    }
}

#[tokio::test]
async fn who_audited_or_proposes_does_not_decide_and_the_page_says_why() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        let leader = hall.deciders[3].person;
        hall.audited(leader, Outcome::Conform).await;
        let page = house.get(&mut hall.reviewer.device, &format!("{}/decision", hall.case)).await.text();
        assert!(page.contains("自分が審査または助言した案件である（審査チーム）"), "{}: {page}", house.name);
        assert!(!page.contains(&format!("value=\"{leader}\"")), "{}: not offered", house.name);
        let fields = [("kind", "grant"), ("how", "one_person"), ("people", &leader.to_string())];
        let refused = hall.propose(&fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(refused.text().contains("判定 四郎は判定者に選べません"), "{}: {}", house.name, refused.text());
        // Who led the audit does not propose either: they have a function in the case.
        let path = format!("{}/decision", hall.case);
        let denied = house.post(&mut hall.deciders[3].device, &path, &fields).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN, "{}", house.name);
        let half = hall.propose(&[("kind", "grant"), ("how", "committee")]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(half.text().contains("id=\"propose-people-fault\""), "{}: {}", house.name, half.text());
        assert!(half.text().contains("value=\"committee\" checked"), "{}: what was chosen is kept", house.name);
        let decision = hall.circulated("grant").await;
        let second = hall.deciders[1].person.to_string();
        let twice = hall.propose(&[("kind", "refuse"), ("how", "one_person"), ("people", &second)]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{}", house.name);
        let today = house.office.today().to_string();
        let other = house.post(&mut hall.deciders[1].device, &format!("{decision}/decide"), &[("on", &today)]).await;
        assert_eq!(other.status, StatusCode::CONFLICT, "{}: somebody else was asked", house.name);
        assert!(other.text().contains("判定 二郎は、この判定に加わっていません"), "{}: {}", house.name, other.text());
    }
}

#[tokio::test]
async fn a_committee_decides_by_votes_with_minutes_and_who_recuses_themselves_does_not_count() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        // Nobody of the committee was in the team, so somebody else leads.
        let leader = hall.reviewer.person;
        hall.audited(leader, Outcome::Conform).await;
        let refused = hall.propose(&[("kind", "grant"), ("how", "one_person"), ("people", &leader.to_string())]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}: who led proposes nothing", house.name);
        assert!(refused.text().contains("確認 花子は判定を諮れません"), "{}: {}", house.name, refused.text());
        let members: Vec<String> = hall.deciders.iter().map(|one| one.person.to_string()).collect();
        let mut fields = vec![("kind", "grant"), ("how", "committee"), ("chair", members[0].as_str())];
        fields.extend(members.iter().map(|member| ("people", member.as_str())));
        let path = format!("{}/decision", hall.case);
        let done = house.post(&mut hall.administrator, &path, &fields).await;
        assert_eq!(done.location, path, "{}: {}", house.name, done.text());
        let decision = hall.sent_round().await;
        let away = [("reason", "社長と同級生なので外れる")];
        let recused = house.post(&mut hall.deciders[3].device, &format!("{decision}/recuse"), &away).await;
        assert_eq!(recused.location, path, "{}: {}", house.name, recused.text());
        for (at, vote) in [(0, "for"), (1, "for")] {
            house.post(&mut hall.deciders[at].device, &format!("{decision}/vote"), &[("vote", vote)]).await;
        }
        let member = house.get(&mut hall.deciders[1].device, &path).await.text();
        assert!(member.contains("社長と同級生"), "{}: who decides sees it: {member}", house.name);
        let auditor = house.get(&mut hall.reviewer.device, &path).await.text();
        assert!(
            !auditor.contains("同級生") && auditor.contains("判定する人だけに示されます"),
            "{}: {auditor}",
            house.name
        );
        let few = hall.decide(&decision, &[]).await;
        assert!(few.text().contains("3人以上の参加が必要ですが、2人です"), "{}: {}", house.name, few.text());
        let late = house.post(&mut hall.deciders[3].device, &format!("{decision}/vote"), &[("vote", "for")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}: recused for good", house.name);
        let none = house.post(&mut hall.deciders[2].device, &format!("{decision}/vote"), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        house.post(&mut hall.deciders[2].device, &format!("{decision}/vote"), &[("vote", "against")]).await;
        let silent = hall.decide(&decision, &[]).await;
        assert!(silent.text().contains("議事録がありません"), "{}: {}", house.name, silent.text());
        let minutes = [("minutes", "全員で資料を確かめた。")];
        house.post(&mut hall.administrator, &format!("{decision}/minutes"), &minutes).await;
        let done = hall.decide(&decision, &[]).await;
        assert_eq!(done.location, path, "{}: {}", house.name, done.text());
        let why = house.get(&mut hall.administrator, &decision).await.text();
        assert!(why.contains("反対") && why.contains("社長と同級生"), "{}: {why}", house.name);
        // Whoever audited, or handles the case otherwise, sees that it is decided and not how.
        let mut desk = joined(&house, &mut hall.administrator, hall.body, "受付 五郎", "reception").await.device;
        for device in [&mut hall.reviewer.device, &mut desk] {
            for page in [&decision, &path] {
                let told = house.get(device, page).await;
                assert_eq!(told.status, StatusCode::OK, "{}: {page}", house.name);
                let told = told.text();
                assert!(told.contains("認証する"), "{}: {page}: {told}", house.name);
                for kept in ["反対", "同級生", "全員で資料を確かめた"] {
                    assert!(!told.contains(kept), "{}: {kept}: {page}: {told}", house.name);
                }
            }
        }
        let company = hall.at_the_company().await;
        assert!(!company.contains("反対") && !company.contains("同級生"), "{}: no vote is told", house.name);
    }
}

#[tokio::test]
async fn a_refusal_carries_reasons_and_the_way_to_appeal_and_the_company_reads_both() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        hall.audited(hall.deciders[3].person, Outcome::NonconformMinor).await;
        let decision = hall.circulated("refuse").await;
        let bare = hall.decide(&decision, &[("reasons", "台帳がない。")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let page = bare.text();
        assert!(page.contains("id=\"decide-appeal-fault\"") && page.contains("台帳がない。"), "{}", house.name);
        let ahead = house.office.today().saturating_add(1.days()).to_string();
        let mut fields = vec![("on", ahead.as_str())];
        fields.extend(REASONED);
        let path = format!("{decision}/decide");
        let to_come = house.post(&mut hall.deciders[0].device, &path, &fields).await;
        assert!(to_come.text().contains("は先の日です"), "{}: {}", house.name, to_come.text());
        let done = hall.decide(&decision, &REASONED).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", house.name, done.text());
        let page = hall.at_the_company().await;
        for shown in ["認証しない", "台帳がない。", "判定委員会あてに書面で。", "異議の申し立ては"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let again = hall.decide(&decision, &REASONED).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}: what is decided stays", house.name);
        let issued = hall.issue("第1号", &[("fees", "paid")]).await;
        assert!(issued.text().contains("「認証しない」"), "{}: {}", house.name, issued.text());
    }
}

#[tokio::test]
async fn a_number_is_of_one_certificate_and_fees_hold_the_issue_back() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        hall.audited(hall.deciders[3].person, Outcome::Conform).await;
        hall.decided("grant").await;
        let unpaid = hall.issue("A-1", &[]).await;
        assert_eq!(unpaid.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(unpaid.text().contains("費用が支払われていません（INV-40）"), "{}: {}", house.name, unpaid.text());
        assert!(unpaid.text().contains("value=\"A-1\""), "{}: what was typed is kept", house.name);
        let empty = hall.issue(" ", &[("first", "someday")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(empty.text().contains("id=\"issue-number-fault\""), "{}: {}", house.name, empty.text());
        let issued = hall.issue("A-1", &[("unpaid", "公的機関なので後払い")]).await;
        assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}: {}", house.name, issued.text());
        let twice = hall.issue("A-2", &[("fees", "paid")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{}: one decision, one certificate", house.name);
        hall.case_begun().await;
        hall.audited(hall.deciders[3].person, Outcome::Conform).await;
        hall.decided("grant").await;
        for same in ["ａ－ 1", "Ａー１", "a\u{2212}1", "A\u{2013}\u{3000}1"] {
            let taken = hall.issue(same, &[("fees", "paid")]).await;
            assert_eq!(taken.status, StatusCode::CONFLICT, "{}: {same}", house.name);
            assert!(taken.text().contains("別の認証書で使われています"), "{}: {}", house.name, taken.text());
        }
    }
}

#[tokio::test]
async fn a_suspension_is_decided_after_the_company_was_heard_and_lifted_once_its_conditions_are_met() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        hall.issued().await;
        let (today, name) = (house.office.today(), house.name);
        let day = |days: i64| today.saturating_add(days.days()).to_string();
        let path = format!("{}/certificate", hall.case);
        let bare = hall.maintain("suspend", &[("reason", "報告がない")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(bare.text().contains("id=\"suspend-grounds-fault\"") && bare.text().contains("報告がない"), "{name}");
        let grounds = ("grounds", "no_surveillance");
        let lax = hall.maintain("suspend", &[grounds, ("reason", "報告がない")]).await;
        assert!(lax.text().contains("条件を1つ以上"), "{name}: {}", lax.text());
        let told = [
            grounds,
            ("reason", "報告がない"),
            ("condition-1", "年次の報告を出す"),
            ("condition-5", "書式にない条件"),
            ("condition-1", "二度目の条件"),
        ];
        assert_eq!(hall.maintain("suspend", &told).await.location, path, "{name}");
        assert!(!hall.at_the_company().await.contains("報告がない"), "{name}: not told before it may speak");
        let unasked = format!("{}/certificate/speak", hall.application);
        let early = house.post(&mut hall.president, &unasked, &[("words", "待ってほしい")]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{name}: not invited");
        assert_eq!(hall.maintain("invite", &[("until", &day(7))]).await.location, path, "{name}");
        let conditions = hall.certificate().await;
        for beyond in ["書式にない条件", "二度目の条件"] {
            assert!(!conditions.contains(beyond), "{name}: as many as the form has: {conditions}");
        }
        let silent = hall.maintain("nothing", &[]).await;
        assert_eq!(silent.status, StatusCode::CONFLICT, "{name}: its time is not over");
        assert!(hall.at_the_company().await.contains("年次の報告を出す"), "{name}");
        let spoken = house.post(&mut hall.president, &unasked, &[("words", "来月出します")]).await;
        assert_eq!(spoken.location, format!("{}/certificate", hall.application), "{name}: {}", spoken.text());
        let undecided = hall.maintain("impose", &[("from", &day(0)), ("limit", &day(90))]).await;
        assert_eq!(undecided.status, StatusCode::CONFLICT, "{name}: {}", undecided.text());
        hall.decided("suspend").await;
        let long = hall.maintain("impose", &[("from", &day(0)), ("limit", &day(400))]).await;
        assert!(long.text().contains("遅すぎます"), "{name}: {}", long.text());
        let imposed = hall.maintain("impose", &[("from", &day(0)), ("limit", &day(90))]).await;
        assert_eq!(imposed.location, path, "{name}: {}", imposed.text());
        let page = hall.at_the_company().await;
        for shown in ["一時停止されています", "来月出します", "異議の申し立ては", "広告や表示は止めて"]
        {
            assert!(page.contains(shown), "{name}: {shown}: {page}");
        }
        hall.decided("restore").await;
        let open = hall.maintain("lift", &[]).await;
        assert!(open.text().contains("満たされていない条件があります：1"), "{name}: {}", open.text());
        let met = hall.maintain("meet", &[("condition", "1"), ("shows", "報告書を受け取った")]).await;
        assert_eq!(met.location, path, "{name}: {}", met.text());
        assert_eq!(hall.maintain("lift", &[]).await.location, path, "{name}");
        assert!(hall.certificate().await.contains("有効です"), "{name}");
        let examined = house.office.store().examine().await.unwrap();
        assert!(examined.findings.is_empty(), "{name}: {:?}", examined.findings);
    }
}

/// What is made narrower stays suspended until that is lifted, and one decision changes it once.
#[tokio::test]
async fn a_scope_is_made_narrower_as_it_was_decided_and_the_rest_is_good_again() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        hall.issued().await;
        let (today, name) = (house.office.today(), house.name);
        let day = |days: i64| today.saturating_add(days.days()).to_string();
        hall.maintain("suspend", &[("grounds", "request"), ("reason", "第二工場を閉める")]).await;
        hall.decided("suspend").await;
        hall.maintain("impose", &[("from", &day(0)), ("limit", &day(90))]).await;
        hall.decided("reduce").await;
        let path = format!("{}/certificate", hall.case);
        let narrower = [("certified", "設計だけ"), ("places", "本社工場 愛知県見本市1-1")];
        let denied = hall.maintain("rescope", &narrower).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN, "{name}: the administrator does");
        let half = house.post(&mut hall.administrator, &format!("{path}/rescope"), &narrower[..1]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(half.text().contains("設計だけ"), "{name}: what was typed is kept");
        let done = house.post(&mut hall.administrator, &format!("{path}/rescope"), &narrower).await;
        assert_eq!(done.location, path, "{name}: {}", done.text());
        let page = hall.certificate().await;
        assert!(page.contains("設計だけ") && page.contains("一時停止されています"), "{name}: {page}");
        let twice = house.post(&mut hall.administrator, &format!("{path}/rescope"), &narrower).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{name}: {}", twice.text());
        hall.decided("restore").await;
        assert_eq!(hall.maintain("lift", &[]).await.location, path, "{name}");
        assert!(hall.certificate().await.contains("有効です"), "{name}");
    }
}

#[tokio::test]
async fn a_certificate_ends_by_the_body_as_it_was_decided_or_by_the_company() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        hall.issued().await;
        let early = hall.maintain("withdraw", &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}: not decided", house.name);
        hall.decided("withdraw").await;
        let done = hall.maintain("withdraw", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", house.name, done.text());
        assert!(hall.at_the_company().await.contains("取消し："), "{}", house.name);
        let path = format!("{}/certificate/end", hall.application);
        let over = house.post(&mut hall.president, &path, &[("sure", "yes")]).await;
        assert_eq!(over.status, StatusCode::CONFLICT, "{}: what is over stays", house.name);

        hall.case_begun().await;
        hall.audited(hall.deciders[3].person, Outcome::Conform).await;
        hall.decided("grant").await;
        hall.issue("第2号", &[("fees", "paid")]).await;
        let path = format!("{}/certificate/end", hall.application);
        let unsure = house.post(&mut hall.president, &path, &[("reason", "事業をやめた")]).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(unsure.text().contains("事業をやめた"), "{}: what was typed is kept", house.name);
        let ended = house.post(&mut hall.president, &path, &[("sure", "yes"), ("reason", "事業をやめた")]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}: {}", house.name, ended.text());
        assert!(hall.at_the_company().await.contains("返納："), "{}", house.name);
    }
}

/// With its certificate a suspension comes to its end, wherever it stands, and the company has nothing to speak to any more.
#[tokio::test]
async fn a_suspension_ends_with_the_certificate_it_is_of() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        let (today, name) = (house.office.today(), house.name);
        let day = |days: i64| today.saturating_add(days.days()).to_string();
        let told = [("grounds", "failure"), ("reason", "台帳がない"), ("condition-1", "台帳を作る")];
        let gone = [("sure", "yes"), ("reason", "事業をやめた")];
        let ends = [
            ("proposed", "返納されたので"),
            ("in force", "別の判定か返納で終わった"),
            ("withdrawn", "取り消されたので"),
        ];
        for (number, (how, said)) in (1..).zip(ends) {
            if number > 1 {
                hall.case_begun().await;
            }
            hall.audited(hall.deciders[3].person, Outcome::Conform).await;
            hall.decided("grant").await;
            let issued = hall.issue(&format!("第{number}号"), &[("fees", "paid")]).await;
            assert_eq!(issued.status, StatusCode::SEE_OTHER, "{name} {how}: {}", issued.text());
            hall.maintain("suspend", &told).await;
            hall.maintain("invite", &[("until", &day(7))]).await;
            assert!(hall.at_the_company().await.contains("機関に述べること"), "{name} {how}");
            let path = format!("{}/certificate/end", hall.application);
            let done = match how {
                "proposed" => house.post(&mut hall.president, &path, &gone).await,
                "in force" => {
                    hall.maintain("hear", &[("words", "来月作る")]).await;
                    hall.decided("suspend").await;
                    let imposed = hall.maintain("impose", &[("from", &day(0)), ("limit", &day(90))]).await;
                    assert_eq!(imposed.status, StatusCode::SEE_OTHER, "{name} {how}: {}", imposed.text());
                    house.post(&mut hall.president, &path, &gone).await
                }
                _ => {
                    hall.decided("withdraw").await;
                    hall.maintain("withdraw", &[]).await
                }
            };
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{name} {how}: {}", done.text());
            let company = hall.at_the_company().await;
            for over in ["機関に述べること", "一時停止されています"] {
                assert!(!company.contains(over), "{name} {how}: {over}: {company}");
            }
            let page = hall.certificate().await;
            assert!(page.contains(said) && page.contains("これまでの一時停止"), "{name} {how}: {page}");
            let late = house.post(&mut hall.president, &path.replace("/end", "/speak"), &[("words", "待って")]).await;
            assert_eq!(late.status, StatusCode::CONFLICT, "{name} {how}: {}", late.text());
        }
        let examined = house.office.store().examine().await.unwrap();
        assert!(examined.findings.is_empty(), "{name}: {:?}", examined.findings);
        let rebuilt = house.office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|table| table.missing + table.surplus == 0), "{name}: {rebuilt:?}");
    }
}

/// Open nonconformities of an audit that was stopped keep nothing back, and who was in its team stays out.
#[tokio::test]
async fn what_was_found_in_a_stopped_audit_is_no_paper_and_its_team_does_not_decide() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        let stopped = hall.deciders[2].person;
        hall.audit(1, stopped, Outcome::NonconformMinor, false).await;
        hall.audit(2, hall.deciders[3].person, Outcome::Conform, true).await;
        let page = house.get(&mut hall.reviewer.device, &format!("{}/decision", hall.case)).await.text();
        assert!(page.contains("資料がそろっています") && page.contains("適合 2件"), "{}: {page}", house.name);
        let refused = hall.propose(&[("kind", "grant"), ("how", "one_person"), ("people", &stopped.to_string())]).await;
        assert!(refused.text().contains("判定 三郎は判定者に選べません"), "{}: {}", house.name, refused.text());
        let decision = hall.decided("grant").await;
        let why = house.get(&mut hall.administrator, &decision).await.text();
        assert_eq!(why.matches("INV-33").count(), 2, "{}: of one audit: {why}", house.name);
        assert!(!why.contains("INV-35"), "{}: {why}", house.name);
    }
}

#[tokio::test]
async fn a_committee_has_no_more_members_than_one_decision_takes() {
    let house = houses().await.remove(0);
    let mut hall = Hall::new(&house).await;
    hall.audited(hall.deciders[3].person, Outcome::Conform).await;
    let people: Vec<String> = (0..16).map(|n| PersonId(uuid::Uuid::from_u128(n + 1)).to_string()).collect();
    let mut fields = vec![("kind", "grant"), ("how", "committee"), ("chair", people[0].as_str())];
    fields.extend(people.iter().map(|person| ("people", person.as_str())));
    let refused = hall.propose(&fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    assert!(refused.text().contains("委員は15人まで"), "{}", refused.text());
}

#[tokio::test]
async fn a_certificate_begins_within_six_months_and_names_sites_of_the_application() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        hall.audited(hall.deciders[3].person, Outcome::Conform).await;
        hall.decided("grant").await;
        let today = house.office.today();
        let (far, near) = (today.saturating_add(7.months()).to_string(), today.saturating_add(5.months()).to_string());
        let path = format!("{}/certificate", hall.case);
        for (first, sites, status, said) in [
            (&far, &["1"][..], StatusCode::CONFLICT, "判定から6か月後の"),
            (&near, &["1", "99"], StatusCode::CONFLICT, "申込みにないもの"),
            (&near, &["1", "本社"], StatusCode::UNPROCESSABLE_ENTITY, "事業所を1つ以上選んでください"),
            (&near, &["1"], StatusCode::SEE_OTHER, ""),
        ] {
            let mut fields = vec![("number", "第1号"), ("first", first), ("certified", "設計"), ("fees", "paid")];
            fields.extend(sites.iter().map(|site| ("sites", *site)));
            let answer = house.post(&mut hall.administrator, &path, &fields).await;
            let (found, page) = (answer.status, answer.text());
            assert_eq!(found, status, "{} {first} {sites:?}: {page}", house.name);
            assert!(page.contains(said), "{} {said}: {page}", house.name);
        }
    }
}

/// Who has to confirm who they are, and whose session is over, finds what was typed again.
#[tokio::test]
async fn what_was_typed_outlives_the_confirmation_and_the_session() {
    for house in houses().await {
        let mut hall = Hall::new(&house).await;
        hall.audited(hall.deciders[3].person, Outcome::Conform).await;
        hall.decided("grant").await;
        let mut other = house.joined(&mut hall.administrator, "管理 次郎", "administrator").await;
        house.tire(&other).await;
        let path = format!("{}/certificate", hall.case);
        let today = house.office.today().to_string();
        let fields = [
            ("number", "第1号"),
            ("first", today.as_str()),
            ("certified", "金型の設計"),
            ("sites", "1"),
            ("fees", "paid"),
        ];
        let asked = house.post(&mut other, &path, &fields).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}: {}", house.name, asked.text());
        let page = asked.text();
        for shown in
            ["ご本人の確認が必要です", "value=\"第1号\"", "金型の設計</textarea>", &format!("/confirm?then={path}")]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        step_up(&house, &mut other).await;
        assert_eq!(house.post(&mut other, &path, &fields).await.location, path, "{}", house.name);
        let mut executive = house.joined(&mut hall.president, "副社長", "executive").await;
        house.tire(&executive).await;
        let end = format!("{}/certificate/end", hall.application);
        let sure = [("sure", "yes"), ("reason", "事業をやめた")];
        let asked = house.post(&mut executive, &end, &sure).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}: {}", house.name, asked.text());
        let page = asked.text();
        assert!(
            page.contains("事業をやめた</textarea>") && page.contains("value=\"yes\" checked"),
            "{}: {page}",
            house.name
        );

        let decision = hall.circulated("withdraw").await;
        let mut left: Vec<Device> = Vec::new();
        for device in [&mut hall.reviewer.device, &mut hall.deciders[0].device, &mut hall.president] {
            let mut before = device.clone();
            house.post(device, "/sign-out", &[]).await;
            before.cookies.retain(|(name, _)| name.ends_with("session"));
            left.push(before);
        }
        for (at, path) in [
            (0, format!("{decision}/drop")),
            (0, format!("{decision}/minutes")),
            (0, format!("{}/decision", hall.case)),
            (0, format!("{path}/suspend")),
            (1, format!("{decision}/decide")),
            (1, format!("{decision}/recuse")),
            (2, end),
        ] {
            let late = house.post(&mut left[at].clone(), &path, &[("reason", "長く書いた理由")]).await;
            assert_eq!(late.status, StatusCode::UNAUTHORIZED, "{}: {path}: {}", house.name, late.text());
            let page = late.text();
            assert!(
                page.contains("name=\"carried\"") && !page.contains("長く書いた理由"),
                "{}: {path}: {page}",
                house.name
            );
        }
    }
}

/// Method and address, what is sent, and the roles that may.
type Deed<'d> = (Method, String, &'d [(&'d str, &'d str)], &'d str);

/// Every role of both sides at every page and deed: reached by those who may, and by nobody else.
#[tokio::test]
async fn each_role_of_body_and_company_does_what_is_its_own() {
    let house = houses().await.remove(0);
    let mut hall = Hall::new(&house).await;
    hall.issued().await;
    let decision = hall.circulated("withdraw").await;
    let mut everybody: Vec<(&str, Device)> = Vec::new();
    for (name, role) in [("受付", "reception"), ("審査", "auditor"), ("助言", "adviser")] {
        everybody.push((role, joined(&house, &mut hall.administrator, hall.body, name, role).await.device));
    }
    for (name, role) in [("担当", "staff"), ("閲覧", "viewer")] {
        let mut device = house.joined(&mut hall.manager, name, role).await;
        step_up(&house, &mut device).await;
        everybody.push((role, device));
    }
    everybody.push(("executive", hall.president.clone()));
    everybody.push(("protection_manager", hall.manager.clone()));
    everybody.push(("administrator", hall.administrator.clone()));
    everybody.push(("reviewer", hall.reviewer.device.clone()));
    everybody.push(("decision_maker", hall.deciders[0].device.clone()));
    let (case, company) = (hall.case.clone(), format!("{}/certificate", hall.application));
    let (seen, proposes) = ("reception reviewer decision_maker administrator", "reviewer administrator");
    let said = [("kind", "grant"), ("how", "one_person"), ("people", "00000000-0000-0000-0000-000000000000")];
    let today = house.office.today().to_string();
    let issue = [("number", "1"), ("first", today.as_str()), ("certified", "設計"), ("sites", "1")];
    let suspend = [("grounds", "request"), ("reason", "求め")];
    let (words, vote, sure) = ([("words", "述べる")], [("vote", "for")], [("sure", "yes")]);
    let deeds: Vec<Deed<'_>> = vec![
        (Method::GET, format!("{case}/decision"), &[], seen),
        (Method::GET, format!("{case}/certificate"), &[], seen),
        (Method::GET, "/body/certificates".to_owned(), &[], seen),
        (Method::GET, company.clone(), &[], "executive protection_manager staff viewer"),
        (Method::POST, format!("{case}/decision"), &said, proposes),
        (Method::POST, format!("{decision}/circulate"), &[], proposes),
        (Method::POST, format!("{decision}/vote"), &vote, "decision_maker"),
        (Method::POST, format!("{case}/certificate"), &issue, "administrator"),
        (Method::POST, format!("{case}/certificate/suspend"), &suspend, "reception reviewer administrator"),
        (Method::POST, format!("{company}/speak"), &words, "executive protection_manager"),
        (Method::POST, format!("{company}/end"), &sure, "executive"),
    ];
    // A deed of one changes what another finds: what counts is whether the right was refused. What ends it comes last.
    for (method, path, fields, may) in &deeds {
        for (role, device) in &mut everybody {
            let answer = house.ask(device, method.clone(), path, fields).await;
            let refused = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            let expected = !may.split(' ').any(|known| known == *role);
            assert_eq!(refused, expected, "{role}: {method} {path}: {} {}", answer.status, answer.text());
        }
    }
    // Somebody of another company sees none of it.
    let mut stranger = house.joined(&mut hall.manager, "鈴木", "viewer").await;
    house.register(&mut stranger, "架空精機株式会社", "").await;
    for path in [format!("{case}/decision"), format!("{case}/certificate"), company, decision] {
        let answer = house.get(&mut stranger, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.text());
    }
}
