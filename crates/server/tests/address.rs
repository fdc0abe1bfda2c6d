//! One's own mail address, changed by the pages, on both databases: it counts once the link that went there was opened,
//! and the address before is told.

use app::mail::Letter;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::sign_in_house::{Browser, House, PASSWORD, at, houses, houses_that_mail};

const DAY: i64 = 86_400;

impl House {
    /// What waits to be mailed: the letter, the address it goes to instead of the person's, its secret.
    async fn waiting(&self) -> Vec<(Letter, Option<String>, String)> {
        let (now, later) = (at(3 * DAY).as_microsecond(), at(4 * DAY).as_microsecond());
        let jobs = self.accounts.office.store().write::<_, app::Refused, _>(move |tx| {
            Box::pin(async move {
                let jobs = tx.take_jobs(Uuid::new_v4(), now, later, 50).await?;
                for job in &jobs {
                    tx.finish_job(job, now).await?;
                }
                Ok(jobs)
            })
        });
        let jobs = jobs.await.unwrap();
        let outbox = self.accounts.office.door.outbox().unwrap();
        let read = |job: &_| outbox.secret(job).map(|secret| secret.text()).unwrap_or_default();
        let mails = jobs.iter().filter(|job| job.kind == "mail");
        mails.map(|job| (serde_json::from_str(&job.payload).unwrap(), outbox.address(job), read(job))).collect()
    }

    /// Asks for another address; gives the secret of the link that went there.
    async fn asked(&self, browser: &mut Browser, address: &str) -> String {
        self.waiting().await;
        let sent = self.post(browser, 0, "/account/address", &[("email", address)]).await;
        assert!(sent.status == StatusCode::OK && sent.body.contains("24時間"), "{}: {}", self.name, sent.body);
        let waiting = self.waiting().await;
        let [(Letter::AddressAsked { .. }, Some(to), secret)] = &waiting[..] else { panic!("{waiting:?}") };
        assert_eq!(to, address, "{}", self.name);
        secret.clone()
    }
}

#[tokio::test]
async fn an_address_counts_once_its_link_was_opened_and_the_one_before_is_told() {
    for house in houses_that_mail().await {
        let mut manager = house.manager().await;
        let secret = house.asked(&mut manager, "Shin.Yamada@example.jp").await;
        assert!(house.enters("yamada@example.jp", PASSWORD).await, "{}: nothing changed yet", house.name);
        assert!(!house.enters("shin.yamada@example.jp", PASSWORD).await, "{}", house.name);

        let path = format!("/address/{secret}");
        let mut reader = Browser::at("198.51.100.7");
        let shown = house.get(&mut reader, 0, &path).await;
        assert!(shown.body.contains("Shin.Yamada@example.jp") && shown.cache == "no-store", "{}", shown.body);
        assert!(!house.enters("shin.yamada@example.jp", PASSWORD).await, "{}: to look changes nothing", house.name);
        let done = house.post(&mut reader, 0, &path, &[]).await;
        assert_eq!(done.status, StatusCode::OK, "{}: {}", house.name, done.body);
        assert!(reader.cookies.is_empty(), "{}: nobody is signed in by it", house.name);
        assert!(house.enters("shin.yamada@example.jp", PASSWORD).await, "{}", house.name);
        assert!(!house.enters("yamada@example.jp", PASSWORD).await, "{}", house.name);
        assert_eq!(house.get(&mut manager, 0, "/today").await.status, StatusCode::OK, "{}: still in", house.name);
        let told = house.waiting().await;
        let changed = told.iter().filter(|(letter, to, secret)| {
            matches!(letter, Letter::AddressChanged { .. })
                && to.as_deref() == Some("yamada@example.jp")
                && secret.is_empty()
        });
        assert_eq!(changed.count(), 1, "{}: {told:?}", house.name);
        assert_eq!(house.post(&mut reader, 0, &path, &[]).await.status, StatusCode::GONE, "{}: once", house.name);
    }
}

#[tokio::test]
async fn a_link_that_was_replaced_or_is_too_old_or_forged_changes_nothing() {
    for house in houses_that_mail().await {
        let mut manager = house.manager().await;
        let replaced = house.asked(&mut manager, "one@example.jp").await;
        let secret = house.asked(&mut manager, "two@example.jp").await;
        let forged = ["0".repeat(64), "x".to_owned(), secret[..63].to_owned(), replaced];
        let others = forged.iter().map(|token| (token.clone(), 0)).chain([(secret.clone(), DAY)]);
        for (token, seconds) in others {
            let (path, mut reader) = (format!("/address/{token}"), Browser::default());
            assert_eq!(
                house.get(&mut reader, seconds, &path).await.status,
                StatusCode::GONE,
                "{}: {token}",
                house.name
            );
            let tried = house.post(&mut reader, seconds, &path, &[]).await;
            assert_eq!(tried.status, StatusCode::GONE, "{}: {token}", house.name);
        }
        // The secret of a new password is no link of an address, nor the other way round.
        let other = house.get(&mut Browser::default(), 0, &format!("/reset/{secret}")).await;
        assert_eq!(other.status, StatusCode::GONE, "{}", house.name);
        assert!(house.enters("yamada@example.jp", PASSWORD).await, "{}: nothing changed", house.name);
    }
}

#[tokio::test]
async fn an_address_that_another_took_meanwhile_is_refused_and_nothing_is_half_done() {
    for house in houses_that_mail().await {
        let mut manager = house.manager().await;
        let secret = house.asked(&mut manager, "taken@example.jp").await;
        let invite = [("name", "同僚 一郎"), ("email", "taken@example.jp"), ("role", "staff")];
        let invited = house.post(&mut manager, 0, "/members/invite", &invite).await;
        assert_eq!(invited.status, StatusCode::OK, "{}: {}", house.name, invited.body);
        let path = format!("/address/{secret}");
        let refused = house.post(&mut Browser::default(), 0, &path, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}: {}", house.name, refused.body);
        assert!(refused.body.contains("role=\"alert\""), "{}", house.name);
        assert!(house.enters("yamada@example.jp", PASSWORD).await, "{}: nothing changed", house.name);
    }
}

#[tokio::test]
async fn where_nothing_is_mailed_a_change_counts_at_once() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let done = house.post(&mut manager, 0, "/account/address", &[("email", "shin@example.jp")]).await;
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/account"), "{}", done.body);
        assert!(house.enters("shin@example.jp", PASSWORD).await, "{}", house.name);
    }
}
