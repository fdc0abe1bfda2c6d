//! A form that is sent twice, by a second click or a network that stutters, does its work once and shows the same, on both
//! databases.

use app::Caller;
use app::door::Once;
use app::sign_in::Secret;
use axum::http::StatusCode;

use crate::sign_in_house::{Answer, Browser, House, PASSWORD, houses, path_of};

/// The key that a page put into the form with this address.
fn key(page: &str, action: &str) -> String {
    let form = page.split("<form").find(|form| form.contains(&format!("action=\"{action}\""))).unwrap_or_default();
    let key = form.split("name=\"once\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    key.unwrap_or_else(|| panic!("no key in {action}: {page}")).to_owned()
}

impl House {
    /// Sends the form of a page twice, with its key; what came each time.
    async fn twice(
        &self,
        browser: &mut Browser,
        (page, action): (&str, &str),
        fields: &[(&str, &str)],
    ) -> (Answer, Answer, String) {
        let shown = self.get(browser, 0, page).await;
        let key = key(&shown.body, action);
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("once", key.as_str())]).collect();
        let first = self.post(browser, 0, action, &fields).await;
        let second = self.post(browser, 0, action, &fields).await;
        (first, second, key)
    }

    async fn count(&self, browser: &mut Browser, page: &str, part: &str) -> usize {
        let shown = self.get(browser, 0, page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}");
        shown.body.matches(part).count()
    }
}

#[tokio::test]
async fn an_invitation_that_is_sent_twice_is_one_and_shows_the_same_link() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let form = ("/members", "/members/invite");
        let sato = [("name", "佐藤"), ("email", "sato@example.jp"), ("role", "staff")];
        let (first, second, key) = house.twice(&mut manager, form, &sato).await;
        assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK), "{}: {}", house.name, second.body);
        let link = path_of(&first.body, "/invitations/", "");
        assert_eq!(path_of(&second.body, "/invitations/", ""), link, "{}", house.name);
        assert_eq!(house.count(&mut manager, "/members", "/invitation\"").await, 1, "{}", house.name);
        // Whoever goes back and types somebody else invites somebody else, though the page is the same.
        let suzuki = [("name", "鈴木"), ("email", "suzuki@example.jp"), ("role", "staff"), ("once", key.as_str())];
        let other = house.post(&mut manager, 0, "/members/invite", &suzuki).await;
        assert_eq!(other.status, StatusCode::OK, "{}: {}", house.name, other.body);
        assert_ne!(path_of(&other.body, "/invitations/", ""), link, "{}", house.name);
        assert_eq!(house.count(&mut manager, "/members", "/invitation\"").await, 2, "{}", house.name);
        // The link works; and what is no key of ours is none: the second time a rule refuses, as it always did.
        let done = house.post(&mut Browser::default(), 0, &link, &[("password", PASSWORD)]).await;
        assert_eq!(done.location, "/today", "{}: {}", house.name, done.body);
        for once in ["", "short", "ｚ"] {
            let email = format!("tanaka{}@example.jp", once.len());
            let form = [("name", "田中"), ("email", email.as_str()), ("role", "staff"), ("once", once)];
            assert_eq!(house.post(&mut manager, 0, "/members/invite", &form).await.status, StatusCode::OK);
            let again = house.post(&mut manager, 0, "/members/invite", &form).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}: {once}", house.name);
        }
        // The key is nobody else's: a colleague who sends the same is asked for their own right.
        let mut staff = house.joined(&mut manager, "山本", "yamamoto@example.jp", "staff").await;
        let fields: Vec<(&str, &str)> = sato.into_iter().chain([("once", key.as_str())]).collect();
        let denied = house.post(&mut staff, 0, "/members/invite", &fields).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN, "{}", house.name);
        assert!(!denied.body.contains(&link), "{}", house.name);
    }
}

#[tokio::test]
async fn an_organisation_and_a_check_that_are_sent_twice_are_there_once() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let form = [("kinds", "company"), ("name", "株式会社べつの会社"), ("employees", "12")];
        let page = ("/organisations/new", "/organisations/new");
        let (first, second, _) = house.twice(&mut manager, page, &form).await;
        assert_eq!((first.status, first.location.as_str()), (StatusCode::SEE_OTHER, "/today"), "{}", first.body);
        assert_eq!((second.status, second.location.as_str()), (StatusCode::SEE_OTHER, "/today"), "{}", second.body);
        let found =
            house.count(&mut manager, "/organisations?q=%E3%81%B9%E3%81%A4%E3%81%AE", "株式会社べつの会社").await;
        assert!(found >= 1, "{}", house.name);
        let own = house.get(&mut manager, 0, "/account").await.body;
        let names = own.matches("<b>株式会社べつの会社</b>").count();
        assert_eq!(names, 2, "{}: once in the head and once in the list: {own}", house.name);

        let (first, second, _) = house.twice(&mut manager, ("/checks", "/checks"), &[("pack", "tics-19")]).await;
        assert!(first.location.starts_with("/checks/"), "{}: {}", house.name, first.body);
        assert_eq!(second.location, first.location, "{}", house.name);
        let (third, ..) = house.twice(&mut manager, ("/checks", "/checks"), &[("pack", "tics-19")]).await;
        assert_ne!(third.location, first.location, "{}: another page is another check", house.name);
        // What is taken over is the same by the word that its page gave it.
        let day = ("reported_on", "2026-04-01");
        let answers = [("tics-19/1", "implemented"), ("tics-19/2", "partial"), ("claim", "a"), day];
        let first = house.post(&mut manager, 0, "/checks/claim", &answers).await;
        let second = house.post(&mut manager, 0, "/checks/claim", &answers).await;
        assert!(first.location.starts_with("/checks/"), "{}: {}", house.name, first.body);
        assert_eq!(second.location, first.location, "{}", house.name);
        let others = [("tics-19/1", "implemented"), ("claim", "b"), day];
        let other = house.post(&mut manager, 0, "/checks/claim", &others).await;
        assert_ne!(other.location, first.location, "{}", house.name);
    }
}

#[tokio::test]
async fn a_confirmation_that_is_sent_twice_is_one() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut president = house.joined(&mut manager, "社長", "shacho@example.jp", "executive").await;
        let claimed = [("tics-19/1", "implemented"), ("reported_on", "2026-04-01")];
        let begun = house.post(&mut manager, 0, "/checks/claim", &claimed).await.location;
        let page = house.get(&mut president, 0, &begun).await.body;
        let seen: Vec<(String, String)> = page
            .split("name=\"seen:")
            .skip(1)
            .map(|rest| {
                let mut parts = rest.split('"');
                (format!("seen:{}", parts.next().unwrap()), parts.nth(1).unwrap().to_owned())
            })
            .collect();
        assert!(!seen.is_empty(), "{}", house.name);
        let fields: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let action = format!("{begun}/sign-off");
        let (first, second, _) = house.twice(&mut president, (&begun, &action), &fields).await;
        assert_eq!((first.status, &first.location), (StatusCode::SEE_OTHER, &begun), "{}: {}", house.name, first.body);
        assert_eq!((second.status, &second.location), (StatusCode::SEE_OTHER, &begun), "{}", second.body);
        let history = house.get(&mut president, 0, "/history.json").await.body;
        assert_eq!(history.matches("check-signed-off").count(), 1, "{}: {history}", house.name);
    }
}

#[tokio::test]
async fn a_token_and_a_terminal_that_are_sent_twice_are_one_with_the_same_secret() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let form = [("name", "基幹システム"), ("grants", "check.view"), ("until", "2027-03-31")];
        let page = ("/account/tokens", "/account/tokens");
        let (first, second, _) = house.twice(&mut manager, page, &form).await;
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", second.body);
        assert_eq!(path_of(&first.body, "mamori_", ""), path_of(&second.body, "mamori_", ""), "{}", house.name);
        assert_eq!(house.count(&mut manager, "/account/tokens", "/stop\"").await, 1, "{}", house.name);

        // Whoever sets a terminal up is signed out by the first answer: two that are under way at once are one.
        let shown = house.get(&mut manager, 0, "/terminals").await.body;
        let key = Secret::read(&key(&shown, "/terminals")).unwrap();
        let account = house.get(&mut manager, 0, "/account").await.body;
        assert!(account.contains("山田工場長"), "{}", house.name);
        let office = &house.accounts.office;
        let person =
            office.store().reader().await.unwrap().person_by_email("yamada@example.jp").await.unwrap().unwrap();
        let own = office.memberships(person.id).await.unwrap();
        let caller = Caller::new(person.id, Some(own[0].0), uuid::Uuid::new_v4()).stepped_up();
        let caller = Caller { once: Some(Once::of_form(&key, b"first workshop")), ..caller };
        let first = office.set_up_terminal(caller, "第一工場".to_owned()).await.unwrap();
        let second = office.set_up_terminal(caller, "第一工場".to_owned()).await.unwrap();
        assert!(first == second, "{}", house.name);
        assert_eq!(office.terminals(caller).await.unwrap().rows.len(), 1, "{}", house.name);
        let (one, other) = (&mut manager.clone(), &mut manager.clone());
        let fields = [("name", "第二工場"), ("once", &key.text())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
        let (first, second) =
            tokio::join!(house.post(one, 0, "/terminals", &fields), house.post(other, 0, "/terminals", &fields));
        assert!([&first, &second].iter().any(|answer| answer.location == "/terminal"), "{}", house.name);
        assert_eq!(office.terminals(caller).await.unwrap().rows.len(), 2, "{}", house.name);
    }
}
