//! A forgotten password by the pages, on both databases: asked for, mailed, chosen; and everything that tells nothing,
//! changes nothing and gets nobody in.

use app::jobs::{Hands, Worker};
use app::mail::Letter;
use axum::http::StatusCode;
use record::PersonId;
use uuid::Uuid;

use crate::sign_in_house::{Browser, House, PASSWORD, at, code, houses, houses_that_mail};

const NEW: &str = "まったくべつのあいことば";
const HOUR: i64 = 3_600;

impl House {
    async fn ask_link(&self, email: &str) {
        let done = self.post(&mut Browser::default(), 0, "/reset", &[("email", email)]).await;
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/reset/sent"), "{}", done.body);
    }

    /// What a worker would mail now, with the secret of each link.
    async fn letters(&self, seconds: i64) -> Vec<(Letter, String)> {
        let (office, sign_in) = (self.accounts.office.clone(), self.accounts.sign_in.clone());
        let mut worker = Worker::new(Hands { office: office.clone(), sign_in, post: None });
        // Without a mail server a letter stays; what is asked for becomes a letter.
        for _ in 0..3 {
            worker.round(at(seconds)).await.unwrap();
        }
        let (now, later) = (at(seconds + 100_000).as_microsecond(), at(seconds + 200_000).as_microsecond());
        let jobs = office
            .store()
            .write::<_, app::Refused, _>(move |tx| {
                Box::pin(async move {
                    let jobs = tx.take_jobs(Uuid::new_v4(), now, later, 50).await?;
                    for job in &jobs {
                        tx.finish_job(job, now).await?;
                    }
                    Ok(jobs)
                })
            })
            .await
            .unwrap();
        let outbox = office.door.outbox().unwrap();
        let mails = jobs.into_iter().filter(|job| job.kind == "mail");
        let letter = |payload: &str| serde_json::from_str(payload).unwrap();
        mails
            .map(|job| (letter(&job.payload), outbox.secret(&job).map(|secret| secret.text()).unwrap_or_default()))
            .collect()
    }

    /// The secret of the one link that was mailed.
    async fn link(&self, seconds: i64) -> (PersonId, String) {
        let letters = self.letters(seconds).await;
        let mut links = letters.into_iter().filter(|(letter, _)| matches!(letter, Letter::Reset { .. }));
        let (letter, secret) = links.next().unwrap_or_else(|| panic!("{}: no link", self.name));
        assert!(links.next().is_none(), "{}: one link", self.name);
        (letter.person(), secret)
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_the_pages_and_its_person_is_told() {
    for house in houses_that_mail().await {
        let mut manager = house.manager().await;
        let form = house.get(&mut Browser::default(), 0, "/sign-in").await.body;
        assert!(form.contains("href=\"/reset\""), "{}: the sign-in leads there", house.name);
        let english = house.get(&mut Browser::default(), 0, "/en/reset").await;
        assert!(english.body.contains("Choose a new password") && english.cache == "no-store", "{}", english.body);
        house.letters(0).await;

        house.ask_link("ＹＡＭＡＤＡ@example.jp").await;
        let (person, secret) = house.link(0).await;
        let path = format!("/reset/{secret}");
        let mut reader = Browser::at("198.51.100.7");
        let shown = house.get(&mut reader, 0, &path).await;
        assert_eq!((shown.status, shown.cache.as_str()), (StatusCode::OK, "no-store"), "{}", shown.body);
        // To look at the link uses it not, nor does a password that cannot be chosen.
        for weak in ["short", "みほんせいさくしょ", "yamada-no-himitsu", "株式会社見本製作所です", ""]
        {
            let refused = house.post(&mut reader, 0, &path, &[("password", weak)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{weak}: {}", refused.body);
            assert!(refused.body.contains("role=\"alert\""), "{weak}");
        }
        let done = house.post(&mut reader, 0, &path, &[("password", NEW)]).await;
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/reset/done"), "{}", done.body);
        assert!(reader.cookies.is_empty(), "{}: nobody is signed in by it", house.name);
        assert_eq!(house.get(&mut reader, 0, "/reset/done").await.status, StatusCode::OK);
        assert!(house.get(&mut manager, 0, "/today").await.location.starts_with("/sign-in"), "sessions ended");
        assert!(!house.enters("yamada@example.jp", PASSWORD).await, "{}: the old one", house.name);
        assert!(house.enters("yamada@example.jp", NEW).await, "{}: the new one", house.name);
        let told = house.letters(0).await;
        let changed =
            |letter: &Letter| matches!(letter, Letter::PasswordChanged { person: whose, .. } if *whose == person);
        assert_eq!(told.iter().filter(|(letter, _)| changed(letter)).count(), 1, "{}: {told:?}", house.name);
    }
}

#[tokio::test]
async fn a_link_that_was_used_or_replaced_or_is_too_old_or_forged_changes_nothing() {
    for house in houses_that_mail().await {
        house.manager().await;
        house.letters(0).await;
        house.ask_link("yamada@example.jp").await;
        let (_, replaced) = house.link(0).await;
        house.ask_link("yamada@example.jp").await;
        let (_, secret) = house.link(0).await;
        assert_ne!(replaced, secret);
        let path = format!("/reset/{secret}");
        let forged = ["0".repeat(64), "x".to_owned(), secret[..63].to_owned(), format!("{secret}0"), "%00".to_owned()];
        let others = forged.iter().chain([&replaced]).map(|token| (format!("/reset/{token}"), 0));
        let mut reader = Browser::default();
        let mut pages = Vec::new();
        for (path, seconds) in others.chain([(path.clone(), HOUR)]) {
            let shown = house.get(&mut reader, seconds, &path).await;
            assert_eq!(shown.status, StatusCode::GONE, "{}: {path}: {}", house.name, shown.body);
            let tried = house.post(&mut reader, seconds, &path, &[("password", NEW)]).await;
            assert_eq!(tried.status, StatusCode::GONE, "{}: {path}", house.name);
            pages.extend([shown.body, tried.body]);
        }
        assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{}: each looks like the others", house.name);
        assert!(house.enters("yamada@example.jp", PASSWORD).await, "{}: nothing changed", house.name);
        assert_eq!(house.post(&mut reader, 0, &path, &[("password", NEW)]).await.location, "/reset/done");
        let again = house.post(&mut reader, 0, &path, &[("password", "さらにべつのあいことば")]).await;
        assert_eq!(again.status, StatusCode::GONE, "{}: once", house.name);
        assert!(house.enters("yamada@example.jp", NEW).await, "{}", house.name);
        // The secret of something else is no link.
        let invitation = house.invited(&mut house.signed_in_with(NEW).await, "佐藤", "", "staff").await;
        let token = invitation.trim_start_matches("/invitations/");
        assert_eq!(house.get(&mut reader, 0, &format!("/reset/{token}")).await.status, StatusCode::GONE);
    }
}

impl House {
    async fn signed_in_with(&self, password: &str) -> Browser {
        let mut browser = Browser::default();
        let form = [("email", "yamada@example.jp"), ("password", password)];
        let done = self.post(&mut browser, 0, "/sign-in", &form).await;
        assert_eq!(done.location, "/today", "{}", done.body);
        browser
    }
}

#[tokio::test]
async fn a_link_takes_no_second_factor_away() {
    for house in houses_that_mail().await {
        let mut manager = house.manager().await;
        house.post(&mut manager, 0, "/account/keys/app", &[]).await;
        let shown = house.get(&mut manager, 0, "/account/keys/app").await.body;
        let app: String = shown.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
        house.post(&mut manager, 0, "/account/keys/app/confirm", &[("code", &code(&app, 0))]).await;
        house.letters(0).await;
        house.ask_link("yamada@example.jp").await;
        let (_, secret) = house.link(0).await;
        let done = house.post(&mut Browser::default(), 0, &format!("/reset/{secret}"), &[("password", NEW)]).await;
        assert_eq!(done.location, "/reset/done", "{}", done.body);
        let mut browser = Browser::default();
        let first = house.post(&mut browser, 0, "/sign-in", &[("email", "yamada@example.jp"), ("password", NEW)]).await;
        assert!(
            first.status == StatusCode::OK && first.body.contains("name=\"code\""),
            "{}: {}",
            house.name,
            first.body
        );
        let next = code(&app, 30);
        let entered = house.post(&mut browser, 30, "/sign-in", &[("code", &next)]).await;
        assert_eq!(entered.location, "/today", "{}: {}", house.name, entered.body);
    }
}

#[tokio::test]
async fn whoever_asks_sees_the_same_and_is_slowed_down_where_they_are() {
    for house in houses_that_mail().await {
        house.manager().await;
        house.letters(0).await;
        for email in ["yamada@example.jp", "kanaria7q@canary.example", "no address", "", &"a".repeat(3_000)] {
            house.ask_link(email).await;
        }
        let (_, secret) = house.link(0).await;
        assert!(!secret.is_empty(), "{}: one letter, to the one who has the address", house.name);
        assert!(house.letters(0).await.is_empty());
        let mut guesser = Browser::at("203.0.113.5");
        let refused = loop {
            let asked = house.post(&mut guesser, 0, "/reset", &[("email", "yamada@example.jp")]).await;
            if asked.status != StatusCode::SEE_OTHER {
                break asked;
            }
        };
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{}: {}", house.name, refused.body);
        assert!(refused.retry_after.parse::<u64>().unwrap() > 0 && refused.body.contains("約1分"), "{}", refused.body);
        let english = house.post(&mut guesser, 0, "/en/reset", &[("email", "yamada@example.jp")]).await;
        assert!(english.status == StatusCode::TOO_MANY_REQUESTS && english.body.contains("try again in"));
        // Links are tried under the same limit; whoever has one elsewhere goes on.
        let path = format!("/reset/{secret}");
        let slowed = house.post(&mut guesser, 0, &path, &[("password", NEW)]).await;
        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "{}", slowed.body);
        let elsewhere = house.post(&mut Browser::at("198.51.100.1"), 0, "/reset", &[("email", "x@example.jp")]).await;
        assert_eq!(elsewhere.status, StatusCode::SEE_OTHER, "{}: elsewhere nothing is slowed", house.name);
    }
}

#[tokio::test]
async fn where_nothing_is_mailed_the_page_says_who_helps() {
    for house in houses().await {
        house.manager().await;
        let shown = house.get(&mut Browser::default(), 0, "/reset").await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("管理責任者") && !shown.body.contains("name=\"email\""), "{}", shown.body);
        let asked = house.post(&mut Browser::default(), 0, "/reset", &[("email", "yamada@example.jp")]).await;
        assert_eq!((asked.status, asked.location.as_str()), (StatusCode::SEE_OTHER, "/reset"), "{}", house.name);
    }
}
