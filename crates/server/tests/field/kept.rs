//! What was raised, typed, photographed or signed stays what it was: nothing passes the report by being withdrawn or made milder, no
//! draft goes astray, no photo is lost, and nothing is named twice.

use super::*;

/// The value of the first field of this name that has this value's beginning.
fn key(page: &str) -> String {
    page.split("data-key=\"").nth(1).unwrap_or_default().split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn what_was_withdrawn_is_raised_anew_or_entered_anew_before_the_report() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criteria = site.criteria().await;
        let (path, fails) = (within(&site.case, "/report"), criteria[1].clone());
        site.all_done(&criteria, &fails).await;
        let (at_body, _) = site.raised(&fails, "minor").await;
        let none = [("reason", "別の台帳にあった")];
        leads(&house, &house.post(&mut site.leader, &format!("{at_body}/withdraw"), &none).await, &at_body);
        let page = house.get(&mut site.leader, &within(&site.case, "/findings")).await.text();
        assert!(page.contains("まだ指摘していない項目が1件あります"), "{}: {page}", house.name);
        let refused = house.post(&mut site.leader, &path, &[("recommendation", "for")]).await;
        tells(&house, &refused, REFUSED, &["INV-34"]);
        let base = field(&house.get(&mut site.leader, &paper(&site.case, &fails)).await.text(), "base");
        let entered = site.enter(&fails, &[("outcome", "conform"), ("base", &base)]).await;
        leads(&house, &entered, &within(&site.case, "/paper#r2"));
        leads(&house, &house.post(&mut site.leader, &path, &[("recommendation", "for")]).await, &path);
    }
}

/// A follow-up reports on what it follows (INV-36), not on the whole required set: here nothing asks for another stage 2.
#[tokio::test]
async fn a_follow_up_is_reported_without_a_result_of_everything_that_is_required() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criteria = site.criteria().await;
        let (path, fails) = (within(&site.case, "/report"), criteria[1].clone());
        site.all_done(&criteria, &fails).await;
        let (at_body, _) = site.raised(&fails, "minor").await;
        leads(&house, &house.post(&mut site.leader, &path, &[("recommendation", "once_settled")]).await, &path);
        let case = StreamId(id(&site.case, 3));
        site.audit = of_audit(case, 2);
        site.begun(case, CertificationType::OnSite, Purpose::FollowUp).await;
        let page = house.get(&mut site.leader, &path).await.text();
        assert!(!page.contains("結果のない要求事項"), "{}: {page}", house.name);
        // Without any result it is none.
        site.all_done(&[], "").await;
        let early = house.post(&mut site.leader, &path, &[("recommendation", "for")]).await;
        tells(&house, &early, REFUSED, &["INV-33"]);
        site.enter(&fails, &[("outcome", "conform")]).await;
        leads(&house, &house.post(&mut site.leader, &path, &[("recommendation", "for")]).await, &path);
        // The team of the follow-up settles what the first audit raised.
        let none = [("reason", "いまは満たしている")];
        leads(&house, &house.post(&mut site.leader, &format!("{at_body}/withdraw"), &none).await, &at_body);
        whole(&house).await;
    }
}

#[tokio::test]
async fn what_was_found_to_be_major_is_not_raised_as_minor_and_changes_its_grade_with_a_reason() {
    let house = houses().await.remove(0);
    let mut site = Site::new(&house).await;
    let (criteria, today) = (site.criteria().await, house.office.today().to_string());
    let criterion = criteria[1].clone();
    site.enter(&criterion, &[("outcome", "nonconform_major")]).await;
    let minor = [
        ("criterion", criterion.as_str()),
        ("grade", "minor"),
        ("statement", "台帳に試作品がない"),
        ("evidence", "台帳"),
        ("found_on", &today),
    ];
    let refused = house.post(&mut site.leader, &within(&site.case, "/findings"), &minor).await;
    tells(&house, &refused, REFUSED, &["軽微な不適合としては指摘できません", "台帳に試作品がない"]);
    let (at_body, _) = site.raised(&criterion, "major").await;
    let regraded = [("grade", "minor"), ("reason", "一部だけだった")];
    leads(&house, &house.post(&mut site.leader, &format!("{at_body}/regrade"), &regraded).await, &at_body);
    // The other way round: what is raised as minor is not found to be major behind its back.
    let other = criteria[2].clone();
    site.enter(&other, &[("outcome", "nonconform_minor")]).await;
    let (at_body, _) = site.raised(&other, "minor").await;
    let base = field(&house.get(&mut site.leader, &paper(&site.case, &other)).await.text(), "base");
    let graver = [("outcome", "nonconform_major"), ("base", base.as_str())];
    tells(&house, &site.enter(&other, &graver).await, REFUSED, &["区分を重大に変えて"]);
    let major = [("grade", "major"), ("reason", "全体に及ぶ")];
    leads(&house, &house.post(&mut site.leader, &format!("{at_body}/regrade"), &major).await, &at_body);
    leads(&house, &site.enter(&other, &graver).await, &within(&site.case, "/paper#r3"));
}

/// Drafts go by the audit; they are shown wherever nothing can be entered (any more), and go into no other audit.
#[tokio::test]
async fn what_a_device_keeps_is_shown_where_nothing_can_be_entered_and_goes_into_no_other_audit() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criterion = site.criteria().await[0].clone();
        let path = within(&site.case, "/paper");
        let page = house.get(&mut site.leader, &path).await.text();
        let under = key(&page);
        assert!(under.contains(&site.audit.to_string()), "{}: {under}", house.name);
        let (other, today) = (StreamId(Uuid::from_u128(7)).to_string(), house.office.today().to_string());
        let strange = [("outcome", "conform"), ("evidence", "台帳"), ("on", today.as_str()), ("audit", other.as_str())];
        let sent = format!("{}/sent", paper(&site.case, &criterion));
        tells(&house, &house.post(&mut site.leader, &sent, &strange).await, MISFILLED, &["前の審査"]);
        assert_eq!(site.version(&criterion).await, 0, "{}", house.name);
        let (body, stream) = (site.body, site.audit);
        let stopped = house.office.door.execute::<(), Refused, _>(NOBODY, move |act| {
            Box::pin(async move {
                let mut audit = act.load::<Audit>(body, stream).await?;
                let reason = act.text(body, "会社の都合".to_owned())?;
                act.decide(&mut audit, Command::Stop { reason }).unwrap();
                Ok(())
            })
        });
        stopped.await.unwrap();
        let page = house.get(&mut site.leader, &path).await.text();
        assert!(!page.contains("data-criterion"), "{}: {page}", house.name);
        assert!(page.contains("paper.js") && page.contains("working-words"), "{}: {page}", house.name);
        assert_eq!(key(&page), under, "{}: what it keeps is found again", house.name);
    }
}

/// How many bytes are named in the vault of the body.
async fn kept_files(site: &Site<'_>) -> u64 {
    let mut tx = site.house.office.store().reader().await.unwrap();
    tx.stored(site.body).await.unwrap().named
}

#[tokio::test]
async fn a_photo_stays_unless_it_was_shown_and_not_ticked_and_the_same_request_adds_it_once() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criterion = site.criteria().await[0].clone();
        let path = paper(&site.case, &criterion);
        let photo = b"\xff\xd8\xff photo";
        site.enter(&criterion, &[("outcome", "conform")]).await;
        let (files, once) = (format!("{path}/files"), "ef".repeat(32));
        // Refused before anything is kept: nothing stands at that version.
        let stale = house.post_file(&mut site.leader, &files, &[("base", "0")], ("棚.jpg", photo)).await;
        assert_eq!(stale.status, REFUSED, "{}: {}", house.name, stale.text());
        assert_eq!(kept_files(&site).await, 0, "{}: nothing is kept that nothing names", house.name);
        let base = field(&house.get(&mut site.leader, &path).await.text(), "base");
        let request = [("once", once.as_str()), ("base", base.as_str())];
        for _ in 0..2 {
            let added = house.post_file(&mut site.leader, &files, &request, ("棚.jpg", photo)).await;
            leads(&house, &added, &path);
        }
        assert_eq!(kept_files(&site).await, photo.len() as u64, "{}", house.name);
        let page = house.get(&mut site.leader, &path).await.text();
        assert_eq!(page.matches("name=\"file\"").count(), 1, "{}: {page}", house.name);
        let (file, base) = (field(&page, "known"), field(&page, "base"));
        // A form that was opened before the photo came says nothing of it.
        let unseen = [("outcome", "conform"), ("note", "棚を見た"), ("base", base.as_str())];
        leads(&house, &site.enter(&criterion, &unseen).await, &within(&site.case, "/paper#r1"));
        let page = house.get(&mut site.leader, &path).await.text();
        assert_eq!(field(&page, "known"), file, "{}: the photo stays", house.name);
        // Named many times it stands once.
        let base = field(&page, "base");
        let mut often = vec![("outcome", "conform"), ("note", "もう一度見た"), ("base", base.as_str())];
        often.extend(std::iter::repeat_n(("file", file.as_str()), 300));
        leads(&house, &site.enter(&criterion, &often).await, &within(&site.case, "/paper#r1"));
        let page = house.get(&mut site.leader, &path).await.text();
        assert_eq!(page.matches("name=\"file\"").count(), 1, "{}: {page}", house.name);
        let base = field(&page, "base");
        let left = [("outcome", "conform"), ("note", "写真は要らない"), ("base", &base), ("known", &file)];
        leads(&house, &site.enter(&criterion, &left).await, &within(&site.case, "/paper#r1"));
        let page = house.get(&mut site.leader, &path).await.text();
        assert!(!page.contains("name=\"file\""), "{}: shown and not ticked it goes: {page}", house.name);
    }
}

#[tokio::test]
async fn one_form_agrees_what_is_required_and_not_more_than_it_shows() {
    let house = houses().await.remove(0);
    let mut site = Site::new(&house).await;
    let first = site.criteria().await[0].clone();
    site.enter(&first, &[("outcome", "conform")]).await;
    let agree = within(&site.case, "/paper/agree");
    let none = house.post(&mut site.leader, &agree, &[("agree:no-such", "2"), ("with", "工場長")]).await;
    tells(&house, &none, MISFILLED, &["確かめるものがありません"]);
    let mut fields = vec![("with".to_owned(), "工場長".to_owned()), (format!("agree:{first}"), "2".to_owned())];
    fields.extend((0..500).map(|n| (format!("agree:strange-{n}"), "2".to_owned())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    leads(&house, &house.post(&mut site.leader, &agree, &fields).await, &within(&site.case, "/paper"));
    assert_eq!(site.version(&first).await, 3, "opened, entered, agreed");
}

/// A report rests on a signature: the same words signed again are not another one.
#[tokio::test]
async fn the_same_declaration_signed_again_changes_nothing() {
    for house in houses().await {
        let mut site = Site::of(&house, CertificationType::SelfDeclaration).await;
        let count = site.criteria().await.len();
        let path = format!("{}/declaration", site.application);
        let mut fields = Vec::new();
        for at in 1..=count {
            fields.push((format!("says_{at}"), "met".to_owned()));
            // The same words for all of them, and twice in one.
            fields.push((format!("evidence_{at}"), "台帳と手順書\n台帳と手順書".to_owned()));
        }
        let version = async |site: &Site<'_>| {
            let mut tx = site.house.office.store().reader().await.unwrap();
            tx.certification(site.body, site.audit).await.unwrap().unwrap().version
        };
        let said: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let before = version(&site).await;
        for _ in 0..2 {
            leads(&house, &house.post(&mut site.president, &path, &said).await, &path);
            assert_eq!(version(&site).await, before + 1, "{}", house.name);
        }
        let mut other = fields.clone();
        other[1].1 = "別の台帳".to_owned();
        let said: Vec<(&str, &str)> = other.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        leads(&house, &house.post(&mut site.president, &path, &said).await, &path);
        assert_eq!(version(&site).await, before + 2, "{}", house.name);
    }
}
