//! The audit of a case through the pages of body and company, on both databases: who may be chosen and why not, what is declared,
//! told, objected, planned, until it begins; and every role at every deed of it.

use std::collections::{BTreeMap, BTreeSet};

use app::certification::dossier::{of_audit, of_competence, of_requirement};
use app::door::{Actor, Door};
use app::random::Random;
use app::{Clock, Refused};
use axum::http::{Method, StatusCode};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use record::{Digest, OrganisationId, PersonId, StreamId};
use scheme::assignment::Threat;
use scheme::audit::{self, Area, Audit, Command, Facts, Function, Opening, Plan, Planning, Programme, Purpose, Stage};
use scheme::certification::CertificationType;
use scheme::competence::{self, Competence};
use scheme::decision::{NonconformityFact, Recommendation, RequirementFact};
use scheme::member::{self, Member, Offer, Role};
use scheme::nonconformity::{self, Grade, Nonconformity, Settled};
use scheme::organisation::Kind;
use scheme::partiality::{self, Partiality, Through, Tie};
use scheme::requirement::Outcome;
use scheme::rules::Rules;
use scheme::seen::{Exhibit, Observed, Seen};
use uuid::Uuid;

use crate::accreditations::{body, entered};
use crate::house::{Answer, Device, House, PASSWORD, houses};
use crate::operator::{invitation, operator};

/// A case that is agreed, with the people of both sides.
struct Agreed<'h> {
    house: &'h House,
    /// The information protection manager of the company.
    manager: Device,
    /// Its executive.
    president: Device,
    /// The administrator of the body.
    administrator: Device,
    body: OrganisationId,
    company: OrganisationId,
    /// The address at the company.
    application: String,
    /// The address at the body.
    case: String,
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
fn done(house: &House, answer: &Answer, to: &str) {
    assert_eq!(answer.location, to, "{}: {} {}", house.name, answer.status, answer.text());
}

impl<'h> Agreed<'h> {
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
        let day = |days: i64| house.office.today().saturating_add(days.days()).to_string();
        house.post(&mut manager, &path, &entered(&day(-100), &day(900))).await;
        let body = id(&path, 3);
        let fields = [("person_name", "機関 管理者"), ("person_email", "kanri@example.jp")];
        let made = house.post(&mut manager, &format!("/operator/organisations/{body}/invite"), &fields).await;
        let mut administrator = Device::default();
        house.post(&mut administrator, &invitation(&made.text()), &[("password", PASSWORD)]).await;
        step_up(house, &mut administrator).await;
        let application = house.post(&mut manager, "/applications", &[]).await.location;
        let said = body.to_string();
        let filled = [
            ("body", said.as_str()),
            ("certification", "on_site"),
            ("scope", "プレス部品の設計に関わる技術情報の管理"),
            ("industry", "E24"),
            ("fields", "none"),
            ("site:new:name", "本社工場"),
            ("site:new:address", "愛知県見本市1-1"),
            ("staff", "38"),
            ("forms", "paper"),
            ("forms", "file"),
            ("advice", "nobody"),
        ];
        house.post(&mut manager, &application, &filled).await;
        let page = house.get(&mut president, &format!("{application}/confirm")).await.text();
        let seen = field(&page, "seen");
        house.post(&mut president, &format!("{application}/confirm"), &[("seen", &seen)]).await;
        done(house, &house.post(&mut manager, &format!("{application}/submit"), &[]).await, &application);
        let list = house.get(&mut administrator, "/body/cases").await.text();
        let mut paths = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let case = paths.find(|found| found.starts_with("/body/cases/")).unwrap().to_owned();
        let review: Vec<(String, &str)> = ["identity", "competence", "conflict", "scope"]
            .into_iter()
            .flat_map(|word| [(format!("{word}-fits"), "yes"), (format!("{word}-reason"), "確かめた")])
            .collect();
        let review: Vec<(&str, &str)> = review.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        house.post(&mut administrator, &format!("{case}/review"), &review).await;
        house.post(&mut administrator, &format!("{case}/accept"), &[]).await;
        let until = day(30);
        let quote =
            [("extent", "level-1"), ("fee-0-of", "documents"), ("fee-0-yen", "120000"), ("until", until.as_str())];
        house.post(&mut administrator, &format!("{case}/quote"), &quote).await;
        let seen = field(&house.get(&mut president, &application).await.text(), "seen");
        done(
            house,
            &house.post(&mut president, &format!("{application}/agree"), &[("seen", &seen)]).await,
            &application,
        );
        done(house, &house.post(&mut administrator, &format!("{case}/begin"), &[]).await, &case);
        let body = OrganisationId(body);
        let mut tx = house.office.store().reader().await.unwrap();
        let row = tx.certification(body, StreamId(id(&case, 3))).await.unwrap().unwrap();
        let company = row.party.unwrap();
        Self { house, manager, president, administrator, body, company, application, case }
    }

    /// The same with an audit that is open.
    async fn opened(house: &'h House) -> Self {
        let mut agreed = Self::new(house).await;
        let opened = agreed.team("open", &[("half_days", "４")]).await;
        done(house, &opened, &format!("{}/team", agreed.case));
        agreed
    }

    /// Somebody who joins the body.
    async fn joined(&mut self, name: &str, role: &str) -> (Device, PersonId) {
        let device = self.house.joined(&mut self.administrator, name, role).await;
        (device, self.person(name).await)
    }

    async fn person(&self, name: &str) -> PersonId {
        let mut tx = self.house.office.store().reader().await.unwrap();
        let people: Vec<PersonId> = tx.members(self.body, 100).await.unwrap().iter().map(|row| row.person).collect();
        let (names, _) = tx.names_and_texts(self.body, people, []).await.unwrap();
        let known: BTreeMap<&str, PersonId> = names.iter().map(|(person, name)| (name.as_str(), *person)).collect();
        known[name]
    }

    /// Records that somebody is competent in everything the case asks for, and has pledged confidence.
    async fn competent(&self, person: PersonId) {
        let (body, today) = (self.body, self.house.office.today());
        let actor = Actor { person: None, acting_for: None };
        let recorded = self.house.office.door.execute::<(), Refused, _>(actor, move |act| {
            Box::pin(async move {
                let mut kept = act.load::<Competence>(body, of_competence(body, person, 1)).await?;
                let mut commands = vec![competence::Command::Begin { person }];
                for area in ["1-1", "1-2", "1-3", "1-4", "1-5", "1-6", "2", "3", "4", "5"]
                    .map(|part| format!("criteria/{part}"))
                    .into_iter()
                    .chain(["industry/E".to_owned()])
                {
                    let (area, evidence) = (area.parse().unwrap(), act.text(body, "研修の記録".to_owned())?);
                    let until = today.saturating_add(2.years());
                    commands.push(competence::Command::Find { area, from: today, until, evidence, reason: None });
                }
                let evidence = act.text(body, "誓約書".to_owned())?;
                commands.push(competence::Command::Pledge { from: today, evidence });
                for command in commands {
                    act.decide(&mut kept, command).map_err(|_| Refused::NotThere)?;
                }
                Ok(())
            })
        });
        recorded.await.unwrap();
    }

    /// Records that somebody advised the company until some months ago.
    async fn advised(&self, person: PersonId, until: Date) {
        let company = self.company;
        let actor = Actor { person: None, acting_for: None };
        let recorded = self.house.office.door.execute::<(), Refused, _>(actor, move |act| {
            Box::pin(async move {
                let mut guard = act.load::<Partiality>(company, company.guard(person)).await?;
                let tie = Tie::Advice { through: Through::Person, employer: None, case: None };
                let source = act.text(company, "助言の報告書".to_owned())?;
                let enter = partiality::Command::Enter { tie, from: until, until: Some(until), source };
                act.decide(&mut guard, enter).map_err(|_| Refused::NotThere)?;
                Ok(())
            })
        });
        recorded.await.unwrap();
    }

    async fn team(&mut self, deed: &str, fields: &[(&str, &str)]) -> Answer {
        self.house.post(&mut self.administrator, &format!("{}/team/{deed}", self.case), fields).await
    }

    async fn assign(&mut self, person: PersonId, function: &str, more: &[(&str, &str)]) -> Answer {
        let person = person.0.to_string();
        let group = if matches!(function, "leader" | "auditor") { "leader" } else { "expert" };
        let mut fields = vec![("person", person.as_str()), ("function", function), ("group", group)];
        fields.extend(more);
        self.team("assign", &fields).await
    }

    async fn prepare(&mut self, deed: &str, fields: &[(&str, &str)]) -> Answer {
        self.house.post(&mut self.administrator, &format!("{}/audit/{deed}", self.case), fields).await
    }

    async fn answer(&mut self, deed: &str, fields: &[(&str, &str)]) -> Answer {
        self.house.post(&mut self.president, &format!("{}/audit/{deed}", self.application), fields).await
    }

    async fn team_page(&mut self) -> String {
        self.house.get(&mut self.administrator, &format!("{}/team", self.case)).await.text()
    }

    async fn audit_page(&mut self) -> String {
        self.house.get(&mut self.administrator, &format!("{}/audit", self.case)).await.text()
    }

    async fn client_page(&mut self) -> String {
        self.house.get(&mut self.president, &format!("{}/audit", self.application)).await.text()
    }

    /// A team with a leader who has declared nothing against them.
    async fn led(&mut self) -> (Device, PersonId) {
        let (mut device, person) = self.joined("審査 一郎", "auditor").await;
        self.competent(person).await;
        let to = format!("{}/team", self.case);
        done(self.house, &self.assign(person, "leader", &[]).await, &to);
        let path = format!("{}/declare", self.case);
        done(self.house, &self.house.post(&mut device, &path, &NOTHING).await, &path);
        (device, person)
    }

    fn day(&self, days: i64) -> String {
        self.house.office.today().saturating_add(days.days()).to_string()
    }
}

/// A declaration without any threat.
const NOTHING: [(&str, &str); 5] = [
    ("threat_self_interest", "no"),
    ("threat_self_review", "no"),
    ("threat_familiarity", "no"),
    ("threat_intimidation", "no"),
    ("note", ""),
];

#[tokio::test]
async fn an_audit_is_opened_its_team_told_its_days_agreed_its_plan_sent_and_it_begins() {
    for house in houses().await {
        let mut town = Agreed::new(&house).await;
        let page = town.team_page().await;
        assert!(page.contains("審査を開く") && page.contains("機関の規程による審査の長さ"), "{}: {page}", house.name);
        let wrong = town.team("open", &[("half_days", "many")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(wrong.text().contains("value=\"many\"") && wrong.text().contains("半日の数を"), "{}", house.name);
        let team = format!("{}/team", town.case);
        done(&house, &town.team("open", &[("half_days", "４")]).await, &team);
        let (mut ichiro, person) = town.joined("審査 一郎", "auditor").await;
        town.competent(person).await;
        let page = town.team_page().await;
        assert!(page.contains("選べる人（1人）") && page.contains("審査 一郎"), "{}: {page}", house.name);
        done(&house, &town.assign(person, "leader", &[]).await, &team);
        assert!(town.team_page().await.contains("申告がまだです"), "{}", house.name);
        let early = town.team("tell", &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(early.text().contains("利害関係の申告がまだの人がいます（INV-05）：審査 一郎"), "{}", early.text());
        // The company has been told nothing yet.
        assert!(!town.client_page().await.contains("審査 一郎"), "{}", house.name);

        let declare = format!("{}/declare", town.case);
        let page = house.get(&mut ichiro, &declare).await.text();
        for threat in ["自己の利益", "自己レビュー", "馴れ合い", "威圧"] {
            assert!(page.contains(threat), "{}: {threat}: {page}", house.name);
        }
        let half = house.post(&mut ichiro, &declare, &[NOTHING[0], ("note", "元の同僚がいる")]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(half.text().contains("元の同僚がいる"), "{}: what was typed is kept", house.name);
        done(&house, &house.post(&mut ichiro, &declare, &NOTHING).await, &declare);
        done(&house, &town.team("tell", &[]).await, &team);

        let page = town.client_page().await;
        for shown in ["審査 一郎", "主任審査員", "まで異議を述べられます", "全員に同意する"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let client = format!("{}/audit", town.application);
        done(&house, &town.answer("agree", &[]).await, &client);
        assert!(town.team_page().await.contains("会社が同意しています"), "{}", house.name);

        planned(&mut town).await;
        let page = town.audit_page().await;
        assert!(page.contains("準備ができました") && page.contains("審査を始める"), "{}: {page}", house.name);
        let plan = format!("{}/audit", town.case);
        done(&house, &town.prepare("begin", &[]).await, &plan);
        assert!(town.audit_page().await.contains("調書を開く"), "{}", house.name);
        assert!(town.client_page().await.contains("審査が進んでいます（第1段階"), "{}", house.name);
        let history = house.get(&mut town.administrator, "/history").await.text();
        for sentence in ["審査を開いた", "審査チームに入れた", "会社が審査日を選んだ", "審査計画を会社に送った"]
        {
            assert!(history.contains(sentence), "{}: {sentence}", house.name);
        }
        let examined = house.office.store().examine().await.unwrap();
        assert!(examined.findings.is_empty(), "{}: {:?}", house.name, examined.findings);
        let rebuilt = house.office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|table| table.missing + table.surplus == 0), "{}: {rebuilt:?}", house.name);
    }
}

/// Programme, days and plan of the first stage, with what is refused on the way.
async fn planned(town: &mut Agreed<'_>) {
    let house = town.house;
    let plan = format!("{}/audit", town.case);
    let page = town.audit_page().await;
    assert!(page.contains("審査プログラム（毎年の定期報告と更新の時期）を決めてください"), "{}: {page}", house.name);
    let (begins, first, second, renewal) =
        (field(&page, "begins"), field(&page, "report_1"), field(&page, "report_2"), field(&page, "renewal_by"));
    let mut programme =
        [("begins", begins.as_str()), ("report_1", &first), ("report_2", "いつか"), ("renewal_by", &renewal)];
    let wrong = town.prepare("programme", &programme).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
    assert!(wrong.text().contains("value=\"いつか\""), "{}", house.name);
    programme[2].1 = &first;
    let refused = town.prepare("programme", &programme).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
    assert!(refused.text().contains("2年目の定期報告がありません"), "{}: {}", house.name, refused.text());
    programme[2].1 = &second;
    done(house, &town.prepare("programme", &programme).await, &plan);

    let (one, two, three) = (town.day(10), town.day(11), town.day(12));
    let same = [("stage", "one"), ("date_1", one.as_str()), ("date_2", &one), ("date_3", &three)];
    let refused = town.prepare("dates", &same).await;
    assert!(refused.text().contains("3つとも違う日"), "{}: {}", house.name, refused.text());
    let dates = [("stage", "one"), ("date_1", one.as_str()), ("date_2", &two), ("date_3", &three)];
    done(house, &town.prepare("dates", &dates).await, &plan);
    let none = town.answer("choose", &[("stage", "one")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
    let elsewhere = town.day(40);
    let other = town.answer("choose", &[("stage", "one"), ("date", &elsewhere)]).await;
    assert!(other.text().contains("候補日にありません"), "{}: {}", house.name, other.text());
    let client = format!("{}/audit", town.application);
    done(house, &town.answer("choose", &[("stage", "one"), ("date", &two)]).await, &client);

    let mut fields = vec![
        ("stage", "one"),
        ("day_1", one.as_str()),
        ("half_days", "２"),
        ("site", "1"),
        ("attendant_1", "工場長"),
        ("attendant_2", "情報システムの担当者"),
    ];
    let refused = town.prepare("plan", &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
    let page = refused.text();
    assert!(page.contains("計画の1日目は、会社が選んだ日にしてください"), "{}: {page}", house.name);
    assert!(page.contains("value=\"工場長\""), "{}: what was typed is kept", house.name);
    fields[1].1 = &two;
    done(house, &town.prepare("plan", &fields).await, &plan);
    // A plan that was not sent is not shown to the company.
    assert!(!town.client_page().await.contains("工場長"), "{}", house.name);
    done(house, &town.prepare("send", &[("stage", "one")]).await, &plan);
    let page = town.client_page().await;
    for shown in ["工場長：半日 2 回（およそ8時間）", "情報システムの担当者", "本社工場", "認証された場合の予定"]
    {
        assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
    }
}

#[tokio::test]
async fn who_may_not_be_chosen_is_told_why_and_a_warning_takes_a_reason_that_the_company_does_not_see() {
    for house in houses().await {
        let mut town = Agreed::opened(&house).await;
        let (mut device, suzuki) = town.joined("鈴木", "auditor").await;
        let (_, sato) = town.joined("佐藤", "auditor").await;
        let (_, tanaka) = town.joined("田中", "reception").await;
        town.competent(suzuki).await;
        let advised = house.office.today().saturating_sub(6.months());
        town.advised(suzuki, advised).await;
        let page = town.team_page().await;
        let until = advised.saturating_add(2.years());
        for shown in [
            "鈴木さんは、",
            "この会社に助言しています。当機関の規程（助言のあと2年間、INV-01）では、",
            &format!("{}年{}月{}日", until.year(), until.month(), until.day()),
            "理由を記録しないと審査チームに選べません",
            "理由を記録すれば選べる人（1人）",
            "佐藤さんには、",
            "Ⅰ 第一 守る情報を決める、",
            "秘密保持の誓約の記録がないため",
            "「審査員」の役割を持っていないため",
        ] {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let english = house.get(&mut town.administrator, &format!("/en{}/team", town.case)).await.text();
        assert!(english.contains("鈴木 advised this company from"), "{}: {english}", house.name);
        for (person, said) in [(sato, "INV-10"), (tanaka, "「審査員」の役割を持っていない")] {
            let refused = town.assign(person, "auditor", &[]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
            assert!(refused.text().contains(said), "{}: {said}: {}", house.name, refused.text());
        }
        // A reason does not help where the rule blocks, nor where it is empty; without one the warning refuses.
        let block = town.assign(sato, "auditor", &[("reason_competence", "急ぐ")]).await;
        assert_eq!(block.status, StatusCode::CONFLICT, "{}", house.name);
        let without = town.assign(suzuki, "leader", &[]).await;
        assert_eq!(without.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(without.text().contains("鈴木さんは、"), "{}", house.name);
        let empty = town.assign(suzuki, "leader", &[("reason_advised-before", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let reason = [("reason_advised-before", "助言は別の工場についてで、ほかに審査できる人がいない")];
        let team = format!("{}/team", town.case);
        done(&house, &town.assign(suzuki, "leader", &reason).await, &team);
        let page = town.team_page().await;
        assert!(
            page.contains("規則「助言した人は審査しない」（INV-01）に対して記録した理由"),
            "{}: {page}",
            house.name
        );
        let declare = format!("{}/declare", town.case);
        done(&house, &house.post(&mut device, &declare, &NOTHING).await, &declare);
        done(&house, &town.team("tell", &[]).await, &team);
        let page = town.client_page().await;
        assert!(page.contains("鈴木") && !page.contains("別の工場"), "{}: {page}", house.name);
        assert!(!page.contains("利害関係はない"), "{}", house.name);
        // Nobody is chosen by the wrong address either: a second leader, somebody twice.
        let (_, jiro) = town.joined("審査 二郎", "auditor").await;
        town.competent(jiro).await;
        let second = town.assign(jiro, "leader", &[]).await;
        assert!(second.text().contains("主任審査員は1人です。いまは鈴木さん"), "{}: {}", house.name, second.text());
        done(&house, &town.assign(jiro, "auditor", &[]).await, &team);
        // Somebody who does not audit needs no competence to audit, but a pledge.
        let expert = town.assign(tanaka, "expert", &[]).await;
        assert_eq!(expert.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(expert.text().contains("INV-11"), "{}: {}", house.name, expert.text());
        town.competent(tanaka).await;
        done(&house, &town.assign(tanaka, "expert", &[]).await, &team);
    }
}

/// By the shipped rules nobody with a conflict stays, whatever reason there is; what was declared stands there for good.
#[tokio::test]
async fn a_declared_conflict_is_kept_and_the_audit_goes_on_without_the_person() {
    for house in houses().await {
        let mut town = Agreed::opened(&house).await;
        let (team, declare) = (format!("{}/team", town.case), format!("{}/declare", town.case));
        let (mut ichiro, person) = town.joined("審査 一郎", "auditor").await;
        town.competent(person).await;
        done(&house, &town.assign(person, "leader", &[]).await, &team);
        let mut conflict = NOTHING;
        conflict[2].1 = "yes";
        conflict[4].1 = "工場長と同居している";
        done(&house, &house.post(&mut ichiro, &declare, &conflict).await, &declare);
        let page = house.get(&mut ichiro, &declare).await.text();
        assert!(page.contains("受付か管理者が、あなたをチームから外します"), "{}: {page}", house.name);
        let held = "利害関係があると申告した人がいます（INV-05）：審査 一郎";
        let tell = town.team("tell", &[]).await;
        assert_eq!(tell.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(tell.text().contains(held), "{}: {}", house.name, tell.text());
        // Another answer takes nothing back.
        done(&house, &house.post(&mut ichiro, &declare, &NOTHING).await, &declare);
        assert!(town.team("tell", &[]).await.text().contains(held), "{}", house.name);
        let page = town.team_page().await;
        for shown in [
            "チームから外す必要があります",
            "前の申告（1件）",
            "馴れ合い",
            "工場長と同居している",
            "チームから外すと、先へ進めます",
        ] {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        assert!(!town.client_page().await.contains("同居"), "{}", house.name);
        let who = person.0.to_string();
        done(&house, &town.team("release", &[("person", &who), ("reason", "利害関係の申告")]).await, &team);
        let page = town.team_page().await;
        assert!(
            page.contains("チームを離れた人の申告") && page.contains("工場長と同居している"),
            "{}: {page}",
            house.name
        );
        let (mut jiro, other) = town.joined("審査 二郎", "auditor").await;
        town.competent(other).await;
        done(&house, &town.assign(other, "leader", &[]).await, &team);
        done(&house, &house.post(&mut jiro, &declare, &NOTHING).await, &declare);
        done(&house, &town.team("tell", &[]).await, &team);
    }
}

/// Who knows the field or looks on is no auditor of the body; they declare as everybody in the team does.
#[tokio::test]
async fn an_expert_who_is_no_auditor_declares_as_well_and_nobody_outside_the_team_does() {
    for house in houses().await {
        let mut town = Agreed::opened(&house).await;
        town.led().await;
        let (team, declare) = (format!("{}/team", town.case), format!("{}/declare", town.case));
        let (mut tanaka, person) = town.joined("田中", "reception").await;
        let (mut outside, _) = town.joined("中村", "reception").await;
        town.competent(person).await;
        done(&house, &town.assign(person, "expert", &[]).await, &team);
        assert_eq!(town.team("tell", &[]).await.status, StatusCode::CONFLICT, "{}: declared first", house.name);
        let page = house.get(&mut tanaka, &declare).await;
        assert_eq!(page.status, StatusCode::OK, "{}: {}", house.name, page.text());
        for shown in ["株式会社見本製作所", "自己の利益", "申告はすべて残ります"] {
            assert!(page.text().contains(shown), "{}: {shown}: {}", house.name, page.text());
        }
        done(&house, &house.post(&mut tanaka, &declare, &NOTHING).await, &declare);
        for answer in [house.get(&mut outside, &declare).await, house.post(&mut outside, &declare, &NOTHING).await] {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}: {}", house.name, answer.text());
        }
        done(&house, &town.team("tell", &[]).await, &team);
    }
}

/// What came to be known after somebody was chosen bars them when the audit begins, unless a reason stands for it.
#[tokio::test]
async fn advice_that_is_recorded_after_the_choice_keeps_out_when_the_audit_begins() {
    for house in houses().await {
        let mut town = Agreed::opened(&house).await;
        let (mut ichiro, person) = town.led().await;
        let (team, declare) = (format!("{}/team", town.case), format!("{}/declare", town.case));
        let (plan, client) = (format!("{}/audit", town.case), format!("{}/audit", town.application));
        done(&house, &town.team("tell", &[]).await, &team);
        done(&house, &town.answer("agree", &[]).await, &client);
        planned(&mut town).await;
        town.advised(person, house.office.today().saturating_sub(6.months())).await;
        let refused = town.prepare("begin", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
        for said in ["審査 一郎さんは、", "この会社に助言しています", "理由を記録しないと審査チームに選べません"]
        {
            assert!(refused.text().contains(said), "{}: {said}: {}", house.name, refused.text());
        }
        // Chosen again with a reason, it begins.
        let who = person.0.to_string();
        done(&house, &town.team("release", &[("person", &who), ("reason", "助言の記録")]).await, &team);
        let reason = [("reason_advised-before", "助言は別の工場についてで、ほかに審査できる人がいない")];
        done(&house, &town.assign(person, "leader", &reason).await, &team);
        done(&house, &house.post(&mut ichiro, &declare, &NOTHING).await, &declare);
        done(&house, &town.team("tell", &[]).await, &team);
        done(&house, &town.answer("agree", &[]).await, &client);
        done(&house, &town.prepare("send", &[("stage", "one")]).await, &plan);
        done(&house, &town.prepare("begin", &[]).await, &plan);
    }
}

/// Those who were invited or have left, however many there are, hide nobody who is with the body.
#[tokio::test]
async fn whoever_is_with_the_body_may_be_chosen_however_many_were_invited() {
    let house = houses().await.remove(0);
    let mut town = Agreed::opened(&house).await;
    let (_, person) = town.joined("審査 一郎", "auditor").await;
    town.competent(person).await;
    let (body, actor) = (town.body, Actor { person: None, acting_for: None });
    for hundred in 0..6_u128 {
        let invited = house.office.door.execute::<(), Refused, _>(actor, move |act| {
            Box::pin(async move {
                let expires_at = act.at().recorded_at.saturating_add(SignedDuration::from_hours(24)).unwrap();
                for n in 1..=100 {
                    let stranger = PersonId(Uuid::from_u128(hundred * 100 + n));
                    let mut member = act.load::<Member>(body, body.member(stranger)).await?;
                    let offer = Offer::Roles([Role::Auditor].into());
                    let kinds = [Kind::CertificationBody].into();
                    let invite = member::Command::Invite { person: stranger, offer, expires_at, by: person, kinds };
                    act.decide(&mut member, invite)?;
                }
                Ok(())
            })
        });
        invited.await.unwrap();
    }
    let page = town.team_page().await;
    assert!(page.contains("選べる人（1人）") && page.contains("審査 一郎"), "{page}");
}

/// An audit that found a major nonconformity and was reported so many months ago.
async fn reported(town: &Agreed<'_>, leader: PersonId, months: i64) -> String {
    let (house, body, company) = (town.house, town.body, town.company);
    let case = StreamId(id(&town.case, 3));
    let catalogue = house.office.catalogue;
    let rules = Rules::read(catalogue.rules().unwrap()).unwrap();
    let (pack, criteria) = catalogue.criteria("tics-h30").unwrap();
    let (edition, criterion) = (pack.edition.clone(), criteria.requirements[0].id.clone());
    let then = Clock::System.now().to_zoned(jiff::tz::TimeZone::UTC).saturating_sub(months.months()).timestamp();
    let door = Door::new(house.office.store().clone(), Clock::Fixed(then), Random::System);
    let failed = criterion.clone();
    let done = door.execute::<(), Refused, _>(Actor { person: None, acting_for: None }, move |act| {
        let (rules, edition, criterion) = (rules.clone(), edition.clone(), failed.clone());
        Box::pin(async move {
            let (today, stream, raised) = (act.at().today, of_audit(case, 1), StreamId(act.id()?));
            let seen = Seen { stream: of_requirement(stream, &criterion), version: 1 };
            let statement = act.text(body, "台帳に載っていない図面がある".to_owned())?;
            let evidence = vec![Observed::Words(act.text(body, "棚の図面".to_owned())?)];
            let raising = nonconformity::Raising {
                audit: stream,
                company,
                requirement: seen,
                criterion: criterion.clone(),
                grade: Grade::Major,
                statement,
                evidence,
                found_on: today,
                author: leader,
            };
            let mut found = act.load::<Nonconformity>(body, raised).await?;
            act.decide(
                &mut found,
                nonconformity::Command::Raise { raising, in_team: true, found: Outcome::NonconformMajor },
            )
            .unwrap();
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
            let (function, overrides) = (Function::Leader, Vec::new());
            let after = |years: i64| today.saturating_add(years.years());
            let programme = Programme { begins: today, reports: vec![after(1), after(2)], renewal_by: after(2) };
            let mut commands = vec![
                Command::Open(Box::new(opening)),
                Command::Assign { person: leader, function, overrides, rules: rules.clone() },
                Command::Declare { person: leader, threats, note: None, reason: None, rules: rules.clone() },
                Command::Tell { rules: rules.clone() },
                Command::Agree { by: leader },
                Command::SetProgramme { programme, rules: rules.clone() },
            ];
            let note = act.text(body, "抜けがある".to_owned())?;
            for stage in Stage::ALL {
                let dates = [0, 1, 2].map(|days: i64| today.saturating_add(days.days()));
                let sites = [1].into();
                let plan = Plan { days: [today].into(), half_days: 2, sites, sampling: None, attendants: Vec::new() };
                let planning = Planning { stage, plan, fewer_days: None, sites_first: None, rules: rules.clone() };
                commands.extend([
                    Command::Propose { stage, dates },
                    Command::Choose { stage, date: today, by: leader },
                    Command::Plan(Box::new(planning)),
                    Command::Send { stage },
                ]);
                if stage == Stage::One {
                    let facts = Facts { agreed: true, accredited: true, incompetent: BTreeSet::new() };
                    commands.push(Command::Begin { facts });
                } else {
                    let visit = audit::Visit { stage, site: 1, on: today, remote: None, by: [leader].into() };
                    commands.push(Command::Visit { visit, incompetent: BTreeSet::new() });
                }
                commands.push(Command::Finish(audit::StageResult { stage, ready: true, note, last_day: today }));
            }
            commands.extend(Area::ALL.map(|area| Command::Cover { area, by: leader, note: None }));
            let outcome = Outcome::NonconformMajor;
            let fact = NonconformityFact {
                settled_on: None,
                seen: Seen { stream: raised, version: 1 },
                criterion: criterion.clone(),
                grade: Grade::Major,
                settled: Settled::Open,
                another_stage_two: false,
            };
            commands.push(Command::Report(Box::new(audit::Reporting {
                by: leader,
                document: Exhibit { stream: raised, sha256: Digest::of(b"report") },
                recommendation: Recommendation::OnceSettled,
                requirements: vec![RequirementFact { seen, criterion: criterion.clone(), outcome }],
                nonconformities: vec![fact],
                mandatory: [criterion.clone()].into(),
                declared_now: None,
                reason: None,
            })));
            let mut audit = act.load::<Audit>(body, stream).await?;
            for command in commands {
                act.decide(&mut audit, command).unwrap();
            }
            Ok(())
        })
    });
    done.await.unwrap();
    criteria.requirement(&criterion).unwrap().title.ja.clone()
}

#[tokio::test]
async fn after_a_report_another_stage_two_is_opened_once_a_nonconformity_asks_for_it() {
    let again = "もう一度、第2段階の審査を開く";
    for house in houses().await {
        let mut town = Agreed::new(&house).await;
        let (_, person) = town.joined("審査 一郎", "auditor").await;
        let title = reported(&town, person, 8).await;
        let page = town.team_page().await;
        for shown in [again, "期限までに効果を確かめられなかった重大な不適合", title.as_str(), "INV-36"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let team = format!("{}/team", town.case);
        done(&house, &town.team("open", &[("half_days", "2")]).await, &team);
        let page = town.team_page().await;
        assert!(page.contains("もう一度の審査です（INV-36）") && !page.contains(again), "{}: {page}", house.name);
        let mut tx = house.office.store().reader().await.unwrap();
        let case = StreamId(id(&town.case, 3));
        let events = tx.events_in(town.body, [of_audit(case, 1), of_audit(case, 2)]).await.unwrap();
        drop(tx);
        let statuses = app::certification::replayed::<Audit>(&events).unwrap();
        assert!(matches!(statuses[&of_audit(case, 1)].0, audit::Status::Reported(_)), "{}: it stays", house.name);
        let second = statuses[&of_audit(case, 2)].0.work().unwrap();
        assert_eq!(second.terms.purpose, Purpose::FollowUp, "{}", house.name);
        let twice = town.team("open", &[("half_days", "2")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{}: one goes on", house.name);
        // Stopped, it is opened again for the same.
        done(&house, &town.team("stop", &[("reason", "会社の都合")]).await, &team);
        assert!(town.team_page().await.contains(again), "{}", house.name);
        done(&house, &town.team("open", &[("half_days", "2")]).await, &team);
        assert!(town.team_page().await.contains("もう一度の審査です（INV-36）"), "{}", house.name);
    }
    // As long as the time of the nonconformity runs, the report stands.
    let house = houses().await.remove(0);
    let mut town = Agreed::new(&house).await;
    let (_, person) = town.joined("審査 一郎", "auditor").await;
    reported(&town, person, 2).await;
    assert!(!town.team_page().await.contains(again));
    let early = town.team("open", &[("half_days", "2")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
}

#[tokio::test]
async fn an_objection_is_answered_and_whoever_leaves_by_one_is_not_chosen_again() {
    for house in houses().await {
        let mut town = Agreed::opened(&house).await;
        let (_, person) = town.led().await;
        let (team, client) = (format!("{}/team", town.case), format!("{}/audit", town.application));
        done(&house, &town.team("tell", &[]).await, &team);
        let who = person.0.to_string();
        let empty = town.answer("object", &[("person", &who), ("reason", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let objected = [("person", who.as_str()), ("reason", "競合する会社の出身です")];
        done(&house, &town.answer("object", &objected).await, &client);
        assert!(town.client_page().await.contains("機関が答えるのを待っています"), "{}", house.name);
        let page = town.team_page().await;
        assert!(page.contains("会社の異議：競合する会社の出身です"), "{}: {page}", house.name);
        let empty = town.team("reply", &[("person", &who), ("reply", "dismissed"), ("reason", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        done(&house, &town.team("reply", &[("person", &who), ("reply", "upheld")]).await, &team);
        let page = town.team_page().await;
        assert!(page.contains("会社の異議を") && page.contains("認めています（INV-06）"), "{}: {page}", house.name);
        let again = town.assign(person, "leader", &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(again.text().contains("INV-06"), "{}", house.name);

        // Another, whose objection is dismissed: they stay, and the company reads why.
        let (mut device, jiro) = town.joined("審査 二郎", "auditor").await;
        town.competent(jiro).await;
        done(&house, &town.assign(jiro, "auditor", &[]).await, &team);
        let jiro = jiro.0.to_string();
        done(&house, &town.team("lead", &[("person", &jiro)]).await, &team);
        let declare = format!("{}/declare", town.case);
        done(&house, &house.post(&mut device, &declare, &NOTHING).await, &declare);
        done(&house, &town.team("tell", &[]).await, &team);
        let objected = [("person", jiro.as_str()), ("reason", "若すぎます")];
        done(&house, &town.answer("object", &objected).await, &client);
        let reply = [("person", jiro.as_str()), ("reply", "dismissed"), ("reason", "力量の記録があります")];
        done(&house, &town.team("reply", &reply).await, &team);
        assert!(town.client_page().await.contains("力量の記録があります"), "{}", house.name);
        let twice = town.answer("object", &objected).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{}: answered", house.name);
        // Taken out with a reason, and the audit stopped: the company reads why, and another can be opened.
        let empty = town.team("release", &[("person", &jiro), ("reason", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        done(&house, &town.team("release", &[("person", &jiro), ("reason", "異動")]).await, &team);
        assert_eq!(town.team("stop", &[("reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        done(&house, &town.team("stop", &[("reason", "会社の都合で延期")]).await, &team);
        assert!(town.client_page().await.contains("会社の都合で延期"), "{}", house.name);
        assert_eq!(town.prepare("begin", &[]).await.status, StatusCode::CONFLICT, "{}", house.name);
        done(&house, &town.team("open", &[("half_days", "4")]).await, &team);
        let again = town.assign(person, "leader", &[]).await;
        assert!(again.text().contains("INV-06"), "{}: in this case", house.name);
    }
}

/// Nothing begins before the company agrees or its days pass, nor without a plan that was sent.
#[tokio::test]
async fn an_audit_does_not_begin_before_its_time() {
    for house in houses().await {
        let mut town = Agreed::opened(&house).await;
        town.led().await;
        let untold = town.prepare("begin", &[]).await;
        assert_eq!(untold.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(untold.text().contains("会社に名前を伝えていない人がいます（INV-06）：審査 一郎"), "{}", untold.text());
        done(&house, &town.team("tell", &[]).await, &format!("{}/team", town.case));
        let early = town.prepare("begin", &[]).await;
        assert!(early.text().contains("まで異議を述べられます（INV-06）"), "{}: {}", house.name, early.text());
        town.answer("agree", &[]).await;
        let unsent = town.prepare("begin", &[]).await;
        assert!(unsent.text().contains("第1段階（書類と準備）の計画を送っていないか"), "{}", unsent.text());
        let unplanned = town.prepare("send", &[("stage", "one")]).await;
        assert!(unplanned.text().contains("計画がまだありません"), "{}: {}", house.name, unplanned.text());
        let twice = town.team("open", &[("half_days", "4")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{}: one is open", house.name);
    }
}

#[tokio::test]
async fn other_companies_and_bodies_and_the_other_side_find_nothing() {
    for house in houses().await {
        let mut town = Agreed::opened(&house).await;
        let (case, application) = (town.case.clone(), town.application.clone());
        let mut stranger = house.joined(&mut town.manager, "よその人", "staff").await;
        house.register(&mut stranger, "架空精機株式会社", "").await;
        let body_pages = ["team", "audit", "declare"].map(|page| format!("{case}/{page}"));
        let client_page = format!("{application}/audit");
        for path in body_pages.iter().chain([&client_page]) {
            let found = house.get(&mut stranger, path).await.status;
            assert!(matches!(found, StatusCode::NOT_FOUND), "{}: {path}: {found}", house.name);
        }
        for path in &body_pages {
            assert_eq!(house.get(&mut town.president, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(house.get(&mut town.administrator, &client_page).await.status, StatusCode::NOT_FOUND);
        for (path, device) in [
            (format!("{case}/team/tell"), &mut town.president),
            (format!("{case}/audit/begin"), &mut stranger),
            (format!("{application}/audit/agree"), &mut town.administrator),
        ] {
            assert_eq!(house.post(device, &path, &[]).await.status, StatusCode::NOT_FOUND, "{}: {path}", house.name);
        }
    }
}

/// Every role of both sides at every deed: done by those who may, and by nobody else.
#[tokio::test]
async fn each_role_does_in_an_audit_what_is_its_own() {
    let house = houses().await.remove(0);
    let mut town = Agreed::opened(&house).await;
    let (ichiro, _) = town.led().await;
    let mut people: Vec<(&str, Device)> = vec![("assigned", ichiro)];
    for (name, role) in [("担当", "staff"), ("閲覧", "viewer")] {
        people.push((role, house.joined(&mut town.manager, name, role).await));
    }
    for (name, role) in [
        ("受付", "reception"),
        ("別の審査", "auditor"),
        ("助言", "adviser"),
        ("判定", "decision_maker"),
        ("確認", "reviewer"),
    ] {
        people.push((role, house.joined(&mut town.administrator, name, role).await));
    }
    people.push(("executive", town.president.clone()));
    people.push(("protection_manager", town.manager.clone()));
    people.push(("administrator", town.administrator.clone()));
    let body = "assigned reception reviewer decision_maker administrator";
    let (assigns, prepares) = ("reception administrator", "assigned reception administrator");
    let client = "executive protection_manager staff viewer";
    let (case, application) = (town.case.clone(), town.application.clone());
    let mut deeds: Vec<(Method, String, &str)> = vec![
        (Method::GET, format!("{case}/team"), body),
        (Method::GET, format!("{case}/audit"), body),
        (Method::GET, format!("{case}/declare"), "assigned"),
        (Method::GET, format!("{application}/audit"), client),
    ];
    for deed in ["open", "tell", "stop"] {
        deeds.push((Method::POST, format!("{case}/team/{deed}"), assigns));
    }
    for deed in ["send", "begin"] {
        deeds.push((Method::POST, format!("{case}/audit/{deed}"), prepares));
    }
    deeds.push((Method::POST, format!("{case}/declare"), "assigned"));
    deeds.push((Method::POST, format!("{application}/audit/agree"), "executive protection_manager"));
    deeds.sort_by_key(|(method, path, _)| (*method != Method::GET, path.ends_with("/stop")));
    for (method, path, may) in &deeds {
        for (role, device) in &mut people {
            let fields: Vec<(&str, &str)> = match path.rsplit('/').next().unwrap() {
                "declare" => NOTHING.to_vec(),
                _ => vec![("stage", "one"), ("half_days", "2"), ("reason", "延期")],
            };
            let answer = house.ask(device, method.clone(), path, &fields).await;
            let refused = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            let expected = !may.split(' ').any(|known| known == *role);
            assert_eq!(refused, expected, "{role}: {method} {path}: {} {}", answer.status, answer.text());
        }
    }
}
