//! What is typed and sent when the session is over comes back to the person who typed it, and to nobody else; on both
//! databases.

use axum::http::StatusCode;

use crate::sign_in_house::{Answer, Browser, House, PASSWORD, code, houses, path_of};

const YAMADA: [(&str, &str); 2] = [("email", "yamada@example.jp"), ("password", PASSWORD)];
const SUZUKI: [(&str, &str); 3] = [("name", "鈴木一郎"), ("email", "suzuki@example.jp"), ("role", "staff")];

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    let value = page.split(&at).nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_else(|| panic!("no {name} in {page}")).to_owned()
}

/// All fields of the form that gives back what was typed.
fn given_back(answer: &Answer) -> (String, Vec<(String, String)>) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let form = answer.body.split("<form").find(|form| form.contains("class=\"card\"")).unwrap();
    let action = form.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let mut parts = rest.split('"');
        (parts.next().unwrap().to_owned(), parts.nth(1).unwrap().to_owned())
    });
    (action, fields.collect())
}

impl House {
    /// Ends the session of a browser from another device; its cookies stay.
    async fn end_session(&self) {
        let mut other = self.signed_in("yamada@example.jp").await;
        let done = self.post(&mut other, 0, "/account/sessions/end-others", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }

    /// Sends a form too late; gives the page that carries it, and what it carries.
    async fn too_late(&self, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> (Answer, String) {
        self.end_session().await;
        let page = self.post(browser, 0, path, fields).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{}: {}", self.name, page.body);
        let carried = hidden(&page.body, "carried");
        (page, carried)
    }

    async fn sign_in_with(&self, browser: &mut Browser, seconds: i64, who: &[(&str, &str)], carried: &str) -> Answer {
        let fields: Vec<(&str, &str)> = who.iter().copied().chain([("carried", carried), ("then", "/today")]).collect();
        self.post(browser, seconds, "/sign-in", &fields).await
    }
}

#[tokio::test]
async fn what_is_sent_too_late_comes_back_to_its_person_after_the_sign_in() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.post(&mut manager, 0, "/checks", &[]).await.location;
        let profile = [("kinds", "company"), ("name", "株式会社見本製作所（新）"), ("employees", "41")];
        let answers = [("base:tics-19/1", "0"), ("answer:tics-19/1", "implemented"), ("note:tics-19/1", "<鍵> & 棚")];
        let forms: [(&str, &[(&str, &str)]); 3] =
            [("/members/invite", &SUZUKI), ("/organisation", &profile), (&check, &answers)];
        for (path, fields) in forms {
            let (page, carried) = house.too_late(&mut manager, path, fields).await;
            assert_eq!(page.cache, "no-store", "{}", house.name);
            for (_, value) in fields {
                assert!(value.is_ascii() || !page.body.contains(value), "{}: {value} stands in clear", house.name);
            }
            // A wrong password loses nothing either.
            let wrong = [("email", "yamada@example.jp"), ("password", "まちがったあいことば")];
            let again = house.sign_in_with(&mut manager, 0, &wrong, &carried).await;
            assert_eq!(hidden(&again.body, "carried"), carried, "{}", house.name);
            let back = house.sign_in_with(&mut manager, 0, &YAMADA, &carried).await;
            let (to, given) = given_back(&back);
            assert_eq!(to, path, "{}", house.name);
            assert_eq!(given.len(), fields.len(), "{}: {given:?}", house.name);
            let plain = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let sent: Vec<(String, String)> = given.into_iter().map(|(name, value)| (name, plain(&value))).collect();
            let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(sent, fields, "{}", house.name);
            let done = house.post(&mut manager, 0, &to, &sent).await;
            assert!(done.status.is_success() || done.status.is_redirection(), "{}: {path}: {}", house.name, done.body);
        }
        assert!(house.get(&mut manager, 0, "/members").await.body.contains("鈴木一郎"), "{}", house.name);
        assert!(house.get(&mut manager, 0, &check).await.body.contains("&lt;鍵&gt; &amp; 棚"), "{}", house.name);
    }
}

#[tokio::test]
async fn nobody_else_gets_what_was_typed_and_what_is_no_longer_good_is_dropped() {
    for house in houses().await {
        let mut manager = house.manager().await;
        house.joined(&mut manager, "佐藤", "sato@example.jp", "staff").await;
        let (_, carried) = house.too_late(&mut manager, "/members/invite", &SUZUKI).await;
        // A colleague who signs in at the same browser.
        let colleague = [("email", "sato@example.jp"), ("password", PASSWORD)];
        let other = house.sign_in_with(&mut manager.clone(), 0, &colleague, &carried).await;
        assert_eq!((other.status, other.location.as_str()), (StatusCode::SEE_OTHER, "/today"), "{}", other.body);
        let mut signed = house.signed_in("sato@example.jp").await;
        let other = house.post(&mut signed, 0, "/sign-in/typed", &[("carried", carried.as_str())]).await;
        assert_eq!(other.location, "/today", "{}", house.name);
        // Changed on the way, made up, or a day later.
        let mut changed = carried.clone();
        let last = changed.pop().unwrap();
        changed.push(if last == 'A' { 'B' } else { 'A' });
        for (text, seconds) in [(changed.as_str(), 0), ("", 0), ("AAAA", 0), ("ｚ", 0), (carried.as_str(), 13 * 3_600)]
        {
            let back = house.sign_in_with(&mut Browser::default(), seconds, &YAMADA, text).await;
            assert_eq!(
                (back.status, back.location.as_str()),
                (StatusCode::SEE_OTHER, "/today"),
                "{}: {text}",
                house.name
            );
        }
        // After a passkey the page sends it by itself.
        let mut again = house.signed_in("yamada@example.jp").await;
        let back = house.post(&mut again, 0, "/sign-in/typed", &[("carried", carried.as_str())]).await;
        assert_eq!(given_back(&back).0, "/members/invite", "{}", house.name);
        // Where nobody was signed in there is nobody it could be sealed for; and too much is not carried.
        let out = house.post(&mut Browser::default(), 0, "/members/invite", &SUZUKI).await;
        assert!(out.location.starts_with("/sign-in?then="), "{}", house.name);
        house.end_session().await;
        let much = "あ".repeat(50_000);
        let out = house.post(&mut manager, 0, "/organisation", &[("name", much.as_str())]).await;
        assert!(out.location.starts_with("/sign-in?then="), "{}: {}", house.name, out.status);
    }
}

#[tokio::test]
async fn a_number_that_may_be_a_my_number_is_not_carried_and_a_second_step_loses_nothing() {
    for house in houses().await {
        let mut manager = house.manager().await;
        house.post(&mut manager, 0, "/account/keys/app", &[]).await;
        let shown = house.get(&mut manager, 0, "/account/keys/app").await.body;
        let app: String = shown.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
        house.post(&mut manager, 0, "/account/keys/app/confirm", &[("code", &code(&app, 0))]).await;
        assert_eq!(house.post(&mut manager.clone(), 0, "/sign-out", &[]).await.status, StatusCode::SEE_OTHER);
        let profile = [("name", "株式会社見本製作所"), ("corporate_number", "1234 5678 9012")];
        let page = house.post(&mut manager, 0, "/organisation", &profile).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{}: {}", house.name, page.body);
        let first = house.sign_in_with(&mut manager, 30, &YAMADA, &hidden(&page.body, "carried")).await;
        assert!(first.body.contains("name=\"code\""), "{}: {}", house.name, first.body);
        let next = code(&app, 30);
        let back =
            house.sign_in_with(&mut manager, 30, &[("code", next.as_str())], &hidden(&first.body, "carried")).await;
        let (to, given) = given_back(&back);
        assert_eq!(to, "/organisation", "{}", house.name);
        let expected = [("name", "株式会社見本製作所"), ("corporate_number", "")];
        let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(given, expected, "{}", house.name);
    }
}

#[tokio::test]
async fn what_was_typed_for_one_of_several_organisations_goes_on_for_that_one() {
    for house in houses().await {
        let mut manager = house.manager().await;
        house.register(&mut manager, "株式会社べつの会社", "").await;
        let (_, carried) = house.too_late(&mut manager, "/members/invite", &SUZUKI).await;
        let back = house.sign_in_with(&mut manager, 0, &YAMADA, &carried).await;
        let (to, given) = given_back(&back);
        let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let made = house.post(&mut manager, 0, &to, &given).await;
        assert_eq!(made.status, StatusCode::OK, "{}: {}", house.name, made.body);
        let link = path_of(&made.body, "/invitations/", "");
        let invited = house.get(&mut Browser::default(), 0, &link).await.body;
        assert!(invited.contains("株式会社べつの会社"), "{}: {invited}", house.name);
    }
}

/// What is answered where somebody is not signed in any more comes before everything else: there need be no such case.
#[tokio::test]
async fn what_is_typed_about_an_audit_comes_back_too() {
    let reason = [("reason", "会社の都合で延期する")];
    let note = [("threat_familiarity", "yes"), ("note", "元の同僚がいる")];
    let attendant = [("stage", "one"), ("attendant_1", "工場長")];
    let case = "00000000-0000-7000-8000-000000000001";
    let forms: [(String, &[(&str, &str)]); 4] = [
        (format!("/body/cases/{case}/team/stop"), &reason),
        (format!("/body/cases/{case}/declare"), &note),
        (format!("/body/cases/{case}/audit/plan"), &attendant),
        (format!("/applications/{case}/audit/object"), &reason),
    ];
    for house in houses().await {
        let mut manager = house.manager().await;
        for (path, fields) in &forms {
            let (_, carried) = house.too_late(&mut manager, path, fields).await;
            let (to, given) = given_back(&house.sign_in_with(&mut manager, 0, &YAMADA, &carried).await);
            let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!((&to, given.as_slice()), (path, *fields), "{}", house.name);
        }
    }
}
