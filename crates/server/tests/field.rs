//! What is found in an audit, through the pages of body and company, on both databases: the working paper with two auditors, a
//! nonconformity from its raising to its end, the report, the declaration; and who may do what of it.

mod judging;
mod kept;

use std::collections::{BTreeMap, BTreeSet};

use app::Refused;
use app::certification::dossier::{of_audit, of_competence, of_requirement};
use app::door::Actor;
use axum::http::{Method, StatusCode};
use jiff::ToSpan;
use record::{OrganisationId, PersonId, StreamId};
use scheme::assignment::Threat;
use scheme::audit::{self, Audit, Command, Facts, Function, Opening, Plan, Planning, Programme, Purpose, Stage};
use scheme::certification::CertificationType;
use scheme::competence::{self, Competence};
use scheme::partiality::Partiality;
use scheme::rules::Rules;
use uuid::Uuid;

use crate::accreditations::{body, entered};
use crate::house::{Answer, Device, House, PASSWORD, houses};
use crate::operator::{invitation, operator};

/// A case whose audit is under way, with the people of both sides.
struct Site<'h> {
    house: &'h House,
    /// The information protection manager of the company.
    manager: Device,
    /// Its executive.
    president: Device,
    /// The administrator of the body.
    administrator: Device,
    /// Who leads the team.
    leader: Device,
    /// Another auditor of the team.
    auditor: Device,
    body: OrganisationId,
    /// The address at the company.
    application: String,
    /// The address at the body.
    case: String,
    audit: StreamId,
    people: [PersonId; 2],
}

/// The first value of a field of this name on a page.
fn field(page: &str, name: &str) -> String {
    let at = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    at.split('"').next().unwrap_or_default().to_owned()
}

fn id(path: &str, at: usize) -> Uuid {
    path.split('/').nth(at).unwrap().parse().unwrap()
}

async fn step_up(house: &House, device: &mut Device) {
    house.post(device, "/confirm", &[("password", PASSWORD)]).await;
}

/// What is sent leads to `to`.
fn leads(house: &House, answer: &Answer, to: &str) {
    assert_eq!(answer.location, to, "{}: {} {}", house.name, answer.status, answer.text());
}

/// What is sent is answered with a page of this status that says this.
fn tells(house: &House, answer: &Answer, status: StatusCode, said: &[&str]) {
    let page = answer.text();
    assert_eq!(answer.status, status, "{}: {page}", house.name);
    for said in said {
        assert!(page.contains(said), "{}: {said}: {page}", house.name);
    }
}

const MISFILLED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const REFUSED: StatusCode = StatusCode::CONFLICT;

impl<'h> Site<'h> {
    async fn new(house: &'h House) -> Self {
        Self::of(house, CertificationType::OnSite).await
    }

    /// One of a kind of certification: applied for, agreed, its audit begun and its last stage planned.
    async fn of(house: &'h House, kind: CertificationType) -> Self {
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
        let day = |days: i64| house.office.today().saturating_add(days.days()).to_string();
        house.post(&mut manager, &path, &entered(&day(-100), &day(900))).await;
        let body = id(&path, 3);
        let fields = [("person_name", "機関 管理者"), ("person_email", "kanri@example.jp")];
        let made = house.post(&mut manager, &format!("/operator/organisations/{body}/invite"), &fields).await;
        let mut administrator = Device::default();
        house.post(&mut administrator, &invitation(&made.text()), &[("password", PASSWORD)]).await;
        step_up(house, &mut administrator).await;
        let (application, case) = agreed(house, [&mut manager, &mut president, &mut administrator], (body, kind)).await;
        let leader = house.joined(&mut administrator, "審査 一郎", "auditor").await;
        let auditor = house.joined(&mut administrator, "審査 二郎", "auditor").await;
        let body = OrganisationId(body);
        let people = [person(house, body, "審査 一郎").await, person(house, body, "審査 二郎").await];
        let stream = StreamId(id(&case, 3));
        let audit = of_audit(stream, 1);
        let site =
            Self { house, manager, president, administrator, leader, auditor, body, application, case, audit, people };
        site.competent().await;
        site.begun(stream, kind, Purpose::Initial).await;
        site
    }

    /// Records that both are competent in everything and have pledged confidence.
    async fn competent(&self) {
        let (body, today, people) = (self.body, self.house.office.today(), self.people);
        let done = self.house.office.door.execute::<(), Refused, _>(NOBODY, move |act| {
            Box::pin(async move {
                for person in people {
                    let mut kept = act.load::<Competence>(body, of_competence(body, person, 1)).await?;
                    act.decide(&mut kept, competence::Command::Begin { person }).unwrap();
                    let parts = ["1-1", "1-2", "1-3", "1-4", "1-5", "1-6", "2", "3", "4", "5"];
                    let parts = parts.map(|part| format!("criteria/{part}")).into_iter();
                    for area in parts.chain(["industry/E".to_owned()]) {
                        let (area, evidence) = (area.parse().unwrap(), act.text(body, "研修の記録".to_owned())?);
                        let until = today.saturating_add(2.years());
                        let find = competence::Command::Find { area, from: today, until, evidence, reason: None };
                        act.decide(&mut kept, find).unwrap();
                    }
                    let evidence = act.text(body, "誓約書".to_owned())?;
                    act.decide(&mut kept, competence::Command::Pledge { from: today, evidence }).unwrap();
                }
                Ok(())
            })
        });
        done.await.unwrap();
    }

    /// Opens the audit, has its team told and agreed, and begins it; its last stage is planned.
    async fn begun(&self, case: StreamId, kind: CertificationType, purpose: Purpose) {
        let (body, today, people, stream) = (self.body, self.house.office.today(), self.people, self.audit);
        let catalogue = self.house.office.catalogue;
        let rules = Rules::read(catalogue.rules().unwrap()).unwrap();
        let criteria = catalogue.criteria("tics-h30").unwrap().0.edition.clone();
        let mut tx = self.house.office.store().reader().await.unwrap();
        let company = tx.certification(body, case).await.unwrap().unwrap().party.unwrap();
        drop(tx);
        let done = self.house.office.door.execute::<(), Refused, _>(NOBODY, move |act| {
            let (rules, criteria) = (rules.clone(), criteria.clone());
            Box::pin(async move {
                let note = act.text(body, "書類はそろっている".to_owned())?;
                let mut audit = act.load::<Audit>(body, stream).await?;
                let opening = Opening {
                    case,
                    company,
                    certification: kind,
                    purpose,
                    sites: [1].into(),
                    half_days: 2,
                    criteria,
                    rules: rules.clone(),
                };
                let mut commands = vec![Command::Open(Box::new(opening))];
                for (person, function) in people.into_iter().zip([Function::Leader, Function::Auditor]) {
                    let overrides = Vec::new();
                    commands.push(Command::Assign { person, function, overrides, rules: rules.clone() });
                    let threats: BTreeMap<Threat, bool> =
                        Threat::ALL.into_iter().map(|threat| (threat, false)).collect();
                    let (note, reason) = (None, None);
                    commands.push(Command::Declare { person, threats, note, reason, rules: rules.clone() });
                }
                commands.push(Command::Tell { rules: rules.clone() });
                commands.push(Command::Agree { by: people[0] });
                let after = |years: i64| today.saturating_add(years.years());
                let programme = Programme { begins: today, reports: vec![after(1), after(2)], renewal_by: after(2) };
                commands.push(Command::SetProgramme { programme, rules: rules.clone() });
                let last = match kind {
                    CertificationType::OnSite => Stage::Two,
                    CertificationType::SelfDeclaration => Stage::One,
                };
                commands.extend(planned(Stage::One, today, &rules));
                let facts = Facts { agreed: true, accredited: true, incompetent: BTreeSet::new() };
                commands.push(Command::Begin { facts });
                if last == Stage::Two {
                    let (stage, ready, last_day) = (Stage::One, true, today);
                    commands.push(Command::Finish(audit::StageResult { stage, ready, note, last_day }));
                    commands.extend(planned(Stage::Two, today, &rules));
                }
                for command in commands {
                    act.decide(&mut audit, command).unwrap();
                }
                Ok(())
            })
        });
        done.await.unwrap();
    }

    /// The criteria of the case, in the order of the page.
    async fn criteria(&mut self) -> Vec<String> {
        let page = self.house.get(&mut self.leader, &within(&self.case, "/paper")).await.text();
        let parts = page.split("data-criterion=\"").skip(1);
        parts.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }

    /// Enters a result as the leader does.
    async fn enter(&mut self, criterion: &str, more: &[(&str, &str)]) -> Answer {
        let (path, today) = (paper(&self.case, criterion), self.house.office.today().to_string());
        let mut fields = vec![("on", today.as_str()), ("evidence", "台帳（2026年10月）\n課長の説明")];
        fields.extend(more);
        self.house.post(&mut self.leader, &path, &fields).await
    }

    /// How many events a working paper has.
    async fn version(&self, criterion: &str) -> u32 {
        let mut tx = self.house.office.store().reader().await.unwrap();
        let stream = of_requirement(self.audit, criterion);
        tx.certification(self.body, stream).await.unwrap().map_or(0, |row| row.version)
    }

    /// All that the report needs but for what is raised: results, a visit, the areas, the end of the stage.
    async fn all_done(&mut self, criteria: &[String], fails: &str) {
        for criterion in criteria {
            let outcome = if criterion == fails { "nonconform_minor" } else { "conform" };
            let entered = self.enter(criterion, &[("outcome", outcome)]).await;
            assert_eq!(entered.status, StatusCode::SEE_OTHER, "{criterion}: {}", entered.text());
        }
        let (path, today) = (within(&self.case, "/paper/field"), self.house.office.today().to_string());
        let person = self.people[0].0.to_string();
        let visit = [("stage", "two"), ("site", "1"), ("visited_on", today.as_str()), ("by", person.as_str())];
        let visited = self.house.post(&mut self.leader, &format!("{path}/visit"), &visit).await;
        leads(self.house, &visited, &path);
        for area in ["physical", "human", "cyber"] {
            let covered = self.house.post(&mut self.leader, &format!("{path}/cover"), &[("area", area)]).await;
            leads(self.house, &covered, &path);
        }
        let finish = [("finished", "two"), ("ready", "yes"), ("whole", "よく守られている"), ("last_day", &today)];
        let finished = self.house.post(&mut self.leader, &format!("{path}/finish"), &finish).await;
        leads(self.house, &finished, &path);
    }

    /// Raises a nonconformity of a criterion; gives its address at the body, and at the company.
    async fn raised(&mut self, criterion: &str, grade: &str) -> (String, String) {
        let today = self.house.office.today().to_string();
        let fields = [
            ("criterion", criterion),
            ("grade", grade),
            ("statement", "台帳に試作品がない"),
            ("evidence", "台帳（2026年10月）"),
            ("found_on", &today),
        ];
        let raised = self.house.post(&mut self.leader, &within(&self.case, "/findings"), &fields).await;
        assert!(
            raised.location.starts_with(&within(&self.case, "/findings/")),
            "{}: {}",
            self.house.name,
            raised.text()
        );
        let finding = raised.location.rsplit('/').next().unwrap().to_owned();
        (raised.location, format!("{}/findings/{finding}", self.application))
    }
}

/// A page of a case.
fn within(case: &str, page: &str) -> String {
    format!("{case}{page}")
}

/// The page of one requirement.
fn paper(case: &str, criterion: &str) -> String {
    format!("{case}/paper/{}", criterion.replace('/', "~"))
}

const NOBODY: Actor = Actor { person: None, acting_for: None };

/// A stage whose plan was sent, of one day, today.
fn planned(stage: Stage, today: jiff::civil::Date, rules: &Rules) -> Vec<Command> {
    let dates = [0, 1, 2].map(|days| today.saturating_add(i64::from(days).days()));
    let sites = [1].into();
    let plan = Plan { days: [today].into(), half_days: 2, sites, sampling: None, attendants: Vec::new() };
    let planning = Planning { stage, plan, fewer_days: None, sites_first: None, rules: rules.clone() };
    vec![
        Command::Propose { stage, dates },
        Command::Choose { stage, date: today, by: PersonId(Uuid::nil()) },
        Command::Plan(Box::new(planning)),
        Command::Send { stage },
    ]
}

/// Somebody of an organisation, by name.
async fn person(house: &House, organisation: OrganisationId, name: &str) -> PersonId {
    let mut tx = house.office.store().reader().await.unwrap();
    let people: Vec<PersonId> = tx.members(organisation, 100).await.unwrap().iter().map(|row| row.person).collect();
    let (names, _) = tx.names_and_texts(organisation, people, []).await.unwrap();
    names.into_iter().find(|(_, known)| known == name).unwrap().0
}

/// An application that is agreed, for the minimum set, and its case: their addresses.
async fn agreed(
    house: &House,
    [manager, president, administrator]: [&mut Device; 3],
    (body, kind): (Uuid, CertificationType),
) -> (String, String) {
    let application = house.post(manager, "/applications", &[]).await.location;
    let said = body.to_string();
    let filled = [
        ("body", said.as_str()),
        ("certification", kind.word()),
        ("scope", "プレス部品の設計に関わる技術情報の管理"),
        ("industry", "E24"),
        ("fields", "none"),
        ("site:new:name", "本社工場"),
        ("site:new:address", "愛知県見本市1-1"),
        ("staff", "38"),
        ("forms", "paper"),
        ("advice", "nobody"),
    ];
    house.post(manager, &application, &filled).await;
    let page = house.get(president, &format!("{application}/confirm")).await.text();
    let seen = field(&page, "seen");
    house.post(president, &format!("{application}/confirm"), &[("seen", &seen)]).await;
    leads(house, &house.post(manager, &format!("{application}/submit"), &[]).await, &application);
    let list = house.get(administrator, "/body/cases").await.text();
    let mut paths = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let case = paths.find(|found| found.starts_with("/body/cases/")).unwrap().to_owned();
    let review: Vec<(String, &str)> = ["identity", "competence", "conflict", "scope"]
        .into_iter()
        .flat_map(|word| [(format!("{word}-fits"), "yes"), (format!("{word}-reason"), "確かめた")])
        .collect();
    let review: Vec<(&str, &str)> = review.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    house.post(administrator, &format!("{case}/review"), &review).await;
    house.post(administrator, &format!("{case}/accept"), &[]).await;
    let until = house.office.today().saturating_add(30.days()).to_string();
    let quote = [("extent", "minimum"), ("fee-0-of", "documents"), ("fee-0-yen", "120000"), ("until", until.as_str())];
    house.post(administrator, &format!("{case}/quote"), &quote).await;
    let seen = field(&house.get(president, &application).await.text(), "seen");
    let agreed = house.post(president, &format!("{application}/agree"), &[("seen", &seen)]).await;
    leads(house, &agreed, &application);
    leads(house, &house.post(administrator, &format!("{case}/begin"), &[]).await, &case);
    (application, case)
}

/// The record is as it was recorded, and the read models follow from it.
async fn whole(house: &House) {
    let examined = house.office.store().examine().await.unwrap();
    assert!(examined.findings.is_empty(), "{}: {:?}", house.name, examined.findings);
    let rebuilt = house.office.rebuild().await.unwrap();
    assert!(rebuilt.iter().all(|table| table.missing + table.surplus == 0), "{}: {rebuilt:?}", house.name);
}

#[tokio::test]
async fn a_result_is_entered_agreed_with_the_company_and_opened_again_with_a_reason() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criteria = site.criteria().await;
        let first = criteria[0].clone();
        let page = house.get(&mut site.leader, &within(&site.case, "/paper")).await.text();
        assert!(page.contains(&format!("{}件のうち0件を記入しました", criteria.len())), "{}: {page}", house.name);
        assert!(page.contains("告示の文ではありません"), "{}: whose words these are", house.name);
        assert!(page.contains("paper.js"), "{}", house.name);

        let nothing = site.enter(&first, &[("note", "書きかけのメモ")]).await;
        tells(&house, &nothing, MISFILLED, &["id=\"enter-outcome-fault\"", "書きかけのメモ", "課長の説明"]);
        let unseen = [("outcome", "conform"), ("note", "見ていない"), ("on", &house.office.today().to_string()[..])];
        let unseen = house.post(&mut site.leader, &paper(&site.case, &first), &unseen).await;
        tells(&house, &unseen, REFUSED, &["INV-33", "見ていない"]);
        let early = site.house.office.today().saturating_add(1.day()).to_string();
        let fields = [("outcome", "conform"), ("evidence", "台帳"), ("on", early.as_str())];
        let early = house.post(&mut site.leader, &paper(&site.case, &first), &fields).await;
        tells(&house, &early, REFUSED, &["日付は", "台帳</textarea>"]);
        // The first of the minimum is one of the basics.
        let basic = site.enter(&first, &[("outcome", "not_applicable"), ("reason", "ない")]).await;
        tells(&house, &basic, REFUSED, &["基本の要求"]);
        assert_eq!(site.version(&first).await, 0, "{}: nothing came of all that", house.name);

        let entered = site.enter(&first, &[("outcome", "conform"), ("note", "よい")]).await;
        leads(&house, &entered, &within(&site.case, "/paper#r1"));
        let page = house.get(&mut site.leader, &paper(&site.case, &first)).await.text();
        for shown in ["適合", "台帳（2026年10月）", "課長の説明", "よい", "審査 一郎"] {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        // Who finds the same as stands changes nothing.
        let version = site.version(&first).await;
        site.enter(&first, &[("outcome", "conform"), ("note", "よい"), ("base", "0")]).await;
        assert_eq!(site.version(&first).await, version, "{}", house.name);

        let agree = within(&site.case, "/paper/agree");
        let page = house.get(&mut site.leader, &agree).await.text();
        assert!(page.contains("株式会社見本製作所の方へ"), "{}: {page}", house.name);
        let shown = format!("agree:{first}");
        let base = field(&page, &shown);
        let unnamed = house.post(&mut site.leader, &agree, &[(&shown, &base)]).await;
        tells(&house, &unnamed, MISFILLED, &["立ち会った方のお名前を"]);
        let agreed = house.post(&mut site.leader, &agree, &[(&shown, &base), ("with", "工場長 見本")]).await;
        leads(&house, &agreed, &within(&site.case, "/paper"));
        let page = house.get(&mut site.auditor, &within(&site.case, "/paper")).await.text();
        assert!(page.contains("会社と確認ずみ") && page.contains("工場長 見本さんと確かめました"), "{}", house.name);
        let late = site.enter(&first, &[("outcome", "nonconform_minor")]).await;
        tells(&house, &late, REFUSED, &["もう一度開いてください"]);

        let reopen = format!("{}/reopen", paper(&site.case, &first));
        let silent = house.post(&mut site.leader, &reopen, &[]).await;
        tells(&house, &silent, MISFILLED, &["もう一度開く理由を"]);
        let opened = house.post(&mut site.leader, &reopen, &[("reopening", "別の台帳が見つかった")]).await;
        leads(&house, &opened, &paper(&site.case, &first));
        let base = field(&house.get(&mut site.leader, &paper(&site.case, &first)).await.text(), "base");
        let again = site.enter(&first, &[("outcome", "nonconform_minor"), ("base", &base)]).await;
        leads(&house, &again, &within(&site.case, "/paper#r1"));
        let history = house.get(&mut site.administrator, "/history").await.text();
        for sentence in ["審査の結果を書いた", "会社と結果を確かめ合った", "結果をもう一度開いた"]
        {
            assert!(history.contains(sentence), "{}: {sentence}", house.name);
        }
        whole(&house).await;
    }
}

/// What another auditor entered in between is never overwritten unseen.
#[tokio::test]
async fn of_two_auditors_at_once_the_second_sees_both_and_chooses() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criterion = site.criteria().await[1].clone();
        let (path, today) = (paper(&site.case, &criterion), house.office.today().to_string());
        let first = site.enter(&criterion, &[("outcome", "conform"), ("base", "0")]).await;
        leads(&house, &first, &within(&site.case, "/paper#r2"));
        let mine = [("outcome", "nonconform_minor"), ("evidence", "現場を歩いた"), ("on", &today[..]), ("base", "0")];
        let met = house.post(&mut site.auditor, &path, &mine).await;
        tells(&house, &met, REFUSED, &["審査 一郎さんが", "台帳（2026年10月）", "現場を歩いた", "軽微な不適合"]);
        let base = field(&met.text(), "base");
        assert_ne!(base, "0", "{}: both were seen now", house.name);
        // A device that was offline is told the same as data.
        let sent = format!("{path}/sent");
        let told = house.post(&mut site.auditor, &sent, &mine).await;
        assert_eq!((told.status, told.kind.as_str()), (REFUSED, "application/json"), "{}", house.name);
        let told: serde_json::Value = serde_json::from_slice(&told.body).unwrap();
        assert_eq!(told["conflict"]["version"].to_string(), base, "{}: {told}", house.name);
        assert_eq!(told["conflict"]["by"], "審査 一郎", "{}", house.name);
        let chosen = [("outcome", "nonconform_minor"), ("evidence", "現場を歩いた"), ("on", &today), ("base", &base)];
        leads(&house, &house.post(&mut site.auditor, &path, &chosen).await, &within(&site.case, "/paper#r2"));
        let page = house.get(&mut site.leader, &path).await.text();
        assert!(page.contains("審査 二郎") && page.contains("現場を歩いた"), "{}", house.name);
    }
}

#[tokio::test]
async fn what_a_device_sends_twice_is_entered_once_and_what_is_wrong_with_it_is_told() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criterion = site.criteria().await[0].clone();
        let (path, today) = (format!("{}/sent", paper(&site.case, &criterion)), house.office.today().to_string());
        let key = "ab".repeat(32);
        let item = [
            ("once", key.as_str()),
            ("base", "0"),
            ("outcome", "conform"),
            ("evidence", "入退室の記録"),
            ("on", today.as_str()),
        ];
        let came = house.post(&mut site.leader, &path, &item).await;
        assert_eq!(came.status, StatusCode::OK, "{}: {}", house.name, came.text());
        let version = site.version(&criterion).await;
        let again = house.post(&mut site.leader, &path, &item).await;
        assert_eq!((again.status, &again.body), (StatusCode::OK, &came.body), "{}", house.name);
        assert_eq!(site.version(&criterion).await, version, "{}", house.name);
        let wrong = house.post(&mut site.leader, &path, &[("outcome", "perhaps"), ("on", "いつか")]).await;
        tells(&house, &wrong, MISFILLED, &["結果を選んでください", "確かめた日を"]);
        let wrong = house.post(&mut site.leader, &path, &[("outcome", "conform"), ("on", &today)]).await;
        tells(&house, &wrong, REFUSED, &["INV-33"]);
        // Who is signed out is sent to sign in: what waits stays on the device.
        let over = house.post(&mut Device::default(), &path, &item).await;
        assert!(over.location.starts_with("/sign-in"), "{}: {}", house.name, over.status);
    }
}

#[tokio::test]
async fn a_photo_is_kept_with_a_result_and_read_back_by_the_body_alone() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criterion = site.criteria().await[0].clone();
        let (path, photo) = (paper(&site.case, &criterion), b"\xff\xd8\xff photo");
        site.enter(&criterion, &[("outcome", "conform")]).await;
        let base = field(&house.get(&mut site.leader, &path).await.text(), "base");
        let files = format!("{path}/files");
        let none = house.post_file(&mut site.leader, &files, &[("base", &base)], ("", b"")).await;
        tells(&house, &none, MISFILLED, &["ファイルを選んでください"]);
        let added = house.post_file(&mut site.leader, &files, &[("base", &base)], ("棚.jpg", photo)).await;
        leads(&house, &added, &path);
        let page = house.get(&mut site.administrator, &path).await.text();
        let at = page.split("href=\"").find(|rest| rest.contains("/exhibits/")).unwrap();
        let exhibit = at.split('"').next().unwrap().to_owned();
        let taken = house.get(&mut site.administrator, &exhibit).await;
        assert_eq!((taken.status, &taken.body[..]), (StatusCode::OK, &photo[..]), "{}", house.name);
        let of_company = exhibit.replace(&site.case, &site.application);
        let hidden = house.get(&mut site.president, &of_company).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{}: the working paper is the body's", house.name);
    }
}

#[tokio::test]
async fn a_major_nonconformity_is_answered_given_back_verified_and_closed() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criterion = site.criteria().await[1].clone();
        site.enter(&criterion, &[("outcome", "nonconform_major")]).await;
        let today = house.office.today().to_string();
        let page = house.get(&mut site.leader, &within(&site.case, "/findings")).await.text();
        assert!(page.contains("まだ指摘していない項目が1件あります"), "{}: {page}", house.name);
        let half = [("criterion", criterion.as_str()), ("grade", "major"), ("evidence", "台帳"), ("found_on", &today)];
        let half = house.post(&mut site.leader, &within(&site.case, "/findings"), &half).await;
        tells(&house, &half, MISFILLED, &["満たしていないことを", "台帳</textarea>"]);
        let unseen =
            [("criterion", criterion.as_str()), ("grade", "major"), ("statement", "抜けがある"), ("found_on", &today)];
        let unseen = house.post(&mut site.leader, &within(&site.case, "/findings"), &unseen).await;
        tells(&house, &unseen, REFUSED, &["INV-34", "抜けがある"]);
        let (at_body, at_company) = site.raised(&criterion, "major").await;

        let page = house.get(&mut site.president, &format!("{}/findings", site.application)).await.text();
        assert!(page.contains("答えを待っている不適合が1件あります"), "{}: {page}", house.name);
        let nothing = house.post(&mut site.manager, &at_company, &[("cause", "置き場所が決まっていない")]).await;
        let said = ["置き場所が決まっていない", "修正：すること・したことを", "是正処置：いつまでに"];
        tells(&house, &nothing, MISFILLED, &said);
        let due = house.office.today().saturating_add(20.days()).to_string();
        let past = house.office.today().saturating_sub(1.day()).to_string();
        let mut answer = [
            ("cause", "置き場所が決まっていない"),
            ("correction_what", "試作品を台帳に加えた"),
            ("correction_due", today.as_str()),
            ("correction_done", today.as_str()),
            ("correction_evidence", "台帳（本日）"),
            ("corrective_what", "試作のたびに台帳に加える手順を決める"),
            ("corrective_due", past.as_str()),
        ];
        let over = house.post(&mut site.manager, &at_company, &answer).await;
        tells(&house, &over, REFUSED, &["まだ済んでいないものの期限は", "手順を決める"]);
        answer[6].1 = &due;
        leads(&house, &house.post(&mut site.manager, &at_company, &answer).await, &at_company);

        let page = house.get(&mut site.auditor, &at_body).await.text();
        for shown in ["置き場所が決まっていない", "試作品を台帳に加えた", "会社の答えで足りるか"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let silent = house.post(&mut site.auditor, &format!("{at_body}/return"), &[("reason", " ")]).await;
        assert_eq!(silent.status, MISFILLED, "{}", house.name);
        let back = [("reason", "だれが確かめるかがない")];
        leads(&house, &house.post(&mut site.auditor, &format!("{at_body}/return"), &back).await, &at_body);
        let page = house.get(&mut site.president, &at_company).await.text();
        assert!(page.contains("だれが確かめるかがない"), "{}: {page}", house.name);
        answer[5].1 = "試作のたびに、課長が台帳を確かめる";
        leads(&house, &house.post(&mut site.president, &at_company, &answer).await, &at_company);
        leads(&house, &house.post(&mut site.auditor, &format!("{at_body}/accept"), &[]).await, &at_body);
        let early = house.post(&mut site.auditor, &format!("{at_body}/close"), &[]).await;
        tells(&house, &early, REFUSED, &["INV-35"]);
        let unsaid = [("correction", "yes"), ("corrective", "no")];
        let unsaid = house.post(&mut site.auditor, &format!("{at_body}/verify"), &unsaid).await;
        tells(&house, &unsaid, REFUSED, &["足りないことを書いてください"]);
        let verified = [("correction", "yes"), ("corrective", "yes"), ("evidence", "手順書と3件の記録")];
        leads(&house, &house.post(&mut site.auditor, &format!("{at_body}/verify"), &verified).await, &at_body);
        leads(&house, &house.post(&mut site.auditor, &format!("{at_body}/close"), &[]).await, &at_body);
        let late = house.post(&mut site.president, &at_company, &answer).await;
        tells(&house, &late, REFUSED, &["終了"]);
        whole(&house).await;
    }
}

#[tokio::test]
async fn a_nonconformity_gets_another_grade_or_is_withdrawn_with_a_reason() {
    let house = houses().await.remove(0);
    let mut site = Site::new(&house).await;
    let criterion = site.criteria().await[1].clone();
    site.enter(&criterion, &[("outcome", "nonconform_major")]).await;
    let (at_body, at_company) = site.raised(&criterion, "major").await;
    let silent = house.post(&mut site.leader, &format!("{at_body}/regrade"), &[("grade", "minor")]).await;
    tells(&house, &silent, MISFILLED, &["理由を"]);
    let minor = [("grade", "minor"), ("reason", "一部の試作品だけだった")];
    leads(&house, &house.post(&mut site.leader, &format!("{at_body}/regrade"), &minor).await, &at_body);
    assert!(house.get(&mut site.president, &at_company).await.text().contains("軽微"), "the company sees it");
    let none = [("reason", "別の台帳にあった")];
    leads(&house, &house.post(&mut site.leader, &format!("{at_body}/withdraw"), &none).await, &at_body);
    let page = house.get(&mut site.president, &at_company).await.text();
    assert!(page.contains("指摘は取り下げられました") && page.contains("別の台帳にあった"), "{page}");
    let unknown = house.post(&mut site.leader, &format!("{at_body}/forget"), &[]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_done_on_the_sites_is_recorded_and_advice_apart_from_it() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let (path, today) = (within(&site.case, "/paper/field"), house.office.today().to_string());
        let nobody = [("stage", "two"), ("site", "1"), ("visited_on", today.as_str())];
        let nobody = house.post(&mut site.leader, &format!("{path}/visit"), &nobody).await;
        tells(&house, &nobody, MISFILLED, &["訪問した人を1人以上"]);
        let person = site.people[1].0.to_string();
        let mut afar = vec![
            ("stage", "two"),
            ("site", "1"),
            ("visited_on", today.as_str()),
            ("by", person.as_str()),
            ("afar", "yes"),
        ];
        let unsaid = house.post(&mut site.leader, &format!("{path}/visit"), &afar).await;
        tells(&house, &unsaid, MISFILLED, &["離れたところから見た理由を"]);
        afar.push(("remote", "大雪で行けない"));
        leads(&house, &house.post(&mut site.leader, &format!("{path}/visit"), &afar).await, &path);
        let page = house.get(&mut site.auditor, &path).await.text();
        assert!(page.contains("本社工場") && page.contains("大雪で行けない"), "{}: {page}", house.name);
        // The shipped rules warn: a reason is wanted.
        let advice = [("advice", "棚に鍵を付けるとよい"), ("advised_on", today.as_str())];
        let warned = house.post(&mut site.auditor, &format!("{path}/advise"), &advice).await;
        tells(&house, &warned, REFUSED, &["棚に鍵を付けるとよい"]);
        let reasoned = [advice[0], advice[1], ("advice_reason", "危険がさし迫っていた")];
        leads(&house, &house.post(&mut site.auditor, &format!("{path}/advise"), &reasoned).await, &path);
        let page = house.get(&mut site.leader, &path).await.text();
        assert!(page.contains("審査中に助言した人：審査 二郎"), "{}: {page}", house.name);
        let company = house.get(&mut site.president, &format!("{}/findings", site.application)).await.text();
        assert!(!company.contains("棚に鍵"), "{}: advice is no finding", house.name);
        // It ties whoever gave it to the company, in the same moment: they audit no more (INV-01, INV-07).
        let (case, adviser) = (StreamId(id(&site.case, 3)), site.people[1]);
        let mut tx = house.office.store().reader().await.unwrap();
        let company = tx.certification(site.body, case).await.unwrap().unwrap().party.unwrap();
        let guards = tx.guards(company, [adviser]).await.unwrap();
        drop(tx);
        let ties = app::certification::replayed::<Partiality>(&guards).unwrap();
        let (_, entry) = ties[&company.guard(adviser)].0.advised_in(case).unwrap();
        assert_eq!((entry.from, entry.until), (house.office.today(), Some(house.office.today())), "{}", house.name);
        let visit = [("stage", "two"), ("site", "1"), ("visited_on", today.as_str()), ("by", person.as_str())];
        let refused = house.post(&mut site.leader, &format!("{path}/visit"), &visit).await;
        tells(&house, &refused, REFUSED, &["審査 二郎さんは、", "この会社に助言しています"]);
        let team = house.get(&mut site.administrator, &within(&site.case, "/team")).await.text();
        assert!(team.contains("この案件で「助言者」の役目をしています"), "{}: {team}", house.name);
        whole(&house).await;
    }
}

#[tokio::test]
async fn the_report_is_issued_once_all_is_there_never_changed_and_handed_to_the_company() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criteria = site.criteria().await;
        let (path, fails) = (within(&site.case, "/report"), criteria[1].clone());
        let page = house.get(&mut site.leader, &path).await.text();
        for missing in ["報告書を出す前に、あと", "結果のない要求事項", "本社工場", "サイバーセキュリティ"]
        {
            assert!(page.contains(missing), "{}: {missing}: {page}", house.name);
        }
        let early = house.post(&mut site.leader, &path, &[("recommendation", "for")]).await;
        assert_eq!(early.status, REFUSED, "{}: {}", house.name, early.text());
        site.all_done(&criteria, &fails).await;
        let unraised = house.post(&mut site.leader, &path, &[("recommendation", "for")]).await;
        assert_eq!(unraised.status, REFUSED, "{}: what fails is not raised", house.name);
        site.raised(&fails, "minor").await;
        let page = house.get(&mut site.leader, &path).await.text();
        assert!(page.contains("すべてそろっています"), "{}: {page}", house.name);
        let silent = house.post(&mut site.leader, &path, &[]).await;
        tells(&house, &silent, MISFILLED, &["審査チームの意見を選んでください"]);
        let other = house.post(&mut site.auditor, &path, &[("recommendation", "for")]).await;
        assert_eq!(other.status, REFUSED, "{}: only the leader (INV-37): {}", house.name, other.text());
        let key = "cd".repeat(32);
        let issue = [("once", key.as_str()), ("recommendation", "once_settled")];
        leads(&house, &house.post(&mut site.leader, &path, &issue).await, &path);
        // Sent twice it is issued once.
        leads(&house, &house.post(&mut site.leader, &path, &issue).await, &path);
        let page = house.get(&mut site.administrator, &path).await.text();
        assert!(page.contains("第1版") && !page.contains("第2版"), "{}: {page}", house.name);
        let at = page.split("href=\"").find(|rest| rest.contains("/exhibits/")).unwrap();
        let exhibit = at.split('"').next().unwrap().to_owned();
        let pdf = house.get(&mut site.administrator, &exhibit).await;
        assert!(pdf.body.starts_with(b"%PDF-"), "{}", house.name);
        let sha256 = record::Digest::of(&pdf.body).to_string();
        assert!(exhibit.ends_with(&sha256) && page.contains(&sha256), "{}", house.name);

        let late = site.enter(&fails, &[("outcome", "conform")]).await;
        tells(&house, &late, REFUSED, &["INV-37"]);
        let findings = format!("{}/findings", site.application);
        let page = house.get(&mut site.president, &findings).await.text();
        assert!(!page.contains(&sha256), "{}: not handed over yet", house.name);
        leads(&house, &house.post(&mut site.leader, &format!("{path}/hand-over"), &[]).await, &path);
        let page = house.get(&mut site.president, &findings).await.text();
        assert!(page.contains(&sha256), "{}: {page}", house.name);
        let copy = house.get(&mut site.president, &exhibit.replace(&site.case, &site.application)).await;
        assert_eq!(copy.body, pdf.body, "{}", house.name);

        let unsaid = house.post(&mut site.leader, &path, &[("recommendation", "for")]).await;
        tells(&house, &unsaid, MISFILLED, &["次の版を出す理由を"]);
        let again = [("recommendation", "for"), ("version_reason", "日付の誤りを直す")];
        leads(&house, &house.post(&mut site.leader, &path, &again).await, &path);
        let page = house.get(&mut site.leader, &path).await.text();
        assert!(page.contains("第2版") && page.contains("日付の誤りを直す"), "{}: {page}", house.name);
        whole(&house).await;
    }
}

#[tokio::test]
async fn the_representative_declares_each_criterion_and_nothing_is_reported_without_it() {
    for house in houses().await {
        let mut site = Site::of(&house, CertificationType::SelfDeclaration).await;
        let criteria = site.criteria().await;
        let path = format!("{}/declaration", site.application);
        let page = house.get(&mut site.leader, &within(&site.case, "/report")).await.text();
        assert!(page.contains("自己適合宣言がまだありません"), "{}: {page}", house.name);
        let half = house.post(&mut site.president, &path, &[("says_1", "met"), ("evidence_2", "手順書")]).await;
        tells(&house, &half, MISFILLED, &["手順書</textarea>", "満たしているか、該当しないか"]);
        let mut fields = Vec::new();
        for at in 1..=criteria.len() {
            fields.push((format!("says_{at}"), "met"));
            fields.push((format!("evidence_{at}"), "台帳と手順書"));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        // An executive who has not confirmed who they are finds what was typed again.
        let mut other = house.joined(&mut site.president, "副社長", "executive").await;
        house.tire(&other).await;
        let asked = house.post(&mut other, &path, &fields).await;
        tells(&house, &asked, StatusCode::FORBIDDEN, &["ご本人の確認が切れています", "台帳と手順書</textarea>"]);
        leads(&house, &house.post(&mut site.president, &path, &fields).await, &path);
        let page = house.get(&mut site.president, &path).await.text();
        assert!(
            page.contains("社長さんが宣言しました") && page.contains("変わったところはありません"),
            "{}",
            house.name
        );
        let page = house.get(&mut site.leader, &within(&site.case, "/report")).await.text();
        assert!(!page.contains("自己適合宣言がまだ"), "{}: {page}", house.name);
        let refused = house.post(&mut site.manager, &path, &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}: {}", house.name, refused.text());
        whole(&house).await;
    }
}

/// Every role of both sides at every page: seen and done by those who may, and by nobody else.
#[tokio::test]
async fn each_role_finds_what_is_its_own() {
    let house = houses().await.remove(0);
    let mut site = Site::new(&house).await;
    let criterion = site.criteria().await[1].clone();
    site.enter(&criterion, &[("outcome", "nonconform_minor")]).await;
    let (at_body, at_company) = site.raised(&criterion, "minor").await;
    let mut people: Vec<(&str, Device)> = Vec::new();
    for (name, role) in [("担当", "staff"), ("閲覧", "viewer")] {
        people.push((role, house.joined(&mut site.manager, name, role).await));
    }
    for (name, role) in [("受付", "reception"), ("助言", "adviser"), ("判定", "decision_maker"), ("確認", "reviewer")]
    {
        people.push((role, house.joined(&mut site.administrator, name, role).await));
    }
    // An auditor of the body who has no part in the case.
    people.push(("unassigned", house.joined(&mut site.administrator, "審査 三郎", "auditor").await));
    people.push(("executive", site.president.clone()));
    people.push(("protection_manager", site.manager.clone()));
    people.push(("administrator", site.administrator.clone()));
    people.push(("auditor", site.auditor.clone()));
    let body = "reception decision_maker reviewer administrator auditor";
    let company = "staff viewer executive protection_manager";
    let mut deeds: Vec<(Method, String, &str)> = Vec::new();
    for page in ["/paper", "/paper/agree", "/paper/field", "/findings", "/report"] {
        deeds.push((Method::GET, within(&site.case, page), body));
    }
    deeds.push((Method::GET, paper(&site.case, &criterion), body));
    deeds.push((Method::GET, at_body.clone(), body));
    deeds.push((Method::GET, format!("{}/findings", site.application), company));
    deeds.push((Method::GET, at_company.clone(), company));
    let today = house.office.today().to_string();
    let filled = [
        ("outcome", "conform"),
        ("evidence", "台帳"),
        ("on", today.as_str()),
        ("reason", "理由"),
        ("cause", "原因"),
        ("correction_what", "修正"),
        ("correction_due", today.as_str()),
        ("corrective_what", "是正"),
        ("corrective_due", today.as_str()),
        ("area", "cyber"),
    ];
    let may = "auditor";
    for path in [paper(&site.case, &criterion), format!("{at_body}/return"), within(&site.case, "/paper/field/cover")] {
        deeds.push((Method::POST, path, may));
    }
    deeds.push((Method::POST, within(&site.case, "/report/hand-over"), may));
    deeds.push((Method::POST, at_company, "executive protection_manager"));
    for (method, path, may) in &deeds {
        for (role, device) in &mut people {
            let fields: &[(&str, &str)] = if *method == Method::POST { &filled } else { &[] };
            let answer = house.ask(device, method.clone(), path, fields).await;
            let refused = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            let expected = !may.split(' ').any(|known| known == *role);
            assert_eq!(refused, expected, "{role}: {method} {path}: {} {}", answer.status, answer.text());
        }
    }
    // The other side's addresses are as if they were not.
    let across = house.get(&mut site.president, &within(&site.case, "/paper")).await;
    assert_eq!(across.status, StatusCode::NOT_FOUND);
    let across = house.get(&mut site.leader, &format!("{}/findings", site.application)).await;
    assert_eq!(across.status, StatusCode::NOT_FOUND);
    // So is everything to another company.
    let mut stranger = house.joined(&mut site.manager, "よその社長", "viewer").await;
    house.register(&mut stranger, "株式会社よそ", "").await;
    for path in
        [within(&site.case, "/paper"), within(&site.case, "/findings"), format!("{}/findings", site.application)]
    {
        let found = house.get(&mut stranger, &path).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{path}");
    }
}
