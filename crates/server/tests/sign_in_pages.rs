//! Signing in by the pages, through the router, on both databases: passkeys, codes, recovery codes, PINs at a shared
//! terminal; and everything that must not get anybody in.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::device::Device as Authenticator;
use crate::sign_in_house::{Browser, House, PASSWORD, code, houses, houses_without_address, path_of};

/// Seconds after which a session has to confirm again.
const TIRED: i64 = 700;

impl House {
    async fn registered(&self, browser: &mut Browser, number: u8, seconds: i64) -> Authenticator {
        let mut device = Authenticator::new(number);
        let asked = self.json(browser, seconds, "/account/keys/passkeys/begin", &json!({})).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        let asked = asked.json();
        let answer = device.register(&asked["options"]);
        let sent = json!({ "pending": asked["pending"], "answer": answer, "name": "事務所のノート" });
        let done = self.json(browser, seconds, "/account/keys/passkeys", &sent).await;
        assert_eq!((done.status, done.json()["to"].as_str()), (StatusCode::OK, Some("/account/keys")), "{}", done.body);
        device
    }

    /// Sets an app up; gives its secret and the recovery codes.
    async fn with_app(&self, browser: &mut Browser, seconds: i64) -> (String, Vec<String>) {
        let begun = self.post(browser, seconds, "/account/keys/app", &[]).await;
        assert_eq!(begun.location, "/account/keys/app", "{}", begun.body);
        let shown = self.get(browser, seconds, "/account/keys/app").await.body;
        assert!(shown.contains("<svg class=\"qr\""), "{shown}");
        let secret: String =
            shown.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
        let wrong = self.post(browser, seconds, "/account/keys/app/confirm", &[("code", "000000")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.replace(' ', "").contains(&secret), "the same secret, to try again");
        let done = self.post(browser, seconds, "/account/keys/app/confirm", &[("code", &code(&secret, seconds))]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let codes = done.body.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
        (secret, codes)
    }
}

#[tokio::test]
async fn a_passkey_is_registered_signs_in_and_confirms() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let offered = house.get(&mut manager, 0, "/today").await.body;
        assert!(offered.contains("次からは、パスキーで入りませんか"), "{}: the next step", house.name);
        let mut device = house.registered(&mut manager, 1, 0).await;
        assert!(!house.get(&mut manager, 0, "/today").await.body.contains("パスキーで入りませんか"), "not again");
        let keys = house.get(&mut manager, 0, "/account/keys").await.body;
        assert!(keys.contains("事務所のノート") && keys.contains("まだ使っていません"), "{}", house.name);

        let mut phone = Browser::default();
        let form = house.get(&mut phone, 0, "/sign-in?then=/checks").await.body;
        let at = |part: &str| form.find(part).unwrap_or_else(|| panic!("{part}: {form}"));
        assert!(at("パスキーでサインインする") < at("name=\"password\""), "the passkey stands first");
        assert!(form.contains("data-bound=\"https://mamori.example.jp\""), "{form}");
        let opened = house.by_passkey(&mut phone, &mut device, 0, "/checks").await;
        assert_eq!((opened.status, opened.json()["to"].as_str()), (StatusCode::OK, Some("/checks")), "{}", opened.body);
        assert_eq!(house.get(&mut phone, 0, "/today").await.status, StatusCode::OK, "{}", house.name);
        let account = house.get(&mut phone, 0, "/account").await.body;
        assert!(account.contains("パスキー ·"), "the way of the sign-in stands in the list");

        // After ten minutes a grave act asks again; the passkey confirms and the earlier secret is over.
        let path = path_of(&keys, "/account/keys/passkeys/", "/remove");
        let asked = house.post(&mut phone, TIRED, &path, &[]).await;
        assert_eq!(asked.location, "/confirm?then=/account/keys", "{}", house.name);
        let before = phone.clone();
        let begun = house.json(&mut phone, TIRED, "/confirm/passkey/begin", &json!({})).await.json();
        let sent =
            json!({ "pending": begun["pending"], "answer": device.sign(&begun["options"]), "then": "/account/keys" });
        let done = house.json(&mut phone, TIRED, "/confirm/passkey", &sent).await;
        assert_eq!(done.json()["to"], "/account/keys", "{}", done.body);
        assert!(house.get(&mut before.clone(), TIRED, "/today").await.location.starts_with("/sign-in"), "replayed");
        // Renamed and removed.
        let renamed = house.post(&mut phone, TIRED, &path.replace("/remove", "/name"), &[("name", "玄関のPC")]).await;
        assert_eq!(renamed.location, "/account/keys");
        assert!(house.get(&mut phone, TIRED, "/account/keys").await.body.contains("玄関のPC"));
        assert_eq!(house.post(&mut phone, TIRED, &path, &[]).await.location, "/account/keys");
        assert_eq!(house.post(&mut phone, TIRED, &path, &[]).await.status, StatusCode::NOT_FOUND, "once");
        let refused = house.by_passkey(&mut Browser::default(), &mut device, TIRED, "").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}: it was removed", house.name);
        assert!(house.get(&mut manager, TIRED, "/today").await.location.starts_with("/sign-in"), "others ended");
    }
}

#[tokio::test]
async fn a_challenge_counts_once_and_for_whom_it_was_made() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut device = house.registered(&mut manager, 1, 0).await;
        let mut staff = house.joined(&mut manager, "佐藤", "sato@example.jp", "staff").await;
        let mut other = house.registered(&mut staff, 2, 0).await;
        // The same answer sent again.
        let asked = house.json(&mut Browser::default(), 0, "/passkeys/sign-in/begin", &json!({})).await.json();
        let sent = json!({ "pending": asked["pending"], "answer": device.sign(&asked["options"]) });
        let mut first = Browser::default();
        assert_eq!(
            house.json(&mut first, 0, "/passkeys/sign-in", &sent).await.status,
            StatusCode::OK,
            "{}",
            house.name
        );
        let mut thief = Browser::default();
        let replayed = house.json(&mut thief, 0, "/passkeys/sign-in", &sent).await;
        assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert_eq!((replayed.json()["again"].as_bool(), thief.cookies.len()), (Some(true), 0));
        // Another challenge with the answer to this one; no challenge at all; too late.
        let next = house.json(&mut thief, 0, "/passkeys/sign-in/begin", &json!({})).await.json();
        let mixed = json!({ "pending": next["pending"], "answer": sent["answer"] });
        for (what, body, seconds) in [
            ("mixed", mixed, 0),
            ("none", json!({ "pending": "0".repeat(64), "answer": sent["answer"] }), 0),
            ("no secret", json!({ "pending": "x", "answer": {} }), 0),
        ] {
            let refused = house.json(&mut thief, seconds, "/passkeys/sign-in", &body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {what}", house.name);
            assert!(thief.cookies.is_empty(), "{what}");
        }
        let late = house.json(&mut thief, 0, "/passkeys/sign-in/begin", &json!({})).await.json();
        let late = json!({ "pending": late["pending"], "answer": device.sign(&late["options"]) });
        let refused = house.json(&mut thief, TIRED, "/passkeys/sign-in", &late).await;
        assert_eq!(refused.json()["again"], true, "{}: after five minutes", house.name);
        // A colleague's passkey confirms nothing for the manager, nor does a colleague's challenge.
        let begun = house.json(&mut manager, TIRED, "/confirm/passkey/begin", &json!({})).await.json();
        let foreign = json!({ "pending": begun["pending"], "answer": other.sign(&begun["options"]) });
        let refused = house.json(&mut manager, TIRED, "/confirm/passkey", &foreign).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let begun = house.json(&mut staff, TIRED, "/confirm/passkey/begin", &json!({})).await.json();
        let own = json!({ "pending": begun["pending"], "answer": other.sign(&begun["options"]) });
        let refused = house.json(&mut manager, TIRED, "/confirm/passkey", &own).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let grave =
            house.post(&mut manager, TIRED, "/account/password", &[("password", "べつのながいあいことば")]).await;
        assert!(grave.location.starts_with("/confirm"), "{}: nothing was confirmed", house.name);
        // Registering needs a fresh confirmation, and the same passkey is registered once.
        let late = house.json(&mut manager, TIRED, "/account/keys/passkeys/begin", &json!({})).await;
        assert_eq!(late.json()["to"], "/confirm?then=/account/keys", "{}", house.name);
        let foreign = house.sent_from(&mut manager, "cross-site", "/account/keys/passkeys/begin").await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        let gone = house.json(&mut Browser::default(), 0, "/account/keys/passkeys/begin", &json!({})).await;
        assert!(gone.location.starts_with("/sign-in"), "nobody is signed in");
    }
}

#[tokio::test]
async fn a_code_and_a_recovery_code_count_once_and_removing_them_is_confirmed() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let (secret, codes) = house.with_app(&mut manager, 0).await;
        assert_eq!(codes.len(), 10, "{}", house.name);
        let again = house.get(&mut manager, 0, "/account/keys").await.body;
        assert!(again.contains("復旧コードは、あと10個") && !again.contains(&codes[0]), "shown once");
        let first = [("email", "yamada@example.jp"), ("password", PASSWORD)];
        let second = async |browser: &mut Browser, seconds: i64, field: &str, value: &str| {
            let step = house.post(browser, seconds, "/sign-in", &first).await;
            assert_eq!(step.status, StatusCode::OK, "a code is asked for: {}", step.body);
            house.post(browser, seconds, "/sign-in", &[(field, value)]).await
        };
        let mut phone = Browser::default();
        assert_eq!(second(&mut phone, 60, "code", &code(&secret, 60)).await.location, "/today", "{}", house.name);
        let replayed = second(&mut Browser::default(), 61, "code", &code(&secret, 60)).await;
        assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(replayed.body.contains("使用済み"), "{}: says so", house.name);
        let recovered = second(&mut Browser::default(), 62, "recovery", &codes[3].to_uppercase()).await;
        assert_eq!(recovered.location, "/today", "{}", house.name);
        let twice = second(&mut Browser::default(), 63, "recovery", &codes[3]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        // Without its first step a code is worth nothing.
        let alone = house.post(&mut Browser::default(), 120, "/sign-in", &[("code", &code(&secret, 120))]).await;
        assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        // Renewed, and removed after a confirmation with password and code.
        let renewed = house.post(&mut manager, 130, "/account/keys/recovery", &[]).await;
        assert!(renewed.body.contains("<code>") && !renewed.body.contains(&codes[4]), "{}", house.name);
        let old = second(&mut Browser::default(), 140, "recovery", &codes[4]).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "{}: the earlier ones are gone", house.name);
        let asked = house.post(&mut phone, TIRED, "/account/keys/app/remove", &[]).await;
        assert_eq!(asked.location, "/confirm?then=/account/keys", "{}", house.name);
        let without = house.post(&mut phone, TIRED, "/confirm", &[("password", PASSWORD)]).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "{}: the code, too", house.name);
        let proof = [("password", PASSWORD), ("code", &code(&secret, TIRED)), ("then", "/account/keys")];
        assert_eq!(house.post(&mut phone, TIRED, "/confirm", &proof).await.location, "/account/keys");
        assert_eq!(house.post(&mut phone, TIRED, "/account/keys/app/remove", &[]).await.location, "/account/keys");
        assert_eq!(house.post(&mut Browser::default(), TIRED, "/sign-in", &first).await.location, "/today");
    }
}

#[tokio::test]
async fn a_stranger_locks_nobody_out() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut device = house.registered(&mut manager, 1, 0).await;
        let mut known = manager.clone();
        known.cookies.retain(|(name, _)| name.ends_with("device"));
        let right = [("email", "yamada@example.jp"), ("password", PASSWORD)];
        let mut stranger = Browser::at("203.0.113.7");
        for tried in 0..12 {
            let wrong = [("email", "yamada@example.jp"), ("password", "あてずっぽうの合言葉")];
            let refused = house.post(&mut stranger, 0, "/sign-in", &wrong).await;
            let expected = if tried < 5 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::TOO_MANY_REQUESTS };
            assert_eq!((refused.status, refused.retry_after.is_empty()), (expected, tried < 5), "{}", house.name);
        }
        let locked = house.post(&mut stranger, 0, "/sign-in", &right).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS, "{}", house.name);
        assert!(locked.body.contains("分たってから"), "{}: the stranger waits, even with the password", house.name);
        // From the stranger's own address, too: the device is known, or has the passkey.
        known.address = stranger.address;
        assert_eq!(house.post(&mut known, 0, "/sign-in", &right).await.location, "/today", "{}", house.name);
        let opened = house.by_passkey(&mut Browser::at("203.0.113.7"), &mut device, 0, "").await;
        assert_eq!(opened.status, StatusCode::OK, "{}: {}", house.name, opened.body);
        assert_eq!(house.post(&mut Browser::at("198.51.100.9"), 0, "/sign-in", &right).await.location, "/today");
    }
}

#[tokio::test]
async fn without_an_address_there_are_no_passkeys_and_the_pages_say_so() {
    for house in houses_without_address().await {
        let mut manager = house.manager().await;
        let keys = house.get(&mut manager, 0, "/account/keys").await.body;
        assert!(keys.contains("パスキーを使えるアドレスで開かれていません"), "{}", house.name);
        assert!(!house.get(&mut manager, 0, "/today").await.body.contains("パスキーで入りませんか"), "no offer");
        let form = house.get(&mut Browser::default(), 0, "/sign-in").await.body;
        assert!(!form.contains("パスキーでサインインする"), "{}: nothing that cannot work", house.name);
        let begun = house.json(&mut Browser::default(), 0, "/passkeys/sign-in/begin", &json!({})).await;
        assert_eq!(begun.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(begun.json()["message"].as_str().unwrap().contains("--origin"), "what to do: {}", begun.body);
    }
}

#[tokio::test]
async fn at_a_shared_terminal_members_with_a_pin_sign_in_and_do_nothing_grave() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let nobody = house.get(&mut Browser::default(), 0, "/terminal").await.body;
        assert!(nobody.contains("共用端末ではありません"), "{}", house.name);
        // Who has no address chooses a PIN, on any device.
        let link = house.invited(&mut manager, "現場 花子", "", "staff").await;
        let shown = house.get(&mut Browser::default(), 0, &link).await.body;
        assert!(shown.contains("name=\"pin\"") && !shown.contains("name=\"password\""), "{}", house.name);
        for (pin, again, told) in [("123456", "123456", "1ずつ続く"), ("471288", "471289", "2回の入力")] {
            let form = [("pin", pin), ("again", again)];
            let refused = house.post(&mut Browser::default(), 0, &link, &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains(told) && !refused.body.contains("4712"), "{}: {told}", house.name);
        }
        // The device becomes a terminal; the manager is not signed in on it any more.
        let asked = house.post(&mut manager, TIRED, "/terminals", &[("name", "第一工場")]).await;
        assert_eq!(asked.location, "/confirm?then=/terminals", "{}: confirmed first", house.name);
        let mut terminal = manager.clone();
        let set_up = house.post(&mut terminal, 0, "/terminals", &[("name", "第一工場")]).await;
        assert_eq!(set_up.location, "/terminal", "{}: {}", house.name, set_up.body);
        let kept: Vec<&str> = terminal.cookies.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(kept, ["__Host-mamori-terminal"], "{}", house.name);
        let mut manager = house.signed_in("yamada@example.jp").await;
        // The invitation opened at the terminal leaves no session of its own there.
        let form = [("pin", "471288"), ("again", "471288")];
        assert_eq!(house.post(&mut terminal, 0, &link, &form).await.location, "/terminal", "{}", house.name);
        assert!(house.get(&mut terminal, 0, "/today").await.location.ends_with("/terminal"), "{}", house.name);
        let list = house.get(&mut terminal, 0, "/terminal").await.body;
        assert!(list.contains("現場 花子") && !list.contains("山田工場長"), "{}: those with a PIN", house.name);
        let person = path_of(&list, "/terminal/", "");
        assert!(!house.get(&mut Browser::default(), 0, "/terminal").await.body.contains("現場"), "no names elsewhere");
        let elsewhere = house.post(&mut Browser::default(), 0, &person, &[("pin", "471288")]).await;
        assert_eq!(elsewhere.location, "/terminal", "{}: a PIN counts at a terminal", house.name);
        let wrong = house.post(&mut terminal, 0, &person, &[("pin", "471289")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert_eq!(house.post(&mut terminal, 0, &person, &[("pin", "471288")]).await.location, "/today");
        assert!(!terminal.cookies.iter().any(|(name, _)| name.ends_with("device")), "a shared device is nobody's");
        let own = house.get(&mut terminal, 0, "/account").await.body;
        assert!(own.contains("株式会社見本製作所") && !own.contains("action=\"/account/address\""), "{}", house.name);
        // Nothing grave, whatever is sent.
        let confirm = house.get(&mut terminal, 0, "/confirm?then=/members").await.body;
        assert!(confirm.contains("共用端末ではできない操作です") && !confirm.contains("name=\"password\""));
        let proof = house.post(&mut terminal, 0, "/confirm", &[("password", PASSWORD)]).await;
        assert_eq!(proof.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let begun = house.json(&mut terminal, 0, "/account/keys/passkeys/begin", &json!({})).await;
        assert_eq!(begun.json()["to"], "/confirm?then=/account/keys", "{}", house.name);
        for (path, form) in [
            ("/account/password", vec![("password", PASSWORD)]),
            ("/account/address", vec![("email", "hanako@example.jp")]),
            ("/account/name", vec![("name", "別人"), ("language", "ja")]),
            ("/account/keys/app", vec![]),
            ("/account/keys/pin/remove", vec![]),
        ] {
            let refused = house.post(&mut terminal, 0, path, &form).await;
            let sent_away = refused.location.starts_with("/confirm");
            assert!(sent_away || refused.status == StatusCode::UNPROCESSABLE_ENTITY, "{} {path}", house.name);
        }
        // One's own PIN alone, with the present one.
        let new = |present| [("present", present), ("pin", "908172"), ("again", "908172")];
        let refused = house.post(&mut terminal, 0, "/account/keys/pin", &new("000000")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert_eq!(house.post(&mut terminal, 0, "/account/keys/pin", &new("471288")).await.location, "/account/keys");
        assert_eq!(house.post(&mut terminal, 0, "/sign-out", &[]).await.location, "/terminal");
        assert_eq!(house.post(&mut terminal, 0, &person, &[("pin", "471288")]).await.status, 422, "the old one");
        assert_eq!(house.post(&mut terminal, 0, &person, &[("pin", "908172")]).await.location, "/today");
        assert!(house.get(&mut terminal, 16 * 60, "/today").await.location.ends_with("/terminal"), "15 minutes");
        // Ended: sessions and names are gone with the next request. Only those who manage members see the list.
        assert_eq!(house.post(&mut terminal, 0, &person, &[("pin", "908172")]).await.location, "/today");
        assert_eq!(house.get(&mut terminal, 0, "/terminals").await.status, StatusCode::FORBIDDEN, "{}", house.name);
        let refused = house.post(&mut terminal, 0, "/terminals", &[("name", "勝手に")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}: {}", house.name, refused.location);
        let end = path_of(&house.get(&mut manager, 0, "/terminals").await.body, "/terminals/", "/end");
        assert_eq!(house.post(&mut manager, 0, &end, &[]).await.location, "/terminals");
        assert!(house.get(&mut terminal, 0, "/today").await.location.ends_with("/terminal"), "{}", house.name);
        assert!(!house.get(&mut terminal, 0, "/terminal").await.body.contains("現場"), "{}", house.name);
    }
}

#[tokio::test]
async fn a_terminal_of_another_company_and_who_has_left_are_not_offered() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let link = house.invited(&mut manager, "現場 花子", "", "staff").await;
        house.post(&mut Browser::default(), 0, &link, &[("pin", "471288"), ("again", "471288")]).await;
        let mut other = house.joined(&mut manager, "鈴木", "suzuki@example.jp", "viewer").await;
        house.register(&mut other, "架空精機株式会社", "").await;
        let mut foreign = other.clone();
        house.post(&mut foreign, 0, "/terminals", &[("name", "よその端末")]).await;
        assert!(!house.get(&mut foreign, 0, "/terminal").await.body.contains("現場"), "{}", house.name);
        let mut terminal = manager.clone();
        house.post(&mut terminal, 0, "/terminals", &[("name", "第一工場")]).await;
        let person = path_of(&house.get(&mut terminal, 0, "/terminal").await.body, "/terminal/", "");
        let foreign_pin = house.post(&mut foreign, 0, &person, &[("pin", "471288")]).await;
        assert_eq!(foreign_pin.status, StatusCode::NOT_FOUND, "{}", house.name);
        let mut other = house.signed_in("suzuki@example.jp").await;
        let account = house.get(&mut other, 0, "/account").await.body;
        let (_, own) = account.split_once("架空精機株式会社").unwrap();
        let id = own.split("name=\"organisation\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        house.post(&mut other, 0, "/account/organisation", &[("organisation", &id)]).await;
        let list = path_of(&house.get(&mut other, 0, "/terminals").await.body, "/terminals/", "/end");
        let mut manager = house.signed_in("yamada@example.jp").await;
        assert_eq!(house.post(&mut manager, 0, &list, &[]).await.status, StatusCode::NOT_FOUND, "another's terminal");
        let id = person.rsplit('/').next().unwrap();
        let gone = house.post(&mut manager, 0, &format!("/members/{id}"), &[("change", "remove")]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}: {}", house.name, gone.body);
        assert!(!house.get(&mut terminal, 0, "/terminal").await.body.contains("現場"), "{}", house.name);
        assert_eq!(house.post(&mut terminal, 0, &person, &[("pin", "471288")]).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn name_language_and_address_are_ones_own_and_the_address_is_confirmed() {
    for house in houses().await {
        let mut manager = house.manager().await;
        house.joined(&mut manager, "佐藤", "sato@example.jp", "staff").await;
        let long = "あ".repeat(61);
        for name in ["", "  ", &long, "a\u{7}b"] {
            let form = [("name", name), ("reading", "ヤマダ"), ("language", "ja")];
            let refused = house.post(&mut manager, 0, "/account/name", &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {name:?}", house.name);
            assert!(refused.body.contains("ヤマダ"), "what was typed stays");
        }
        let form = [("name", "山田 花子"), ("reading", "ヤマダ ハナコ"), ("language", "en"), ("person", "someone")];
        assert_eq!(house.post(&mut manager, 0, "/account/name", &form).await.location, "/en/account");
        assert!(house.get(&mut manager, 0, "/today").await.body.contains("山田 花子"), "{}", house.name);
        let to = |email| [("email", email)];
        let late = house.post(&mut manager, TIRED, "/account/address", &to("new@example.jp")).await;
        assert_eq!(late.location, "/confirm?then=/account", "{}", house.name);
        for email in ["new@", "SATO@example.jp", "ｓａｔｏ@example.jp"] {
            let refused = house.post(&mut manager, 0, "/account/address", &to(email)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {email}", house.name);
            assert!(refused.body.contains(email), "what was typed stays");
        }
        assert_eq!(house.post(&mut manager, 0, "/account/address", &to("new@example.jp")).await.location, "/account");
        let by = |email| [("email", email), ("password", PASSWORD)];
        let old = house.post(&mut Browser::default(), 0, "/sign-in", &by("yamada@example.jp")).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert_eq!(house.post(&mut Browser::default(), 0, "/sign-in", &by("new@example.jp")).await.location, "/today");
        // Whether an address is another's can be tried a few times only.
        let mut told = String::new();
        for attempt in 0..6 {
            let none = format!("try{attempt}@");
            told = house.post(&mut manager, 0, "/account/address", &[("email", &none)]).await.body;
            told += &house.post(&mut manager, 0, "/account/address", &to("sato@example.jp")).await.body;
        }
        assert!(told.contains("分たってから"), "{}", house.name);
    }
}

#[tokio::test]
async fn sessions_are_told_in_plain_words_and_ended_one_by_one_or_all() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
        let mut second = Browser { agent: agent.to_owned(), ..Browser::default() };
        let mut third = Browser { agent: "NCSA_Mosaic/2.0".to_owned(), ..Browser::default() };
        for browser in [&mut second, &mut third] {
            let form = [("email", "yamada@example.jp"), ("password", PASSWORD)];
            assert_eq!(house.post(browser, 0, "/sign-in", &form).await.location, "/today");
        }
        let account = house.get(&mut manager, 0, "/account").await.body;
        for shown in ["Windows の Edge", "ブラウザー（詳細不明）", "この端末"] {
            assert!(account.contains(shown), "{} {shown}: {account}", house.name);
        }
        assert!(!account.contains("Mozilla") && !account.contains("Mosaic"), "only the words are kept");
        let foreign = house.joined(&mut manager, "佐藤", "sato@example.jp", "staff").await;
        let end = path_of(&account, "/account/sessions/", "/end");
        house.post(&mut foreign.clone(), 0, &end, &[]).await;
        assert_eq!(house.get(&mut second, 0, "/today").await.status, StatusCode::OK, "another's is not ended");
        assert_eq!(house.get(&mut third, 0, "/today").await.status, StatusCode::OK);
        let ended = house.post(&mut manager, 0, "/account/sessions/end-others", &[]).await;
        assert_eq!(ended.location, "/account", "{}", house.name);
        for browser in [&mut second, &mut third] {
            assert!(house.get(browser, 0, "/today").await.location.starts_with("/sign-in"), "{}", house.name);
        }
        assert_eq!(house.get(&mut manager, 0, "/today").await.status, StatusCode::OK, "this one stays");
    }
}

#[tokio::test]
async fn every_page_of_the_account_answers_in_both_languages_and_is_kept_by_no_cache() {
    for house in houses().await {
        let mut manager = house.manager().await;
        house.post(&mut manager, 0, "/account/keys/app", &[]).await;
        for prefix in ["", "/en"] {
            for page in ["/account", "/account/keys", "/account/keys/app", "/terminals", "/terminal", "/confirm"] {
                let answer = house.ask(&mut manager, 0, Method::GET, &format!("{prefix}{page}"), &[]).await;
                assert_eq!(answer.status, StatusCode::OK, "{} {prefix}{page}", house.name);
                assert_eq!(answer.cache, "no-store", "{page}");
                let other = if prefix.is_empty() { "lang=\"ja\"" } else { "lang=\"en\"" };
                assert!(answer.body.contains(other), "{prefix}{page}");
            }
        }
    }
}

#[tokio::test]
async fn who_forgot_the_pin_gets_a_new_way_in_on_paper_and_the_old_pin_is_of_no_use() {
    for house in houses().await {
        let manager = house.manager().await;
        let mut terminal = manager.clone();
        house.post(&mut terminal, 0, "/terminals", &[("name", "第一工場の入口")]).await;
        let mut manager = house.signed_in("yamada@example.jp").await;
        let path = house.invited(&mut manager, "佐藤", "", "staff").await;
        let mut paper = Browser::default();
        let done = house.post(&mut paper, 0, &path, &[("pin", "471288"), ("again", "471288")]).await;
        assert_eq!(done.location, "/today", "{}: {}", house.name, done.body);
        let people = house.get(&mut terminal, 0, "/terminal").await.body;
        let at = path_of(&people, "/terminal/", "");
        let person = at.trim_start_matches("/terminal/").to_owned();
        assert_eq!(house.post(&mut terminal.clone(), 0, &at, &[("pin", "471288")]).await.location, "/today");

        let shown = house.get(&mut manager, 0, "/members").await.body;
        let renew = format!("/members/{person}/renew");
        assert!(shown.contains(&renew), "{}: the page offers it", house.name);
        assert!(!house.get(&mut paper, 0, "/members").await.body.contains("/renew"), "and to nobody else");
        let late = house.post(&mut manager, TIRED, &renew, &[]).await;
        assert_eq!(late.location, "/confirm?then=/members", "{}: a grave act", house.name);
        let made = house.post(&mut manager, 0, &renew, &[]).await;
        assert_eq!(made.status, StatusCode::OK, "{}: {}", house.name, made.body);
        assert!(made.body.contains("class=\"qr\"") && made.body.contains("暗証番号を決めます"), "{}", made.body);
        assert!(house.get(&mut paper, 0, "/today").await.location.starts_with("/sign-in"), "signed out at once");
        let path = path_of(&made.body, "/invitations/", "");
        let mut phone = Browser::default();
        let opened = house.get(&mut phone, 0, &path).await.body;
        assert!(opened.contains("入り直す") && opened.contains("name=\"pin\""), "{}: {opened}", house.name);
        let weak = house.post(&mut phone, 0, &path, &[("pin", "123456"), ("again", "123456")]).await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let done = house.post(&mut phone, 0, &path, &[("pin", "838201"), ("again", "838201")]).await;
        assert_eq!(done.location, "/today", "{}: {}", house.name, done.body);
        let again = house.post(&mut phone, 0, &path, &[("pin", "471288"), ("again", "471288")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}: once", house.name);
        let old = house.post(&mut terminal.clone(), 0, &at, &[("pin", "471288")]).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert_eq!(house.post(&mut terminal.clone(), 0, &at, &[("pin", "838201")]).await.location, "/today");
        let history = house.get(&mut manager, 0, "/history").await.body;
        assert!(history.contains("佐藤 さんの入り口を作り直した"), "{}: {history}", house.name);
    }
}
