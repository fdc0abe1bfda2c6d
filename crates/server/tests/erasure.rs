//! Erasing one's own account by the pages, and what a refusal says to whoever is signed in; on both databases.

use axum::http::StatusCode;

use crate::sign_in_house::{Browser, PASSWORD, houses};

/// Seconds after which a session has to confirm again.
const TIRED: i64 = 700;

#[tokio::test]
async fn who_erases_the_account_is_gone_and_what_they_did_stays() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤花子", "sato@example.jp", "staff").await;
        let check = house.post(&mut staff, 0, "/checks", &[]).await.location;
        let answer = [("base:tics-19/1", "0"), ("answer:tics-19/1", "implemented")];
        assert_eq!(house.post(&mut staff, 0, &check, &answer).await.status, StatusCode::SEE_OTHER, "{}", house.name);
        // Invited into another organisation as well, and not accepted.
        let mut other = house.joined(&mut manager, "田中", "tanaka@example.jp", "viewer").await;
        house.register(&mut other, "株式会社よそ", "").await;
        let waiting = house.invited(&mut other, "佐藤", "sato@example.jp", "staff").await;

        let shown = house.get(&mut staff, 0, "/account/erase").await;
        assert!(shown.status == StatusCode::OK && shown.body.contains("元に戻せません"), "{}", shown.body);
        let late = house.post(&mut staff, TIRED, "/account/erase", &[]).await;
        assert_eq!(late.location, "/confirm?then=/account/erase", "{}: a grave act", house.name);
        let done = house.post(&mut staff, 0, "/account/erase", &[]).await;
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/account/erased"), "{}", done.body);
        assert!(staff.cookies.is_empty(), "{}: {:?}", house.name, staff.cookies);
        assert_eq!(house.get(&mut staff, 0, "/account/erased").await.status, StatusCode::OK);
        let form = [("email", "sato@example.jp"), ("password", PASSWORD)];
        let again = house.post(&mut Browser::default(), 0, "/sign-in", &form).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let over = house.get(&mut Browser::default(), 0, &waiting).await;
        assert_eq!(over.status, StatusCode::CONFLICT, "{}: the invitation is of no use", house.name);
        for page in ["/members", "/history", &check] {
            let shown = house.get(&mut manager, 0, page).await.body;
            assert!(!shown.contains("佐藤花子") && !shown.contains("sato@"), "{}: {page}", house.name);
        }
        let history = house.get(&mut manager, 0, "/history").await.body;
        assert!(history.contains("消去"), "{}: {history}", house.name);
        assert!(house.get(&mut manager, 0, &check).await.body.contains("19問のうち1問"), "{}", house.name);
        // The address is free again, for a new account.
        house.joined(&mut manager, "佐藤次郎", "sato@example.jp", "staff").await;
    }
}

#[tokio::test]
async fn who_alone_manages_the_members_somewhere_stays_and_is_told_where() {
    for house in houses().await {
        let mut manager = house.manager().await;
        house.joined(&mut manager, "社長", "shacho@example.jp", "executive").await;
        house.register(&mut manager, "株式会社べつの会社", "").await;
        let shown = house.get(&mut manager, 0, "/account/erase").await.body;
        let told =
            |page: &str| page.contains("<li>株式会社べつの会社</li>") && !page.contains("<li>株式会社見本製作所</li>");
        assert!(told(&shown) && !shown.contains("消去する</button>"), "{}: {shown}", house.name);
        let refused = house.post(&mut manager, 0, "/account/erase", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(told(&refused.body), "{}: {}", house.name, refused.body);
        // Nothing happened, not even where another one manages.
        let account = house.get(&mut manager, 0, "/account").await.body;
        assert!(account.contains("株式会社見本製作所") && account.contains("株式会社べつの会社"), "{}", house.name);
    }
}

#[tokio::test]
async fn a_refusal_says_who_is_signed_in_and_names_roles_that_the_organisation_can_have() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤花子", "sato@example.jp", "staff").await;
        let refused = house.post(&mut staff, 0, "/members/invite", &[("name", "鈴木"), ("role", "staff")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", house.name);
        for part in ["株式会社見本製作所 の 佐藤花子 さん（担当者）として", "経営者、管理責任者"]
        {
            let found = refused.body.replace("または", "、");
            assert!(
                found.contains(part) || found.contains(&part.replace('、', "・")),
                "{}: {part}: {found}",
                house.name
            );
        }
        // Roles of bodies and ministries, which a company never has.
        for role in ["管理者", "文書"] {
            assert!(!refused.body.contains(role), "{}: {role}: {}", house.name, refused.body);
        }
        let english = house.post(&mut staff, 0, "/en/members/invite", &[("name", "鈴木"), ("role", "staff")]).await;
        assert!(english.body.contains("You act for 株式会社見本製作所 as 佐藤花子"), "{}", english.body);
        // Whoever acts for nobody is told so; other refusals have the head with the way back.
        let mut alone = house.joined(&mut manager, "田中", "tanaka@example.jp", "viewer").await;
        house.post(&mut alone, 0, "/members/leave", &[]).await;
        let gone = house.get(&mut staff, 0, "/checks/00000000-0000-0000-0000-000000000000").await;
        assert!(gone.status == StatusCode::NOT_FOUND && gone.body.contains("佐藤花子"), "{}", gone.body);
        let nobody = house.get(&mut Browser::default(), 0, "/no-such-page").await;
        assert!(nobody.status == StatusCode::NOT_FOUND && !nobody.body.contains("佐藤花子"));
    }
}
