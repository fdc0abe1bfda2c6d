//! The people of a certification body, through its pages on both databases: what they are competent in, what ties them to the
//! client of a case, and whom they advised; each fault at its field, each rule with its facts, and every role.

use axum::http::{Method, StatusCode};
use jiff::ToSpan as _;

use crate::accreditations::{body, entered};
use crate::house::{Answer, Device, House, PASSWORD, houses};
use crate::operator::{invitation, operator};

/// A body with its administrator, and the company that can apply to it.
struct Stage<'h> {
    house: &'h House,
    manager: Device,
    administrator: Device,
    body: String,
}

/// The first value of a field of this name on a page.
fn field(page: &str, name: &str) -> String {
    let at = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    at.split('"').next().unwrap_or_default().to_owned()
}

/// The id of the person whose link in the list of people has this name.
fn person(page: &str, name: &str) -> String {
    let mut links = page.split("href=\"/body/people/").skip(1);
    let link = links.find(|rest| rest.split("</a>").next().unwrap_or_default().contains(name));
    link.unwrap()[..36].to_owned()
}

async fn step_up(house: &House, device: &mut Device) {
    house.post(device, "/confirm", &[("password", PASSWORD)]).await;
}

/// Somebody who administers a body that the operator has registered.
async fn administrator(house: &House, operator: &mut Device, body: &str, email: &str) -> Device {
    let fields = [("person_name", "機関 管理者"), ("person_email", email)];
    let made = house.post(operator, &format!("/operator/organisations/{body}/invite"), &fields).await;
    let mut device = Device::default();
    house.post(&mut device, &invitation(&made.text()), &[("password", PASSWORD)]).await;
    device
}

impl<'h> Stage<'h> {
    async fn new(house: &'h House) -> Self {
        let mut manager = operator(house).await;
        let path = body(house, &mut manager).await;
        let body = path.split('/').nth(3).unwrap().to_owned();
        let administrator = administrator(house, &mut manager, &body, "kanri@example.jp").await;
        Self { house, manager, administrator, body }
    }

    fn day(&self, days: i64) -> String {
        self.house.office.today().saturating_add(days.days()).to_string()
    }

    /// A day as it is read.
    fn read(&self, days: i64) -> String {
        let today = self.house.office.today();
        app::Texts::new(criteria::text::Lang::Ja).date(today.saturating_add(days.days()), today)
    }

    /// Somebody of the body in this role: the device, and the address of the page about them.
    async fn joined(&mut self, name: &str, role: &str) -> (Device, String) {
        let device = self.house.joined(&mut self.administrator, name, role).await;
        let list = self.house.get(&mut self.administrator, "/body/people").await.text();
        (device, format!("/body/people/{}", person(&list, name)))
    }

    async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.house.post(&mut self.administrator, path, fields).await
    }

    async fn page(&mut self, path: &str) -> String {
        self.house.get(&mut self.administrator, path).await.text()
    }

    /// The case that comes of an application with this declaration of earlier advice: its address at the body.
    async fn case(&mut self, advice: &[(&'static str, String)]) -> String {
        let (house, today) = (self.house, self.house.office.today());
        let day = |days: i64| today.saturating_add(days.days()).to_string();
        let mut president = house.joined(&mut self.manager, "社長", "executive").await;
        step_up(house, &mut self.manager).await;
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
        house.post(&mut self.manager, "/organisation", &described).await;
        let accreditation = format!("/operator/organisations/{}/accreditation", self.body);
        house.post(&mut self.manager, &accreditation, &entered(&day(-100), &day(900))).await;
        let path = house.post(&mut self.manager, "/applications", &[]).await.location;
        let mut fields: Vec<(&str, &str)> = vec![
            ("body", &self.body),
            ("certification", "on_site"),
            ("scope", "プレス部品の設計に関わる技術情報の管理"),
            ("industry", "E24"),
            ("fields", "none"),
            ("site:new:name", "本社工場"),
            ("site:new:address", "愛知県見本市1-1"),
            ("staff", "38"),
            ("forms", "paper"),
        ];
        fields.extend(advice.iter().map(|(name, value)| (*name, value.as_str())));
        let saved = house.post(&mut self.manager, &path, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = house.get(&mut president, &format!("{path}/confirm")).await.text();
        let seen = field(&page, "seen");
        house.post(&mut president, &format!("{path}/confirm"), &[("seen", &seen)]).await;
        let done = house.post(&mut self.manager, &format!("{path}/submit"), &[]).await;
        assert_eq!(done.location, path, "{}", done.text());
        let list = house.get(&mut self.administrator, "/body/cases").await.text();
        let mut paths = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        paths.find(|found| found.starts_with("/body/cases/")).unwrap().to_owned()
    }

    /// That the record is as it was recorded, and every row follows from it.
    async fn sound(&self) {
        let examined = self.house.office.store().examine().await.unwrap();
        assert!(examined.findings.is_empty(), "{}: {:?}", self.house.name, examined.findings);
        let rebuilt = self.house.office.rebuild().await.unwrap();
        let same = rebuilt.iter().all(|table| table.missing + table.surplus == 0);
        assert!(same, "{}: {rebuilt:?}", self.house.name);
    }
}

fn nobody_advised() -> Vec<(&'static str, String)> {
    vec![("advice", "nobody".to_owned())]
}

#[tokio::test]
async fn the_first_deed_begins_the_records_and_who_comes_back_has_others() {
    for house in houses().await {
        let mut stage = Stage::new(&house).await;
        let (_, path) = stage.joined("審査 一郎", "auditor").await;
        let list = stage.page("/body/people").await;
        assert!(list.contains("手続きの必要な人が2人います") && list.contains("記録がない"), "{}: {list}", house.name);
        let (today, soon, later) = (stage.day(0), stage.day(30), stage.day(700));
        let pledge = [("deed", "pledge"), ("from", today.as_str()), ("evidence", "誓約書（総務の書庫）")];
        assert_eq!(stage.send(&path, &pledge).await.location, path, "{}", house.name);
        let page = stage.page(&path).await;
        assert!(
            page.contains("誓約書（総務の書庫）") && page.contains("有効な力量の記録がありません"),
            "{}",
            house.name
        );
        let found = [
            ("deed", "find"),
            ("part", "1-1"),
            ("part", "1-3"),
            ("industry", "E"),
            ("from", today.as_str()),
            ("until", soon.as_str()),
            ("evidence", "立ち会って評価した審査"),
        ];
        let done = stage.send(&path, &found).await;
        assert_eq!(done.location, path, "{}: {}", house.name, done.text());
        let list = stage.page("/body/people").await;
        for shown in ["製造業 (E)", "Ⅰ 第一 守る情報を決める", "Ⅰ 第三 責任者と方針", "もうすぐ期限", "あと30日"]
        {
            assert!(list.contains(shown), "{}: {shown}: {list}", house.name);
        }
        let mut renewed = found;
        renewed[5].1 = later.as_str();
        assert_eq!(stage.send(&path, &renewed).await.location, path, "{}", house.name);
        assert!(!stage.page("/body/people").await.contains("もうすぐ期限"), "{}: renewed", house.name);
        let lost = [("deed", "withdraw"), ("area", "criteria/1-1"), ("on", today.as_str()), ("reason", "担当を替えた")];
        assert_eq!(stage.send(&path, &lost).await.location, path, "{}", house.name);
        let left = [("deed", "leave"), ("on", today.as_str())];
        assert_eq!(stage.send(&path, &left).await.location, path, "{}", house.name);
        let page = stage.page(&path).await;
        for shown in [
            "製造業 (E)を審査できるとあらためて認めた",
            "担当を替えた",
            "に機関を離れています。秘密を守る義務は、いまも続いています",
            "もどってからの新しい記録が始まります",
        ] {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        assert!(!page.contains("回目の在籍"), "{}: there was one", house.name);
        assert_eq!(stage.send(&path, &pledge).await.location, path, "{}", house.name);
        let page = stage.page(&path).await;
        assert!(page.contains("2回目の在籍") && page.contains("担当を替えた"), "{}: {page}", house.name);
        assert!(!page.contains("に機関を離れています"), "{}: back again", house.name);
        let history = stage.page("/history").await;
        for sentence in ["力量の記録を始めた", "力量をあらためて認めた", "機関を離れたことを記録した"]
        {
            assert!(history.contains(sentence), "{}: {sentence}", house.name);
        }
        stage.sound().await;
    }
}

#[tokio::test]
async fn faults_of_a_record_stand_at_their_fields_and_rules_name_their_facts() {
    for house in houses().await {
        let mut stage = Stage::new(&house).await;
        let (_, path) = stage.joined("審査 一郎", "auditor").await;
        let nothing = stage.send(&path, &[("deed", "find"), ("from", "someday"), ("evidence", "資格")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        for name in ["areas", "from", "until"] {
            assert!(nothing.text().contains(&format!("id=\"find-{name}-fault\"")), "{}: {name}", house.name);
        }
        assert!(nothing.text().contains("value=\"someday\"") && nothing.text().contains("資格</textarea>"), "kept");
        for unknown in [("part", "9-9"), ("industry", "Z99"), ("industry", "e24")] {
            let fields =
                [("deed", "find"), unknown, ("from", "2026-01-01"), ("until", "2026-02-01"), ("evidence", "x")];
            let answer = stage.send(&path, &fields).await;
            assert!(answer.text().contains("id=\"find-areas-fault\""), "{}: {unknown:?}", house.name);
        }
        let (yesterday, today, tomorrow) = (stage.day(-1), stage.day(0), stage.day(1));
        let find = |from, until, reason| {
            [
                ("deed", "find"),
                ("industry", "E24"),
                ("from", from),
                ("until", until),
                ("evidence", "x"),
                ("reason", reason),
            ]
        };
        let past = stage.send(&path, &find(&yesterday, &tomorrow, "")).await;
        assert_eq!(past.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(past.text().contains("さかのぼって記録する理由を書いてください"), "{}: {}", house.name, past.text());
        assert!(past.text().contains(&format!("value=\"{yesterday}\"")), "{}: kept", house.name);
        let page = stage.page(&path).await;
        assert!(page.contains("まだ記録がありません"), "{}: nothing was begun", house.name);
        let long = stage.send(&path, &find(&today, "2099-01-01", "")).await;
        assert_eq!(long.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(long.text().contains("2099年1月1日（木）となっています"), "{}: {}", house.name, long.text());
        assert_eq!(stage.send(&path, &find(&yesterday, &tomorrow, "前から")).await.location, path, "{}", house.name);
        let later = [("deed", "pledge"), ("from", tomorrow.as_str()), ("evidence", "x")];
        let later = stage.send(&path, &later).await;
        assert!(later.text().contains("誓約があってから記録してください"), "{}: {}", house.name, later.text());
        let none = [("deed", "withdraw"), ("area", "industry/A"), ("on", today.as_str()), ("reason", "x")];
        let none = stage.send(&path, &none).await;
        assert_eq!(none.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(none.text().contains("認めている期間がありません"), "{}: {}", house.name, none.text());
        let english = stage.send(&format!("/en{path}"), &find(&today, "2099-01-01", "")).await;
        assert!(english.text().contains("Expected a last day from"), "{}: {}", house.name, english.text());
        assert_eq!(stage.send(&path, &[("deed", "dance")]).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        // Who has no records yet has nothing to be withdrawn.
        let (_, other) = stage.joined("審査 二郎", "auditor").await;
        let unkept = [("deed", "withdraw"), ("area", "industry/E24"), ("on", today.as_str()), ("reason", "x")];
        let unkept = stage.send(&other, &unkept).await;
        assert!(unkept.text().contains("この人の記録はまだありません"), "{}: {}", house.name, unkept.text());
    }
}

#[tokio::test]
async fn what_a_company_declared_is_entered_in_one_step_and_says_until_when_it_counts() {
    for house in houses().await {
        let mut stage = Stage::new(&house).await;
        let (from, until) = (stage.day(-40), stage.day(-30));
        let advice = vec![
            ("advice", "listed".to_owned()),
            ("advice-1-who", "助言太郎（見本認証センター）".to_owned()),
            ("advice-1-from", from),
            ("advice-1-until", until),
        ];
        let case = stage.case(&advice).await;
        let (_, about) = stage.joined("助言 太郎", "adviser").await;
        let (path, person) = (format!("{case}/ties"), about.rsplit('/').next().unwrap().to_owned());
        let page = stage.page(&path).await;
        for shown in ["まだ記録していないものが1件あります", "助言太郎（見本認証センター）", "記録のある人はいません"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let nobody = stage.send(&path, &[("deed", "declared"), ("place", "0"), ("person", "")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(nobody.text().contains("href=\"#declared-0-person\""), "{}: {}", house.name, nobody.text());
        let declared = [("deed", "declared"), ("place", "0"), ("person", person.as_str())];
        let done = stage.send(&path, &declared).await;
        assert_eq!(done.location, path, "{}: {}", house.name, done.text());
        let page = stage.page(&path).await;
        assert!(page.contains("記録ずみ") && page.contains("指導・助言をした"), "{}: {page}", house.name);
        // Two years after the last day, by the rules that are shipped.
        let today = house.office.today();
        let last = scheme::period::within_years_after(today.saturating_add((-30).days()), 2);
        let last = app::Texts::new(criteria::text::Lang::Ja).date(last, today);
        let bar = format!("{last}まで、審査に入るには理由の記録が必要");
        assert!(page.contains(&bar), "{}: {bar}: {page}", house.name);
        let unknown = [("deed", "declared"), ("place", "7"), ("person", person.as_str())];
        assert_eq!(stage.send(&path, &unknown).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        stage.sound().await;
    }
}

#[tokio::test]
async fn a_tie_is_entered_ended_and_struck_and_stays_to_be_seen() {
    for house in houses().await {
        let mut stage = Stage::new(&house).await;
        let case = stage.case(&nobody_advised()).await;
        let (_, about) = stage.joined("審査 一郎", "auditor").await;
        let (path, person) = (format!("{case}/ties"), about.rsplit('/').next().unwrap().to_owned());
        let page = stage.page(&path).await;
        assert!(page.contains("申込みに、指導・助言の申告はありません"), "{}: {page}", house.name);
        let half = stage.send(&path, &[("deed", "enter"), ("person", &person), ("source", "本人の申告")]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        for name in ["tie", "from"] {
            assert!(half.text().contains(&format!("id=\"enter-{name}-fault\"")), "{}: {name}", house.name);
        }
        assert!(half.text().contains("本人の申告</textarea>"), "{}: kept", house.name);
        let (before, today, tomorrow) = (stage.day(-10), stage.day(0), stage.day(1));
        let enter = |from, until| {
            [
                ("deed", "enter"),
                ("person", person.as_str()),
                ("tie", "employment"),
                ("from", from),
                ("until", until),
                ("source", "本人の申告"),
            ]
        };
        let later = stage.send(&path, &enter(&tomorrow, "")).await;
        assert_eq!(later.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(later.text().contains("その日が来てから記録してください"), "{}: {}", house.name, later.text());
        let turned = stage.send(&path, &enter(&today, &before)).await;
        assert!(turned.text().contains("からの日にしてください"), "{}: {}", house.name, turned.text());
        assert_eq!(stage.send(&path, &enter(&before, "")).await.location, path, "{}", house.name);
        let page = stage.page(&path).await;
        for shown in ["この会社で働いている", "続いているあいだ審査に入れない", "本人の申告"]
        {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let end = |until| {
            [("deed", "end"), ("person", person.as_str()), ("entry", "1"), ("until", until), ("source", "退職の届け")]
        };
        assert_eq!(stage.send(&path, &end(&today)).await.location, path, "{}", house.name);
        let again = stage.send(&path, &end(&before)).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(again.text().contains("に終わったと記録されています"), "{}: {}", house.name, again.text());
        let empty = [("deed", "strike"), ("person", person.as_str()), ("entry", "1"), ("reason", " ")];
        assert_eq!(stage.send(&path, &empty).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let strike = [("deed", "strike"), ("person", person.as_str()), ("entry", "1"), ("reason", "人違い")];
        assert_eq!(stage.send(&path, &strike).await.location, path, "{}", house.name);
        let page = stage.page(&path).await;
        for shown in ["誤りとして消した", "人違い", "退職の届け"] {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let unknown = [("deed", "strike"), ("person", person.as_str()), ("entry", "9"), ("reason", "x")];
        assert_eq!(stage.send(&path, &unknown).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        stage.sound().await;
    }
}

/// The advice stands in the case and ties who gave it to the company, at once (INV-01).
#[tokio::test]
async fn who_advised_is_tied_to_the_company_from_then_on() {
    for house in houses().await {
        let mut stage = Stage::new(&house).await;
        let case = stage.case(&nobody_advised()).await;
        let (mut adviser, about) = stage.joined("助言 太郎", "adviser").await;
        let (mut auditor, of_auditor) = stage.joined("審査 一郎", "auditor").await;
        let id = |about: &str| about.rsplit('/').next().unwrap().to_owned();
        let path = format!("{case}/advice");
        let page = stage.page(&path).await;
        assert!(page.contains("この案件での助言は、まだ記録されていません"), "{}: {page}", house.name);
        assert!(page.contains("助言 太郎") && !page.contains("審査 一郎"), "{}: advisers alone", house.name);
        assert!(page.contains("まだ会社に示したという記録がありません"), "{}: {page}", house.name);
        let nothing = stage.send(&path, &[("deed", "advise"), ("what", "分け方")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        for name in ["person", "on"] {
            assert!(nothing.text().contains(&format!("id=\"advise-{name}-fault\"")), "{}: {name}", house.name);
        }
        assert!(nothing.text().contains("分け方</textarea>"), "{}: kept", house.name);
        let (today, before) = (stage.day(0), stage.day(-1));
        let (adviser_id, auditor_id) = (id(&about), id(&of_auditor));
        let told = |person, on| [("deed", "advise"), ("person", person), ("on", on), ("what", "情報の分け方")];
        let early = stage.send(&path, &told(&adviser_id, &before)).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(early.text().contains("指導・助言の日は"), "{}: {}", house.name, early.text());
        let other = stage.send(&path, &told(&auditor_id, &today)).await;
        assert_eq!(other.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(other.text().contains("助言者の役割がある人か"), "{}: {}", house.name, other.text());
        // Nothing of a refusal stays, and the adviser sees the case only when they have a part in it.
        assert!(!stage.page(&format!("{case}/ties")).await.contains("指導・助言をした</b>"), "{}", house.name);
        assert_eq!(house.get(&mut adviser, &case).await.status, StatusCode::FORBIDDEN, "{}", house.name);
        let done = house.post(&mut adviser, &path, &told(&adviser_id, &today)).await;
        assert_eq!(done.location, path, "{}: {}", house.name, done.text());
        assert_eq!(house.get(&mut adviser, &case).await.status, StatusCode::OK, "{}: a part in it", house.name);
        let bar = "まで、審査に入るには理由の記録が必要";
        let page = house.get(&mut adviser, &path).await.text();
        assert!(page.contains("情報の分け方") && page.contains(bar), "{}: {page}", house.name);
        assert!(page.contains("機関のほかの人は審査できます"), "{}", house.name);
        let ties = stage.page(&format!("{case}/ties")).await;
        assert!(ties.contains("この案件で") && ties.contains(bar), "{}: {ties}", house.name);
        assert!(ties.contains("何も記録されていない人：") && ties.contains("審査 一郎"), "{}: {ties}", house.name);
        assert_eq!(house.get(&mut auditor, &path).await.status, StatusCode::FORBIDDEN, "{}", house.name);
        stage.send(&format!("{case}/minimum"), &[]).await;
        let shown = format!("{}に会社に示しました", stage.read(0));
        assert!(stage.page(&path).await.contains(&shown), "{}: {shown}", house.name);
        stage.sound().await;
    }
}

/// A page or deed: how and where it is asked for, what is sent, and the roles that may.
type Asked<'a> = (Method, String, Vec<(&'a str, &'a str)>, &'a str);

/// Every role of the body at every page and deed: done by those who may, and by nobody else.
#[tokio::test]
async fn each_role_sees_and_records_what_is_its_own() {
    let house = houses().await.remove(0);
    let mut stage = Stage::new(&house).await;
    let case = stage.case(&nobody_advised()).await;
    let mut people: Vec<(&str, Device)> = Vec::new();
    let mut about = String::new();
    for (name, role) in [
        ("受付", "reception"),
        ("審査", "auditor"),
        ("助言", "adviser"),
        ("判定", "decision_maker"),
        ("確認", "reviewer"),
    ] {
        let (device, page) = stage.joined(name, role).await;
        people.push((role, device));
        about = page;
    }
    people.push(("administrator", stage.administrator.clone()));
    let id = about.rsplit('/').next().unwrap().to_owned();
    let today = stage.day(0);
    let pledge = vec![("deed", "pledge"), ("from", today.as_str()), ("evidence", "x")];
    let tie =
        vec![("deed", "enter"), ("person", id.as_str()), ("tie", "family"), ("from", today.as_str()), ("source", "x")];
    // Of whom advised nobody is refused: the reader is one who can be named, by a rule or by their role.
    let advice = vec![("deed", "advise"), ("person", id.as_str()), ("on", today.as_str()), ("what", "x")];
    let sees = "reception reviewer administrator";
    let deeds: Vec<Asked<'_>> = vec![
        (Method::GET, "/body/people".to_owned(), Vec::new(), sees),
        (Method::GET, about.clone(), Vec::new(), sees),
        (Method::GET, format!("{case}/ties"), Vec::new(), sees),
        (Method::GET, format!("{case}/advice"), Vec::new(), "reception adviser reviewer decision_maker administrator"),
        (Method::POST, about.clone(), pledge, "administrator"),
        (Method::POST, format!("{case}/ties"), tie, "administrator"),
        (Method::POST, format!("{case}/advice"), advice, "reception adviser administrator"),
    ];
    for (method, path, fields, may) in &deeds {
        for (role, device) in &mut people {
            let answer = house.ask(device, method.clone(), path, fields).await;
            let refused = answer.status == StatusCode::FORBIDDEN;
            let expected = !may.split(' ').any(|known| known == *role);
            assert_eq!(refused, expected, "{role}: {method} {path}: {} {}", answer.status, answer.text());
        }
    }
    // What a reader may not do is not offered, and who could is named.
    let (_, reception) = people.iter_mut().find(|(role, _)| *role == "reception").unwrap();
    for path in [about.clone(), format!("{case}/ties")] {
        let page = house.get(reception, &path).await.text();
        assert!(page.contains("記録できるのは管理者です"), "{path}: {page}");
        assert!(!page.contains("name=\"deed\""), "{path}: {page}");
    }
}

#[tokio::test]
async fn the_people_of_a_body_are_not_there_for_another_and_for_the_company() {
    for house in houses().await {
        let mut stage = Stage::new(&house).await;
        let case = stage.case(&nobody_advised()).await;
        let (_, about) = stage.joined("審査 一郎", "auditor").await;
        let id = about.rsplit('/').next().unwrap().to_owned();
        let fields = [
            ("kinds", "certification_body"),
            ("name", "架空審査機構"),
            ("person_name", "管理 者"),
            ("person_email", "two@example.jp"),
        ];
        house.post(&mut stage.manager, "/operator/organisations/new", &fields).await;
        let list = house.get(&mut stage.manager, "/operator").await.text();
        let paths = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let mut bodies =
            paths.filter(|path| path.ends_with("/accreditation")).map(|path| path.split('/').nth(3).unwrap());
        let other = bodies.find(|body| *body != stage.body).unwrap().to_owned();
        let mut stranger = administrator(&house, &mut stage.manager, &other, "three@example.jp").await;
        assert_eq!(house.get(&mut stranger, "/body/people").await.status, StatusCode::OK, "{}", house.name);
        let today = stage.day(0);
        let pledge = [("deed", "pledge"), ("from", today.as_str()), ("evidence", "x")];
        let tie =
            [("deed", "enter"), ("person", id.as_str()), ("tie", "family"), ("from", today.as_str()), ("source", "x")];
        let advice = [("deed", "advise"), ("person", id.as_str()), ("on", today.as_str()), ("what", "x")];
        for (path, fields) in
            [(about.clone(), &pledge[..]), (format!("{case}/ties"), &tie[..]), (format!("{case}/advice"), &advice[..])]
        {
            for device in [&mut stranger, &mut stage.manager] {
                let (read, sent) = (house.get(device, &path).await, house.post(device, &path, fields).await);
                for answer in [read, sent] {
                    let hidden = matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
                    assert!(
                        hidden && !answer.text().contains("審査 一郎"),
                        "{}: {path}: {}",
                        house.name,
                        answer.text()
                    );
                }
            }
            assert_eq!(house.get(&mut stranger, &path).await.status, StatusCode::NOT_FOUND, "{}: {path}", house.name);
        }
        // Nobody of another organisation is entered, whatever id is sent.
        let nobody = uuid::Uuid::new_v4().to_string();
        let mut of_nobody = tie;
        of_nobody[1].1 = nobody.as_str();
        let answer = stage.send(&format!("{case}/ties"), &of_nobody).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", house.name);
        let answer = stage.send(&format!("/body/people/{nobody}"), &pledge).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", house.name);
    }
}
