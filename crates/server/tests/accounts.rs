//! The pages of those who are signed in, through the router, on both databases: who gets in, who does not, what is
//! never shown back.

use axum::http::{Method, StatusCode};

use crate::house::{Device, PASSWORD, houses};

/// Every page somebody who is signed in can open, as long as it needs no id.
const PAGES: [&str; 10] = [
    "/today",
    "/organisation",
    "/organisations/new",
    "/members",
    "/checks",
    "/history",
    "/history.csv",
    "/account",
    "/account/tokens",
    "/confirm",
];

#[tokio::test]
async fn every_page_answers_its_own_people_in_both_languages_and_is_kept_by_nobody() {
    for house in houses().await {
        let mut manager = house.manager().await;
        for prefix in ["", "/en"] {
            for page in PAGES {
                // The history is taken out by whoever may.
                let answer = house.get(&mut manager, &format!("{prefix}{page}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{} {prefix}{page}: {}", house.name, answer.text());
                assert_eq!(answer.cache, "no-store", "{page}");
            }
        }
        let today = house.get(&mut manager, "/today").await.text();
        for shown in ["株式会社見本製作所", "山田工場長", "管理責任者"] {
            assert!(today.contains(shown), "{}: whose, who and as what: {shown}", house.name);
        }
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_session_of_their_own() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        let forged = Device { cookies: vec![("__Host-mamori-session".to_owned(), "0".repeat(64))] };
        let broken = Device { cookies: vec![("__Host-mamori-session".to_owned(), "'; DROP TABLE session".to_owned())] };
        let mut left = manager.clone();
        assert_eq!(house.post(&mut manager, "/sign-out", &[]).await.status, StatusCode::SEE_OTHER);
        left.cookies.retain(|(name, _)| name.ends_with("session"));
        for (what, device) in [("none", Device::default()), ("forged", forged), ("broken", broken), ("replayed", left)]
        {
            for page in PAGES.iter().copied().chain([check.as_str()]) {
                let answer = house.get(&mut device.clone(), page).await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {what} {page}", house.name);
                assert_eq!(answer.location, format!("/sign-in?then={page}"));
                assert!(answer.text().is_empty());
            }
            for page in ["/checks", "/organisation", "/members/invite", "/checks/claim", &check] {
                let answer = house.post(&mut device.clone(), page, &[("name", "x")]).await;
                // Whose session it was gets back what they typed, once they are signed in.
                let carried = what == "replayed" && answer.status == StatusCode::UNAUTHORIZED;
                assert!(carried || answer.location.starts_with("/sign-in?then="), "{} {what} {page}", house.name);
            }
        }
        let invited = house.post(&mut Device::default(), "/invitations/abc/signed-in", &[]).await;
        assert_eq!(invited.location, "/sign-in?then=/invitations/abc", "back to the invitation");
        // The set-up link is of no use once somebody is there.
        let again = house.get(&mut Device::default(), &format!("/set-up/{}", house.set_up)).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn another_site_cannot_send_a_form() {
    for house in houses().await {
        let mut manager = house.manager().await;
        for from in ["cross-site", "same-site"] {
            for path in ["/checks", "/sign-out", "/members/invite", "/organisations/new"] {
                let answer = house.ask_from(&mut manager, Method::POST, path, &[("name", "x")], from).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} {path} from {from}", house.name);
            }
        }
        assert_eq!(house.get(&mut manager, "/today").await.status, StatusCode::OK, "still signed in");
        assert!(!house.get(&mut manager, "/checks").await.text().contains("/checks/0"), "nothing was begun");
    }
}

#[tokio::test]
async fn ids_of_another_company_lead_nowhere() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        let members = house.get(&mut manager, "/members").await.text();
        let person = members.split("/members/").find_map(|rest| rest.split('"').next().filter(|id| id.len() == 36));
        let person = person.unwrap().to_owned();
        let mut other = house.joined(&mut manager, "鈴木", "viewer").await;
        house.register(&mut other, "架空精機株式会社", "").await;
        let before = house.get(&mut manager, &check).await.text();
        let nobody = uuid::Uuid::new_v4();
        // What is another's and what is not there are answered alike.
        for path in [check.clone(), format!("/checks/{nobody}")] {
            assert_eq!(house.get(&mut other, &path).await.status, StatusCode::NOT_FOUND, "{} {path}", house.name);
            let form = [("base:tics-19/1", "0"), ("answer:tics-19/1", "implemented")];
            let saved = house.post(&mut other, &path, &form).await;
            assert_eq!(saved.status, StatusCode::NOT_FOUND, "{} {path}: {}", house.name, saved.text());
        }
        for path in [format!("/members/{person}"), format!("/members/{nobody}")] {
            let removed = house.post(&mut other, &path, &[("change", "withdraw")]).await;
            assert_eq!(removed.status, StatusCode::NOT_FOUND, "{} {path}", house.name);
        }
        let acting = house.post(&mut other, "/account/organisation", &[("organisation", &nobody.to_string())]).await;
        assert_eq!(acting.status, StatusCode::NOT_FOUND);
        assert!(!house.get(&mut other, "/history").await.text().contains("山田"), "{}", house.name);
        assert_eq!(house.get(&mut manager, &check).await.text(), before, "{}: nothing changed", house.name);
    }
}

#[tokio::test]
async fn a_refusal_names_the_roles_that_could() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        let mut viewer = house.joined(&mut manager, "見る人", "viewer").await;
        assert_eq!(house.get(&mut viewer, &check).await.status, StatusCode::OK);
        let form = [("base:tics-19/1", "0"), ("answer:tics-19/1", "implemented")];
        for (path, form, could) in [
            (check.as_str(), &form[..], "担当者"),
            ("/checks", &[], "担当者"),
            ("/members/invite", &[("name", "友人"), ("role", "staff")], "管理責任者"),
        ] {
            let refused = house.post(&mut viewer, path, form).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{} {path}", house.name);
            assert!(refused.text().contains(could), "{} {path}: {}", house.name, refused.text());
        }
        assert_eq!(house.get(&mut viewer, "/history.csv").await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn twelve_digits_are_never_shown_back_and_the_other_fields_stay() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let form = [
            ("kinds", "company"),
            ("name", "別の見本工業"),
            ("corporate_number", "987654321098"),
            ("employees", "四十"),
            ("size", "larger"),
            ("owner", "00000000-0000-0000-0000-000000000000"),
        ];
        let again = house.post(&mut manager, "/organisations/new", &form).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(!again.text().contains("987654321098"), "{}", house.name);
        for shown in ["別の見本工業", "マイナンバー", "四十"] {
            assert!(again.text().contains(shown), "{}: {shown}", house.name);
        }
        let taken = [("kinds", "company"), ("name", "見本"), ("corporate_number", "7123456789012")];
        let again = house.post(&mut manager, "/organisations/new", &taken).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("すでに登録されています"), "{}", house.name);
    }
}

#[tokio::test]
async fn a_conflict_shows_both_answers_and_keeps_what_was_typed() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        let check = house.check(&mut manager).await;
        let first = [("base:tics-19/1", "0"), ("was:tics-19/1", ""), ("answer:tics-19/1", "implemented")];
        assert_eq!(house.post(&mut staff, &check, &first).await.status, StatusCode::SEE_OTHER);
        let mine = [
            ("base:tics-19/1", "0"),
            ("answer:tics-19/1", "partial"),
            ("note:tics-19/1", "わたしのメモ"),
            ("base:tics-19/2", "0"),
            ("answer:tics-19/2", "partial"),
        ];
        let clash = house.post(&mut manager, &check, &mine).await;
        assert_eq!(clash.status, StatusCode::CONFLICT, "{}: {}", house.name, clash.text());
        for shown in ["佐藤", "○", "△", "わたしのメモ"] {
            assert!(clash.text().contains(shown), "{}: {shown}", house.name);
        }
        // The other question is saved.
        let shown = house.get(&mut manager, &check).await.text();
        assert!(shown.contains("19問のうち2問に回答"), "{}", house.name);
        assert!(!shown.contains("わたしのメモ"));
    }
}

#[tokio::test]
async fn the_president_signs_off_and_a_session_that_is_ended_is_gone_with_the_next_request() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut president = house.joined(&mut manager, "見本社長", "executive").await;
        let check = house.check(&mut manager).await;
        let answer = [("base:tics-19/1", "0"), ("answer:tics-19/1", "implemented")];
        house.post(&mut manager, &check, &answer).await;
        let shown = house.get(&mut president, &check).await.text();
        let seen: Vec<(String, String)> = shown
            .split("name=\"seen:")
            .skip(1)
            .map(|rest| {
                let mut parts = rest.split('"');
                (format!("seen:{}", parts.next().unwrap()), parts.nth(1).unwrap().to_owned())
            })
            .collect();
        let form: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(form.len(), 9, "{}", house.name);
        let path = format!("{check}/sign-off");
        assert_eq!(house.post(&mut manager, &path, &form).await.status, StatusCode::FORBIDDEN, "not the manager");
        let signed = house.post(&mut president, &path, &form).await;
        assert_eq!(
            (signed.status, signed.location.as_str()),
            (StatusCode::SEE_OTHER, check.as_str()),
            "{}",
            house.name
        );
        assert!(
            house.get(&mut manager, &check).await.text().contains("見本社長 さんが確認・記名しました"),
            "{}",
            house.name
        );
        let change = [("base:tics-19/1", "2"), ("was:tics-19/1", "implemented"), ("answer:tics-19/1", "partial")];
        assert_eq!(house.post(&mut manager, &check, &change).await.status, StatusCode::SEE_OTHER, "{}", house.name);
        assert!(
            house.get(&mut manager, &check).await.text().contains("そのあとに回答が変わりました"),
            "{}",
            house.name
        );
        assert_eq!(house.post(&mut president, &path, &form).await.status, StatusCode::CONFLICT, "what was seen is old");

        // A second sign-in of the manager, ended from the first.
        let mut second = Device::default();
        let entered =
            house.post(&mut second, "/sign-in", &[("email", "YAMADA@example.jp"), ("password", PASSWORD)]).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        let account = house.get(&mut manager, "/account").await.text();
        let end =
            account.split("action=\"").find_map(|rest| rest.split('"').next().filter(|path| path.ends_with("/end")));
        assert_eq!(house.post(&mut manager, end.unwrap(), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(house.get(&mut second, "/today").await.location.starts_with("/sign-in"), "{}", house.name);
    }
}

#[tokio::test]
async fn a_wrong_password_tells_nothing_and_keeps_the_address() {
    for house in houses().await {
        house.manager().await;
        let mut told = Vec::new();
        for email in ["yamada@example.jp", "nobody@example.jp"] {
            let form = [("email", email), ("password", "ちがうあいことばですよ"), ("then", "//example.com/")];
            let answer = house.post(&mut Device::default(), "/sign-in", &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text().contains(email));
            told.push(answer.text().replace(email, ""));
        }
        assert_eq!(told[0], told[1], "{}", house.name);
        // Another site is no place to go to after the sign-in.
        for then in [
            "//example.com/",
            "https://example.com/",
            "/\\example.com",
            "/\t/example.com/",
            "/\n/example.com",
            "example",
        ] {
            let form = [("email", "yamada@example.jp"), ("password", PASSWORD), ("then", then)];
            let entered = house.post(&mut Device::default(), "/sign-in", &form).await;
            assert_eq!(entered.location, "/today", "{} {then}", house.name);
        }
    }
}

#[tokio::test]
async fn a_new_password_ends_every_other_session_and_the_old_one_opens_nothing() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let sign_in = |password: &'static str| [("email", "yamada@example.jp"), ("password", password)];
        let mut second = Device::default();
        house.post(&mut second, "/sign-in", &sign_in(PASSWORD)).await;
        for weak in ["password123", "short"] {
            let refused = house.post(&mut manager, "/account/password", &[("password", weak)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {weak}", house.name);
        }
        assert_eq!(house.get(&mut second, "/today").await.status, StatusCode::OK);
        const NEW: &str = "あたらしいながいあいことば";
        let changed = house.post(&mut manager, "/account/password", &[("password", NEW)]).await;
        assert_eq!(changed.location, "/account/keys", "{}: {}", house.name, changed.text());
        assert_eq!(house.get(&mut manager, "/today").await.status, StatusCode::OK, "one's own session stays");
        assert!(house.get(&mut second, "/today").await.location.starts_with("/sign-in"), "{}", house.name);
        let old = house.post(&mut Device::default(), "/sign-in", &sign_in(PASSWORD)).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert_eq!(house.post(&mut Device::default(), "/sign-in", &sign_in(NEW)).await.location, "/today");
    }
}
