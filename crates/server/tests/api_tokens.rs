//! Tokens: the page that makes them, what is none, what one may be used for, and when it is over.

use app::Caller;
use app::access::{Action, Grants};
use app::members::Change;
use app::tokens::NewToken;
use axum::http::{Method, StatusCode, header};
use scheme::member::Role;
use serde_json::json;

use crate::by_token::{houses, own};

#[tokio::test]
async fn a_token_says_who_asks_for_whom_and_as_what() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let me = house.get(&manager.token, "/api/v1/me").await;
        assert_eq!(me.status, StatusCode::OK, "{}: {}", house.name, me.body);
        assert_eq!(me.body["name"], "最初の人");
        assert_eq!(me.body["organisation"], own(&manager).to_string());
        assert_eq!(me.body["roles"], json!(["protection_manager"]));
        assert_eq!(me.headers[header::CACHE_CONTROL], "no-store");
        assert!(me.body["grants"].as_array().unwrap().iter().all(|word| word != "check.sign_off"));
    }
}

#[tokio::test]
async fn what_is_no_token_gets_nobody_in_and_each_reason_is_told() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let good = manager.token.clone();
        let none = house.ask(Method::GET, "/api/v1/me", &[], None).await;
        assert_eq!((none.status, none.kind()), (StatusCode::UNAUTHORIZED, "unauthenticated"), "{}", house.name);
        assert_eq!(none.headers[header::WWW_AUTHENTICATE], "Bearer realm=\"mamori\"");
        let digits = good.trim_start_matches("mamori_");
        let wrong = [
            String::new(),
            "mamori_".to_owned(),
            digits.to_owned(),
            format!("{good}0"),
            good[..good.len() - 1].to_owned(),
            good.replace("mamori_", "MAMORI_"),
            format!("mamori_{}", "0".repeat(64)),
            format!("mamori_{}", "あ".repeat(20)),
            format!("{good} {good}"),
        ];
        for token in &wrong {
            let answer = house.get(token, "/api/v1/me").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}: {token}", house.name);
            assert!(!answer.body.to_string().contains(digits), "a token is never told back");
        }
        for scheme in ["Basic", "bearer:", "Token"] {
            let value = format!("{scheme} {good}");
            let answer = house.ask(Method::GET, "/api/v1/me", &[("authorization", &value)], None).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{scheme}");
        }
        let lower = format!("bearer {good}");
        let answer = house.ask(Method::GET, "/api/v1/me", &[("authorization", &lower)], None).await;
        assert_eq!(answer.status, StatusCode::OK, "the name of the scheme is read in any case");
        for (lang, words) in [("ja", "使えません"), ("en", "not good")] {
            let headers = [("authorization", "Bearer mamori_0"), ("accept-language", lang)];
            let answer = house.ask(Method::GET, "/api/v1/me", &headers, None).await;
            assert!(answer.body["detail"].as_str().unwrap().contains(words), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_cookie_is_no_way_into_the_api_and_a_token_none_to_the_pages() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        // Whatever the cookie holds, even a good token: nobody looks at it.
        for name in ["__Host-mamori-session", "authorization", "token"] {
            let cookie = format!("{name}={}", manager.token);
            let answer = house.ask(Method::GET, "/api/v1/me", &[("cookie", &cookie)], None).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", house.name);
        }
        let page = house.get(&manager.token, "/members").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "to the sign-in");
        // A page of another site cannot use a token either, should it have one.
        let from = [("sec-fetch-site", "cross-site")];
        let foreign = house.by_with(&manager.token, Method::POST, "/api/v1/me/leave", &from, None).await;
        assert_eq!((foreign.status, foreign.kind()), (StatusCode::FORBIDDEN, "foreign-site"));
    }
}

#[tokio::test]
async fn a_token_that_is_stopped_is_over_with_the_next_request() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let other = house.token(manager.caller, Grants::offered()).await;
        let listed = house.get(&manager.token, "/api/v1/tokens").await;
        assert_eq!(listed.body["tokens"].as_array().unwrap().len(), 2, "{}: {}", house.name, listed.body);
        let me = house.get(&other, "/api/v1/me").await.body["token"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/tokens/{me}");
        assert_eq!(house.by(&manager.token, Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(house.get(&other, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED, "{}", house.name);
        let again = house.by(&manager.token, Method::DELETE, &path, None).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND, "once");
        let listed = house.get(&manager.token, "/api/v1/tokens").await.body;
        assert!(listed["tokens"].as_array().unwrap().iter().any(|one| one["stopped_at"].is_string()), "{listed}");
        assert!(!listed.to_string().contains(manager.token.trim_start_matches("mamori_")), "no secret is ever listed");
    }
}

#[tokio::test]
async fn who_has_left_loses_the_token_and_does_not_get_it_back_by_coming_back() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let head = house.joined(manager.caller, "見本社長", Role::Executive).await.stepped_up();
        let staff = house.member(head, "佐藤", Role::Staff, "company").await;
        assert_eq!(house.get(&staff.token, "/api/v1/me").await.status, StatusCode::OK, "{}", house.name);
        let path = format!("/api/v1/members/{}", staff.caller.person);
        // What is hard to undo is for a person, on the page.
        let removed = house.by(&manager.token, Method::DELETE, &path, None).await;
        assert_eq!((removed.status, removed.kind()), (StatusCode::FORBIDDEN, "by-person"), "{}", removed.body);
        house.office.change_member(head, staff.caller.person, Change::Remove).await.unwrap();
        assert_eq!(house.get(&staff.token, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED, "{}", house.name);
        // The last role ended, and nobody stopped the token: it is none all the same.
        let viewer = house.member(head, "田中", Role::Viewer, "company").await;
        let left = house.by(&viewer.token, Method::POST, "/api/v1/me/leave", None).await;
        assert_eq!(left.status, StatusCode::NO_CONTENT, "{}", left.body);
        let gone = house.get(&viewer.token, "/api/v1/me").await;
        assert_eq!(gone.status, StatusCode::UNAUTHORIZED, "{}", house.name);
        // The last who manages members stays, by token too.
        let other = house.organisation("company", "架空精機株式会社").await;
        let stays = house.by(&other.token, Method::POST, "/api/v1/me/leave", None).await;
        assert_eq!((stays.status, stays.kind()), (StatusCode::CONFLICT, "rule"), "{}", stays.body);
        assert_eq!(stays.body["rule"], "last-manager-stays");
    }
}

#[tokio::test]
async fn a_token_does_what_it_was_granted_and_names_what_it_was_not() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let token = house.token(manager.caller, [Action::MemberList].into_iter()).await;
        assert_eq!(house.get(&token, "/api/v1/members").await.status, StatusCode::OK, "{}", house.name);
        for (path, grant) in [
            ("/api/v1/organisation", "organisation.view"),
            ("/api/v1/history", "history.view"),
            ("/api/v1/sessions", "session.list"),
            ("/api/v1/tokens", "token.revoke"),
            ("/api/v1/organisations?name=a", "organisation.search"),
        ] {
            let answer = house.get(&token, path).await;
            assert_eq!(
                (answer.status, answer.kind()),
                (StatusCode::FORBIDDEN, "not-granted"),
                "{path}: {}",
                answer.body
            );
            assert_eq!(answer.body["grant"], grant, "{path}");
        }
        let may = house.get(&token, "/api/v1/me/access/member.list").await.body;
        assert_eq!((&may["allowed"], &may["granted"]), (&json!(true), &json!(true)), "{may}");
        let may = house.get(&token, "/api/v1/me/access/check.answer").await.body;
        assert_eq!((&may["allowed"], &may["granted"]), (&json!(false), &json!(false)), "{may}");
        let may = house.get(&token, "/api/v1/me/access/token.create").await.body;
        assert_eq!((&may["allowed"], &may["by_person"]), (&json!(false), &json!(true)), "{may}");
        let signs = house.get(&token, "/api/v1/me/access/check.sign_off").await.body;
        assert_eq!(signs["roles_that_could"], json!(["executive"]), "{signs}");
    }
}

#[tokio::test]
async fn a_token_is_made_only_by_who_manages_members_and_has_just_confirmed_who_they_are() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let staff = house.joined(manager.caller, "佐藤", Role::Staff).await;
        let until = house.office.today().tomorrow().unwrap().to_string();
        let new = || NewToken::read("試験", ["check.view"], &until, house.office.today()).unwrap();
        let hasty = Caller { stepped_up: false, ..manager.caller };
        assert!(house.office.make_token(hasty, new()).await.is_err(), "{}", house.name);
        assert!(house.office.make_token(staff.stepped_up(), new()).await.is_err(), "{}", house.name);
        // And never with a token, whatever it was granted.
        let by_token = Caller { grants: Grants::of(Action::ALL), ..hasty };
        assert!(house.office.make_token(by_token, new()).await.is_err(), "{}", house.name);
    }
}

#[tokio::test]
async fn a_request_with_the_same_key_is_done_once_and_the_key_serves_no_other() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let body = json!({ "name": "佐藤 花子", "role": "staff" });
        let key = [("idempotency-key", "invite-1")];
        let first = house.by_with(&manager.token, Method::POST, "/api/v1/members", &key, Some(&body)).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}: {}", house.name, first.body);
        assert!(first.body["link"].as_str().unwrap().contains("/invitations/"));
        let second = house.by_with(&manager.token, Method::POST, "/api/v1/members", &key, Some(&body)).await;
        assert_eq!(second.body["person"], first.body["person"], "{}", house.name);
        assert!(second.body["link"].is_null(), "the secret is told once");
        let members = house.get(&manager.token, "/api/v1/members").await.body;
        assert_eq!(members["members"].as_array().unwrap().len(), 2, "{members}");
        let other = json!({ "name": "田中", "role": "staff" });
        let other = house.by_with(&manager.token, Method::POST, "/api/v1/members", &key, Some(&other)).await;
        assert_eq!((other.status, other.kind()), (StatusCode::UNPROCESSABLE_ENTITY, "reused-key"), "{}", other.body);
        // Nor another address.
        let other = house.by_with(&manager.token, Method::POST, "/api/v1/organisations", &key, Some(&body)).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", other.body);
        for wrong in ["", &"k".repeat(201)] {
            let key = [("idempotency-key", wrong)];
            let answer = house.by_with(&manager.token, Method::POST, "/api/v1/members", &key, Some(&body)).await;
            assert_eq!((answer.status, answer.kind()), (StatusCode::BAD_REQUEST, "header"), "{wrong}");
        }
    }
}

#[tokio::test]
async fn a_calendar_address_that_is_asked_for_twice_under_one_key_is_made_once() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let (path, key) = ("/api/v1/deadlines/calendar", [("idempotency-key", "calendar-1")]);
        let first = house.by_with(&manager.token, Method::POST, path, &key, None).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}: {}", house.name, first.body);
        let address = first.body["address"].as_str().unwrap().to_owned();
        let second = house.by_with(&manager.token, Method::POST, path, &key, None).await;
        assert_eq!(second.status, StatusCode::CREATED, "{}: {}", house.name, second.body);
        assert!(second.body["address"].is_null(), "{}: the secret is told once", house.name);
        // The first address still works: the repetition made no other one in its place.
        let at = address.find("/deadlines.ics").unwrap();
        let calendar = house.ask(Method::GET, &address[at..], &[], None).await;
        assert_eq!(calendar.status, StatusCode::OK, "{}: {}", house.name, calendar.body);
        let other = house.by_with(&manager.token, Method::POST, path, &[("idempotency-key", "calendar-2")], None).await;
        assert_ne!(other.body["address"].as_str(), Some(address.as_str()), "{}", house.name);
    }
}
