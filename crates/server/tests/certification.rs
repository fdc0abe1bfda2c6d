//! From an application to the beginning of the assessment, through the pages of company and body, on both databases; and every
//! role at every deed of it.

use axum::http::{Method, StatusCode};

use crate::accreditations::{body, entered};
use crate::house::{Answer, Device, House, PASSWORD, houses};
use crate::operator::{invitation, operator};

/// A company that can apply, a body that is accredited, and their people.
struct Town<'h> {
    house: &'h House,
    manager: Device,
    president: Device,
    administrator: Device,
    body: String,
}

/// The first value of a field of this name on a page.
fn field(page: &str, name: &str) -> String {
    let at = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    at.split('"').next().unwrap_or_default().to_owned()
}

async fn step_up(house: &House, device: &mut Device) {
    house.post(device, "/confirm", &[("password", PASSWORD)]).await;
}

impl<'h> Town<'h> {
    async fn new(house: &'h House) -> Self {
        let mut manager = operator(house).await;
        let president = house.joined(&mut manager, "社長", "executive").await;
        step_up(house, &mut manager).await;
        let described = [
            ("kinds", "company"),
            ("name", "株式会社見本製作所"),
            ("corporate_number", "7123456789012"),
            ("address", "愛知県見本市1-1"),
            ("main_industry", "E24"),
            ("capital", "1000"),
            ("employees", "40"),
        ];
        let done = house.post(&mut manager, "/organisation", &described).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let path = body(house, &mut manager).await;
        let today = house.office.today();
        let day = |days: i64| today.saturating_add(jiff::ToSpan::days(days)).to_string();
        house.post(&mut manager, &path, &entered(&day(-100), &day(900))).await;
        let id = path.split('/').nth(3).unwrap().to_owned();
        let fields = [("person_name", "機関 管理者"), ("person_email", "kanri@example.jp")];
        let made = house.post(&mut manager, &format!("/operator/organisations/{id}/invite"), &fields).await;
        let mut administrator = Device::default();
        house.post(&mut administrator, &invitation(&made.text()), &[("password", PASSWORD)]).await;
        Self { house, manager, president, administrator, body: id }
    }

    /// The form of the application, all that is asked.
    fn filled(&self) -> Vec<(&'static str, String)> {
        let said = |text: &str| text.to_owned();
        vec![
            ("body", self.body.clone()),
            ("certification", said("on_site")),
            ("scope", said("プレス部品の設計に関わる技術情報の管理")),
            ("industry", said("E24")),
            ("fields", said("none")),
            ("site:new:name", said("本社工場")),
            ("site:new:address", said("愛知県見本市1-1")),
            ("staff", said("３８")),
            ("forms", said("paper")),
            ("forms", said("file")),
            ("advice", said("nobody")),
        ]
    }

    async fn begun(&mut self) -> String {
        self.house.post(&mut self.manager, "/applications", &[]).await.location
    }

    async fn written(&mut self, path: &str) -> Answer {
        let filled = self.filled();
        let fields: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.house.post(&mut self.manager, path, &fields).await
    }

    async fn confirmed(&mut self, path: &str) -> Answer {
        let page = self.house.get(&mut self.president, &format!("{path}/confirm")).await.text();
        let seen = field(&page, "seen");
        self.house.post(&mut self.president, &format!("{path}/confirm"), &[("seen", &seen)]).await
    }

    /// An application that is with the body: its address at the company, and that of the case at the body.
    async fn submitted(&mut self) -> (String, String) {
        let path = self.begun().await;
        let saved = self.written(&path).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        step_up(self.house, &mut self.president).await;
        let confirmed = self.confirmed(&path).await;
        assert_eq!(confirmed.location, path, "{}", confirmed.text());
        let done = self.house.post(&mut self.manager, &format!("{path}/submit"), &[]).await;
        assert_eq!(done.location, path, "{}", done.text());
        let list = self.house.get(&mut self.administrator, "/body/cases").await.text();
        let mut paths = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let case = paths.find(|found| found.starts_with("/body/cases/")).unwrap().to_owned();
        (path, case)
    }

    async fn body_does(&mut self, case: &str, deed: &str, fields: &[(&str, &str)]) -> Answer {
        self.house.post(&mut self.administrator, &format!("{case}/{deed}"), fields).await
    }
}

/// A review in which all fits.
const REVIEW: [(&str, &str); 8] = [
    ("identity-fits", "yes"),
    ("identity-reason", "登記と合う"),
    ("competence-fits", "yes"),
    ("competence-reason", "2人いる"),
    ("conflict-fits", "yes"),
    ("conflict-reason", "関係はない"),
    ("scope-fits", "yes"),
    ("scope-reason", "製造業"),
];

async fn quote(town: &mut Town<'_>, case: &str) -> Answer {
    let until = town.house.office.today().saturating_add(jiff::ToSpan::days(30)).to_string();
    let fields = [
        ("extent", "level-1"),
        ("fee-0-of", "documents"),
        ("fee-0-yen", "120,000"),
        ("fee-1-of", "site_days"),
        ("fee-1-yen", "１８００００"),
        ("until", until.as_str()),
    ];
    town.body_does(case, "quote", &fields).await
}

#[tokio::test]
async fn an_application_comes_to_an_agreement_and_the_assessment_begins() {
    for house in houses().await {
        let mut town = Town::new(&house).await;
        let (path, case) = town.submitted().await;
        let page = house.get(&mut town.administrator, &case).await.text();
        for shown in ["株式会社見本製作所", "きょうの認定の範囲に入っています", "プレス部品の設計", "本社工場", "38人"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        assert_eq!(town.body_does(&case, "review", &REVIEW).await.location, case, "{}", house.name);
        step_up(&house, &mut town.administrator).await;
        assert_eq!(town.body_does(&case, "accept", &[]).await.location, case, "{}", house.name);
        let quoted = quote(&mut town, &case).await;
        assert_eq!(quoted.location, case, "{}: {}", house.name, quoted.text());
        let page = house.get(&mut town.president, &path).await.text();
        for shown in ["120,000円", "180,000円", "300,000円", "費用と審査の範囲が示されました"] {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let seen = field(&page, "seen");
        let agreed = house.post(&mut town.president, &format!("{path}/agree"), &[("seen", &seen)]).await;
        assert_eq!(agreed.location, path, "{}: {}", house.name, agreed.text());
        assert_eq!(town.body_does(&case, "minimum", &[]).await.location, case, "{}", house.name);
        assert_eq!(town.body_does(&case, "begin", &[]).await.location, case, "{}", house.name);
        let page = house.get(&mut town.manager, &path).await.text();
        assert!(page.contains("が審査しています") && page.contains("最低限の範囲が示されました"), "{}", house.name);
        // What happened stands in the history of the body, and the record is as it was recorded.
        let history = house.get(&mut town.administrator, "/history").await.text();
        for sentence in ["認証の申込みが届いた", "申込みを受け付けた", "会社が合意した", "審査を始めた"]
        {
            assert!(history.contains(sentence), "{}: {sentence}", house.name);
        }
        let examined = house.office.store().examine().await.unwrap();
        assert!(examined.findings.is_empty(), "{}: {:?}", house.name, examined.findings);
        let rebuilt = house.office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|table| table.missing + table.surplus == 0), "{}: {rebuilt:?}", house.name);
    }
}

#[tokio::test]
async fn what_is_missing_is_told_and_what_was_typed_is_kept() {
    for house in houses().await {
        let mut town = Town::new(&house).await;
        let path = town.begun().await;
        let page = house.get(&mut town.manager, &path).await.text();
        for place in ["認証機関", "認証の種類", "認証の範囲", "事業所", "守るべき情報の態様"]
        {
            assert!(page.contains(&format!(">{place}</a>")), "{}: {place}", house.name);
        }
        assert!(!page.contains("/confirm\""), "{}: nothing to confirm yet", house.name);
        let wrong = [
            ("scope", "設計"),
            ("staff", "many"),
            ("site:new:name", "工場"),
            ("advice", "listed"),
            ("wish-1", "someday"),
            ("forms", "smoke"),
        ];
        let answer = house.post(&mut town.manager, &path, &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let page = answer.text();
        for name in ["staff", "site:new:address", "advice", "wish-1", "forms"] {
            assert!(page.contains(&format!("id=\"{name}-fault\"")), "{}: {name}: {page}", house.name);
        }
        assert!(page.contains("設計</textarea>") && page.contains("value=\"many\""), "{}: kept", house.name);
        let past = house.post(&mut town.manager, &path, &[("wish-1", "2020-01-01")]).await;
        assert_eq!(past.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(past.text().contains("希望日はあすからの日"), "{}: {}", house.name, past.text());
        step_up(&house, &mut town.president).await;
        let submitted = house.post(&mut town.president, &format!("{path}/submit"), &[]).await;
        assert_eq!(submitted.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(submitted.text().contains("まだ書いていないところがあります"), "{}", house.name);
    }
}

#[tokio::test]
async fn a_change_after_the_confirmation_makes_it_void_and_a_site_is_taken_out() {
    for house in houses().await {
        let mut town = Town::new(&house).await;
        let path = town.begun().await;
        town.written(&path).await;
        let before = house.get(&mut town.president, &format!("{path}/confirm")).await.text();
        step_up(&house, &mut town.president).await;
        assert_eq!(town.confirmed(&path).await.location, path, "{}", house.name);
        // The same again changes nothing.
        let mut same = town.filled();
        same.retain(|(name, _)| !name.starts_with("site:new"));
        same.extend([("site:1:name", "本社工場".to_owned()), ("site:1:address", "愛知県見本市1-1".to_owned())]);
        let fields: Vec<(&str, &str)> = same.iter().map(|(name, value)| (*name, value.as_str())).collect();
        house.post(&mut town.manager, &path, &fields).await;
        assert!(house.get(&mut town.manager, &path).await.text().contains("認証機関に出せます"), "{}", house.name);
        // Another site, and the first one taken out.
        let mut other = same.clone();
        other.retain(|(name, _)| !name.starts_with("site:"));
        for (name, value) in [
            ("site:1:name", ""),
            ("site:1:address", ""),
            ("site:new:name", "第二工場"),
            ("site:new:address", "愛知県見本市2"),
        ] {
            other.push((name, value.to_owned()));
        }
        let fields: Vec<(&str, &str)> = other.iter().map(|(name, value)| (*name, value.as_str())).collect();
        house.post(&mut town.manager, &path, &fields).await;
        let page = house.get(&mut town.manager, &path).await.text();
        assert!(page.contains("第二工場") && !page.contains("value=\"本社工場\""), "{}: {page}", house.name);
        assert!(page.contains("確認・記名をお願いしてください"), "{}", house.name);
        // What was seen before is not confirmed now.
        let old = field(&before, "seen");
        let late = house.post(&mut town.president, &format!("{path}/confirm"), &[("seen", &old)]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(late.text().contains("内容が変わっています"), "{}: {}", house.name, late.text());
    }
}

#[tokio::test]
async fn the_representative_confirms_on_paper_as_well() {
    for house in houses().await {
        let mut town = Town::new(&house).await;
        let path = town.begun().await;
        town.written(&path).await;
        step_up(&house, &mut town.manager).await;
        let page = house.get(&mut town.manager, &format!("{path}/confirm")).await.text();
        let (seen, today) = (field(&page, "seen"), house.office.today().to_string());
        let signer = page.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let signer = { signer }.find(|value| value.len() == 36).unwrap_or_default().to_owned();
        let fields = [
            ("seen", seen.as_str()),
            ("by", signer.as_str()),
            ("signed_on", today.as_str()),
            ("code", &seen[..12]),
            ("kept_where", "本社の金庫"),
        ];
        let way = format!("{path}/confirm/paper");
        let nothing = house.post_file(&mut town.manager, &way, &fields[..1], ("", b"")).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}: {}", house.name, nothing.text());
        let done = house.post_file(&mut town.manager, &way, &fields, ("確認書.pdf", b"%PDF-1.7 scan")).await;
        assert_eq!(done.location, path, "{}: {}", house.name, done.text());
        let done = house.post(&mut town.manager, &format!("{path}/submit"), &[]).await;
        assert_eq!(done.location, path, "{}: {}", house.name, done.text());
    }
}

#[tokio::test]
async fn a_body_says_why_it_declines_and_a_company_takes_its_case_back() {
    for house in houses().await {
        let mut town = Town::new(&house).await;
        let (path, case) = town.submitted().await;
        step_up(&house, &mut town.administrator).await;
        let early = town.body_does(&case, "accept", &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}: not reviewed", house.name);
        assert!(early.text().contains("INV-21"), "{}", house.name);
        let half = town.body_does(&case, "review", &REVIEW[..5]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(half.text().contains("登記と合う"), "{}: what was typed is kept", house.name);
        let mut unfit = REVIEW;
        unfit[2].1 = "no";
        town.body_does(&case, "review", &unfit).await;
        let refused = town.body_does(&case, "accept", &[]).await;
        assert!(
            refused.text().contains("問題があると記録されています：審査する力量"),
            "{}: {}",
            house.name,
            refused.text()
        );
        let empty = town.body_does(&case, "decline", &[("reasons", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let declined = town.body_does(&case, "decline", &[("reasons", "この業種を審査できる人がいません。")]).await;
        assert_eq!(declined.location, case, "{}", house.name);
        let page = house.get(&mut town.manager, &path).await.text();
        assert!(page.contains("受け付けませんでした") && page.contains("審査できる人がいません"), "{}", house.name);
        let over = house.post(&mut town.president, &format!("{path}/retract"), &[]).await;
        assert_eq!(over.status, StatusCode::CONFLICT, "{}: what is over stays", house.name);

        let (path, case) = town.submitted().await;
        let taken = house.post(&mut town.president, &format!("{path}/retract"), &[]).await;
        assert_eq!(taken.location, "/applications", "{}: {}", house.name, taken.text());
        let page = house.get(&mut town.administrator, &case).await.text();
        assert!(page.contains("取下げ") && !page.contains("name=\"identity-fits\""), "{}", house.name);
    }
}

/// Without an accreditation of the day nothing is accepted, whatever was reviewed (INV-22).
#[tokio::test]
async fn a_body_whose_accreditation_has_ended_accepts_nothing() {
    for house in houses().await {
        let mut town = Town::new(&house).await;
        let (_, case) = town.submitted().await;
        town.body_does(&case, "review", &REVIEW).await;
        step_up(&house, &mut town.administrator).await;
        let path = format!("/operator/organisations/{}/accreditation", town.body);
        let of = field(&house.get(&mut town.manager, &path).await.text(), "of");
        let on = house.office.today().to_string();
        let ended = [("deed", "end"), ("of", of.as_str()), ("ending", "abolished"), ("from", &on), ("source", "見本")];
        assert_eq!(house.post(&mut town.manager, &path, &ended).await.location, path, "{}", house.name);
        let refused = town.body_does(&case, "accept", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(refused.text().contains("INV-22"), "{}: {}", house.name, refused.text());
    }
}

/// Every role of both sides at every deed: done by those who may, and by nobody else.
#[tokio::test]
async fn each_role_does_what_is_its_own() {
    let house = houses().await.remove(0);
    let mut town = Town::new(&house).await;
    let (path, case) = town.submitted().await;
    let mut people: Vec<(&str, Device)> = Vec::new();
    for (name, role) in [("担当", "staff"), ("閲覧", "viewer")] {
        let device = house.joined(&mut town.manager, name, role).await;
        people.push((role, device));
    }
    for (name, role) in [
        ("受付", "reception"),
        ("審査", "auditor"),
        ("助言", "adviser"),
        ("判定", "decision_maker"),
        ("確認", "reviewer"),
    ] {
        let device = house.joined(&mut town.administrator, name, role).await;
        people.push((role, device));
    }
    people.push(("executive", town.president.clone()));
    people.push(("protection_manager", town.manager.clone()));
    people.push(("administrator", town.administrator.clone()));
    for (_, device) in &mut people {
        step_up(&house, device).await;
    }
    let company = "executive protection_manager staff viewer";
    let mut deeds: Vec<(Method, String, &str)> = vec![
        (Method::GET, "/applications".to_owned(), company),
        (Method::GET, path.clone(), company),
        (Method::POST, "/applications".to_owned(), "executive protection_manager staff"),
        (Method::POST, path.clone(), "executive protection_manager staff"),
        (Method::POST, format!("{path}/submit"), "executive protection_manager"),
        (Method::POST, format!("{path}/retract"), "executive protection_manager"),
        // Auditors and advisers see the list of their own.
        (Method::GET, "/body/cases".to_owned(), "reception adviser auditor reviewer decision_maker administrator"),
        (Method::GET, case.clone(), "reception reviewer decision_maker administrator"),
        (Method::POST, format!("{case}/review"), "reception administrator"),
    ];
    for deed in ["accept", "begin"] {
        deeds.push((Method::POST, format!("{case}/{deed}"), "administrator"));
    }
    // A deed of one changes what another finds: what counts is whether the right was refused, so each is asked for in an order
    // in which nothing ends.
    deeds.sort_by_key(|(method, path, _)| (*method != Method::GET, path.ends_with("/retract")));
    for (method, path, may) in &deeds {
        for (role, device) in &mut people {
            let fields: Vec<(&str, &str)> = if path.ends_with("/review") { REVIEW.to_vec() } else { Vec::new() };
            let answer = house.ask(device, method.clone(), path, &fields).await;
            let refused = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            let expected = !may.split(' ').any(|known| known == *role);
            assert_eq!(refused, expected, "{role}: {method} {path}: {} {}", answer.status, answer.text());
        }
    }
}
