//! Members and organisations on the pages, through the router, on both databases: what each kind of organisation gives,
//! who may change whom, what stands there already, and what is never lost or shown.

use crate::house::{Device, House, houses};
use axum::http::StatusCode;

/// The id of the person whose card holds `name`.
fn person(page: &str, name: &str) -> String {
    let card = page.split("<li class=\"card\">").find(|card| card.contains(name)).unwrap();
    let at = card.find("action=\"/members/").unwrap() + "action=\"/members/".len();
    card[at..][..36].to_owned()
}

/// Somebody who registers an organisation of these kinds and acts for it.
async fn registers(house: &House, manager: &mut Device, who: &str, kinds: &[&str], name: &str) -> Device {
    let mut device = house.joined(manager, who, "viewer").await;
    let mut form = vec![("name", name)];
    form.extend(kinds.iter().map(|kind| ("kinds", *kind)));
    let done = house.post(&mut device, "/organisations/new", &form).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/today"), "{}", done.text());
    device
}

#[tokio::test]
async fn each_kind_of_organisation_registers_and_gives_its_own_roles() {
    for house in houses().await {
        let mut manager = house.manager().await;
        for (kinds, name, gives, never, today) in [
            (&["sole_proprietor"][..], "見本工房", "担当者", "審査員", "まだチェックがありません"),
            (&["research_institution"], "見本研究所", "担当者", "審査員", "まだチェックがありません"),
            (&["university"], "見本大学", "担当者", "起案", "まだチェックがありません"),
            (&["association"], "見本工業会", "担当者", "審査員", "まだチェックがありません"),
            (&["agency"], "見本機構", "担当者", "起案", "まだチェックがありません"),
            (&["certification_body"], "見本認証センター", "審査員", "担当者", "「案件」で進めます"),
            (&["ministry"], "架空省", "起案", "審査員", "省庁としていまできる"),
        ] {
            let mut device = registers(&house, &mut manager, name, kinds, name).await;
            let page = house.get(&mut device, "/members").await.text();
            let option = |role: &str| page.contains(&format!(">{role}</option>"));
            assert!(option(gives) && !option(never), "{}: {name}", house.name);
            assert!(!option("運営者"), "{}: nobody operates from {name}", house.name);
            let shown = house.get(&mut device, "/today").await;
            assert_eq!(shown.status, StatusCode::OK);
            assert!(shown.text().contains(today), "{}: {name}: {}", house.name, shown.text());
            for path in ["/deadlines", "/organisation", "/history", "/organisations?q=見"] {
                assert_eq!(house.get(&mut device, path).await.status, StatusCode::OK, "{} {name} {path}", house.name);
            }
        }
        // One that is several gives the roles of each, and whoever founds it the one that manages.
        let kinds = ["certification_body", "association"];
        let mut both = registers(&house, &mut manager, "両方の人", &kinds, "見本協会").await;
        let page = house.get(&mut both, "/members").await.text();
        for role in ["審査員", "担当者", "管理者", "経営者"] {
            assert!(page.contains(&format!(">{role}</option>")), "{}: {role}", house.name);
        }
        let made = house.post(&mut both, "/members/invite", &[("name", "審査の人"), ("role", "auditor")]).await;
        assert_eq!(made.status, StatusCode::OK, "{}", house.name);
        let wrong = house.post(&mut both, "/members/invite", &[("name", "起案の人"), ("role", "drafting")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.text().contains("この種類の組織にはない役割") && wrong.text().contains("起案の人"),
            "{}",
            house.name
        );
    }
}

#[tokio::test]
async fn a_sole_proprietor_has_no_number_and_a_company_may_give_its_number_up() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut device = house.joined(&mut manager, "個人の人", "viewer").await;
        let number = [("kinds", "sole_proprietor"), ("name", "見本工房"), ("corporate_number", "4011001098993")];
        let refused = house.post(&mut device, "/organisations/new", &number).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("個人事業主の方は"), "{}", house.name);
        let both = [("kinds", "sole_proprietor"), ("kinds", "company"), ("name", "見本工房")];
        assert_eq!(house.post(&mut device, "/organisations/new", &both).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let without = [("kinds", "company"), ("name", "株式会社見本製作所"), ("employees", "40")];
        assert_eq!(house.post(&mut manager, "/organisation", &without).await.location, "/organisation");
        assert!(!house.get(&mut manager, "/organisation").await.text().contains("7123456789012"), "{}", house.name);
        // Given up, it may be another's.
        house.register(&mut device, "架空精機株式会社", "7123456789012").await;
    }
}

#[tokio::test]
async fn an_organisation_that_may_be_there_already_is_shown_before_another_is_registered() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut other = house.joined(&mut manager, "鈴木", "viewer").await;
        // The same name in another form, and without the number.
        let mut form = vec![("kinds", "company"), ("name", "（株）見本製作所"), ("employees", "12")];
        let shown = house.post(&mut other, "/organisations/new", &form).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        for part in ["よく似た名前の組織があります", "株式会社見本製作所", "7123456789012", "（株）見本製作所", "12"]
        {
            assert!(shown.text().contains(part), "{}: {part}", house.name);
        }
        assert!(!shown.text().contains("山田"), "{}: nobody's name", house.name);
        form.push(("another", "yes"));
        assert_eq!(house.post(&mut other, "/organisations/new", &form).await.location, "/today", "{}", house.name);
        // A number is one organisation's whatever anybody says.
        let taken = [("kinds", "company"), ("name", "別名"), ("corporate_number", "7123456789012")];
        let shown = house.post(&mut other, "/organisations/new", &taken).await;
        let text = shown.text();
        assert!(
            text.contains("よく似た名前の組織があります") && text.contains("すでに登録されています"),
            "{}",
            house.name
        );
        assert!(!text.contains("別の組織として登録する"), "{}: it cannot be", house.name);
        let forced = [taken[0], taken[1], taken[2], ("another", "yes")];
        let refused = house.post(&mut other, "/organisations/new", &forced).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("すでに登録されています"), "{}", house.name);
    }
}

#[tokio::test]
async fn organisations_are_found_from_one_letter_on_a_page_at_a_time() {
    for house in houses().await {
        let mut manager = house.manager().await;
        for n in 0..23 {
            house.register(&mut manager, &format!("架空工業{n:02}"), "").await;
        }
        let first = house.get(&mut manager, "/organisations?q=架").await.text();
        assert_eq!(first.matches("<div><b>架空工業").count(), 20, "{}", house.name);
        let hidden = |name: &str| {
            let at =
                first.find(&format!("name=\"{name}\" value=\"")).unwrap() + format!("name=\"{name}\" value=\"").len();
            first[at..].split('"').next().unwrap().to_owned()
        };
        let second = format!("/organisations?q=架&after={}&id={}", hidden("after"), hidden("id"));
        let second = house.get(&mut manager, &second).await.text();
        assert_eq!(second.matches("<div><b>架空工業").count(), 3, "{}", house.name);
        let none = house.get(&mut manager, "/organisations?q=%3Cscript%3E").await.text();
        assert!(none.contains("見つかりません") && !none.contains("<script>"), "{}", house.name);
        assert!(house.get(&mut Device::default(), "/organisations?q=架").await.location.starts_with("/sign-in"));
    }
}

#[tokio::test]
async fn the_size_class_is_shown_with_its_date_basis_and_reasoning() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let none = house.get(&mut manager, "/organisation").await.text();
        assert!(none.contains("中小企業者にあたるかどうかを計算します"), "{}", house.name);
        let form = |industry: &'static str, employees: &'static str| {
            [
                ("kinds", "company"),
                ("name", "株式会社見本製作所"),
                ("corporate_number", "7123456789012"),
                ("main_industry", industry),
                ("capital", "10000000"),
                ("employees", employees),
            ]
        };
        // By its name as the form offers it, and by nothing that means two things.
        let saved = house.post(&mut manager, "/organisation", &form("E26 生産用機械器具製造業", "40")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = house.get(&mut manager, "/organisation").await.text();
        for part in ["中小企業者にあたります", "（令和", "E26 生産用機械器具製造業", "10,000,000円", "40人", "製造業"]
        {
            assert!(page.contains(part), "{}: {part}", house.name);
        }
        let unclear = house.post(&mut manager, "/organisation", &form("機械", "41")).await;
        assert_eq!(unclear.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let text = unclear.text();
        assert!(
            text.contains("value=\"機械\"") && text.contains("industry_pick") && text.contains("41"),
            "{}",
            house.name
        );
        let mut picked = form("機械", "41").to_vec();
        picked.push(("industry_pick", "E26"));
        assert_eq!(house.post(&mut manager, "/organisation", &picked).await.status, StatusCode::SEE_OTHER);
        assert!(house.get(&mut manager, "/organisation").await.text().contains("41人"), "{}", house.name);
    }
}

#[tokio::test]
async fn everything_wrong_with_an_invitation_is_listed_and_what_was_typed_stays() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let wrong = [("name", " "), ("email", "sato@"), ("role", "supporter"), ("until", "来年")];
        let shown = house.post(&mut manager, "/members/invite", &wrong).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = shown.text();
        for part in ["href=\"#invite-name\"", "href=\"#invite-email\"", "href=\"#invite-until\"", "sato@", "来年"] {
            assert!(page.contains(part), "{}: {part}", house.name);
        }
        assert!(page.contains("value=\"supporter\" selected"), "{}", house.name);
        let far = house.office.today().saturating_add(jiff::ToSpan::years(3));
        let far = format!("令和{}年{}月{}日", far.year() - 2018, far.month(), far.day());
        let late = [("name", "支援の田中"), ("role", "supporter"), ("until", far.as_str())];
        let shown = house.post(&mut manager, "/members/invite", &late).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", shown.text());
        assert!(shown.text().contains("今日から1年以内") && shown.text().contains("支援の田中"), "{}", house.name);
        // Sixty letters are a name, sixty-one are none.
        for (letters, status) in [(60, StatusCode::OK), (61, StatusCode::UNPROCESSABLE_ENTITY)] {
            let name = "長".repeat(letters);
            let made = house.post(&mut manager, "/members/invite", &[("name", &name), ("role", "staff")]).await;
            assert_eq!(made.status, status, "{}: {letters}", house.name);
        }
        assert!(
            !house.get(&mut manager, "/history").await.text().contains("支援の田中"),
            "{}: nothing was done",
            house.name
        );
    }
}

#[tokio::test]
async fn a_role_has_a_last_day_a_supporter_another_and_a_refusal_keeps_the_page() {
    for house in houses().await {
        let mut manager = house.manager().await;
        house.joined(&mut manager, "佐藤", "staff").await;
        let until = house.office.today().saturating_add(jiff::ToSpan::days(30)).to_string();
        let page = house.get(&mut manager, "/members").await.text();
        let sato = format!("/members/{}", person(&page, "佐藤"));
        let grant = [("change", "grant"), ("role", "viewer"), ("until", until.as_str())];
        assert_eq!(house.post(&mut manager, &sato, &grant).await.location, "/members", "{}", house.name);
        let page = house.get(&mut manager, "/members").await.text();
        assert!(page.contains("まで") && page.contains("「閲覧者」の役割を外す"), "{}", house.name);
        assert!(
            house.get(&mut manager, "/deadlines").await.text().contains("役割「閲覧者」の最終日"),
            "{}",
            house.name
        );
        let wrong =
            house.post(&mut manager, &sato, &[("change", "grant"), ("role", "viewer"), ("until", "いつか")]).await;
        assert_eq!(wrong.status, StatusCode::CONFLICT);
        assert!(wrong.text().contains("最終日を 2027-03-31") && wrong.text().contains("佐藤"), "{}", house.name);
        // Nobody is both: a supporter has no role.
        let both = house.post(&mut manager, &sato, &[("change", "support"), ("until", &until)]).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.text().contains("支援者と役割は同時に持てません"), "{}", house.name);
        let history = house.get(&mut manager, "/history?part=members").await.text();
        assert!(history.contains("佐藤 さんに、閲覧者の役割を付けた"), "{}", house.name);
    }
}

#[tokio::test]
async fn whoever_leaves_sees_nothing_with_the_next_request_and_the_last_manager_stays() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        let check = house.check(&mut manager).await;
        assert!(house.get(&mut staff, "/members/leave").await.text().contains("株式会社見本製作所をやめますか"));
        let left = house.post(&mut staff, "/members/leave", &[]).await;
        assert_eq!((left.status, left.location.as_str()), (StatusCode::SEE_OTHER, "/today"), "{}", house.name);
        for path in [check.as_str(), "/members", "/history", "/deadlines", "/checks"] {
            let gone = house.get(&mut staff, path).await.status;
            assert!(matches!(gone, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{} {path}: {gone}", house.name);
        }
        let page = house.get(&mut manager, "/members").await.text();
        assert!(page.contains("これまでのメンバー") && page.contains("佐藤"), "{}", house.name);
        let refused = house.post(&mut manager, "/members/leave", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(refused.text().contains("メンバーを管理できる人がいなくなります"), "{}", house.name);
    }
}

#[tokio::test]
async fn switching_keeps_the_place_and_shows_in_which_role_one_acts() {
    for house in houses().await {
        let mut manager = house.manager().await;
        assert!(!house.get(&mut manager, "/today").await.text().contains("/switch?then="), "{}: only one", house.name);
        house.register(&mut manager, "架空精機株式会社", "").await;
        let page = house.get(&mut manager, "/members").await.text();
        assert!(page.contains("/switch?then=/members") && page.contains("<b>架空精機株式会社</b>"), "{}", house.name);
        let choose = house.get(&mut manager, "/switch?then=/members").await.text();
        let at = choose.find("name=\"organisation\" value=\"").unwrap() + "name=\"organisation\" value=\"".len();
        let first = &choose[at..][..36];
        let form = [("organisation", first), ("then", "/members")];
        let switched = house.post(&mut manager, "/account/organisation", &form).await;
        assert_eq!(switched.location, "/members", "{}", house.name);
        assert!(
            house.get(&mut manager, "/members").await.text().contains("<b>株式会社見本製作所</b>"),
            "{}",
            house.name
        );
        let elsewhere = [("organisation", first), ("then", "https://example.com/")];
        assert_eq!(house.post(&mut manager, "/account/organisation", &elsewhere).await.location, "/today");
    }
}

#[tokio::test]
async fn a_body_that_looks_at_its_desk_is_refused_nothing() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut body = registers(&house, &mut manager, "認証の人", &["certification_body"], "見本認証センター").await;
        let mut auditor = house.joined(&mut body, "審査の人", "auditor").await;
        for device in [&mut body, &mut auditor] {
            let page = house.get(device, "/today").await;
            assert_eq!(page.status, StatusCode::OK, "{}", house.name);
            // What the role may not see is not offered; the first page leads to no refusal.
            let text = page.text();
            let main = text.split("<main").nth(1).unwrap();
            for path in main.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let shown = house.get(device, path).await.status;
                assert_eq!(shown, StatusCode::OK, "{} {path}", house.name);
            }
        }
    }
}
