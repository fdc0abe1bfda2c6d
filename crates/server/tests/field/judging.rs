//! Who judges in an audit and until when: whoever only looks on, is not of the team, or has no record for it does nothing, and nobody
//! does anything once the case is over.

use scheme::audit::Reply;
use scheme::decision::{self, Decision, Forum, Kind, Partial, Proposal, Proposing};
use scheme::nonconformity::Nonconformity;

use super::*;

/// What keeps a person from judging.
#[derive(Clone, Copy, PartialEq)]
enum Comes {
    /// They declared nothing.
    Undeclared,
    /// The company does not know of them.
    Untold,
    /// The company may still object to them.
    Told,
    /// It objected.
    Objected,
    /// It objected, and they were kept.
    Kept,
}

impl Site<'_> {
    /// Somebody comes into the team while the audit is under way.
    async fn comes(&mut self, name: &str, function: Function, how: Comes) -> Device {
        let device = self.house.joined(&mut self.administrator, name, "auditor").await;
        let (body, stream, who) = (self.body, self.audit, person(self.house, self.body, name).await);
        let rules = Rules::read(self.house.office.catalogue.rules().unwrap()).unwrap();
        let by = self.people[0];
        let done = self.house.office.door.execute::<(), Refused, _>(NOBODY, move |act| {
            let rules = rules.clone();
            Box::pin(async move {
                let mut audit = act.load::<Audit>(body, stream).await?;
                let overrides = Vec::new();
                let mut commands = vec![Command::Assign { person: who, function, overrides, rules: rules.clone() }];
                if how != Comes::Undeclared {
                    let threats = Threat::ALL.into_iter().map(|threat| (threat, false)).collect();
                    let (note, reason) = (None, None);
                    commands.push(Command::Declare { person: who, threats, note, reason, rules: rules.clone() });
                }
                let reason = act.text(body, "前の勤め先の人だから".to_owned())?;
                match how {
                    Comes::Undeclared | Comes::Untold => {}
                    Comes::Told => commands.push(Command::Tell { rules }),
                    Comes::Objected => {
                        commands.extend([Command::Tell { rules }, Command::Object { person: who, reason, by }]);
                    }
                    Comes::Kept => {
                        let reply = Command::Reply { person: who, reply: Reply::Dismissed { reason } };
                        commands.extend([Command::Tell { rules }, Command::Object { person: who, reason, by }, reply]);
                    }
                }
                for command in commands {
                    act.decide(&mut audit, command).unwrap();
                }
                Ok(())
            })
        });
        done.await.unwrap();
        device
    }

    /// Somebody of the body is proposed to decide the case, without a seat in its audit.
    async fn decides(&self, who: PersonId) {
        let (body, case) = (self.body, StreamId(id(&self.case, 3)));
        let rules = Rules::read(self.house.office.catalogue.rules().unwrap()).unwrap();
        let mut tx = self.house.office.store().reader().await.unwrap();
        let company = tx.certification(body, case).await.unwrap().unwrap().party.unwrap();
        drop(tx);
        let by = person(self.house, body, "機関 管理者").await;
        let done = self.house.office.door.execute::<(), Refused, _>(NOBODY, move |act| {
            let rules = rules.clone();
            Box::pin(async move {
                let stream = StreamId(act.id()?);
                let mut loaded = act.load::<Decision>(body, stream).await?;
                let forum = Forum::OnePerson { person: who };
                let proposal = Proposal { case, company, kind: Kind::Grant, forum, by };
                let (partial, deciders) = (Partial::default(), [who].into());
                let proposing = Proposing { proposal, partial, deciders, rules };
                act.decide(&mut loaded, decision::Command::Propose(Box::new(proposing))).unwrap();
                Ok(())
            })
        });
        done.await.unwrap();
    }

    /// How many events a nonconformity has, by its address.
    async fn events(&self, at_body: &str) -> u32 {
        let stream = StreamId(id(at_body, 5));
        let mut tx = self.house.office.store().reader().await.unwrap();
        let row = tx.certification(self.body, stream).await.unwrap().unwrap();
        assert_eq!(row.kind, <Nonconformity as record::Aggregate>::KIND);
        row.version
    }

    /// An entry of a criterion by somebody else.
    async fn entry_of(&self, device: &mut Device, criterion: &str) -> Answer {
        let today = self.house.office.today().to_string();
        let fields = [("outcome", "conform"), ("evidence", "台帳"), ("on", today.as_str())];
        self.house.post(device, &paper(&self.case, criterion), &fields).await
    }
}

const ANSWER: [(&str, &str); 5] = [
    ("cause", "置き場所が決まっていない"),
    ("correction_what", "台帳に加えた"),
    ("correction_due", "2099-01-01"),
    ("corrective_what", "手順を決める"),
    ("corrective_due", "2099-01-01"),
];

const DEEDS: [(&str, &[(&str, &str)]); 6] = [
    ("accept", &[]),
    ("return", &[("reason", "足りない")]),
    ("verify", &[("correction", "yes"), ("corrective", "yes"), ("evidence", "記録")]),
    ("close", &[]),
    ("withdraw", &[("reason", "なかった")]),
    ("regrade", &[("grade", "major"), ("reason", "重い")]),
];

/// Who decides the case, or looks on in its audit, settles no nonconformity, whatever roles they hold (INV-02, INV-07).
#[tokio::test]
async fn only_who_judges_in_the_audit_settles_what_it_raised() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criterion = site.criteria().await[1].clone();
        site.enter(&criterion, &[("outcome", "nonconform_minor")]).await;
        let (at_body, at_company) = site.raised(&criterion, "minor").await;
        leads(&house, &house.post(&mut site.manager, &at_company, &ANSWER).await, &at_company);
        let mut decider = house.joined(&mut site.administrator, "判定 花子", "auditor").await;
        let who = person(&house, site.body, "判定 花子").await;
        site.decides(who).await;
        let mut observer = site.comes("見学 三郎", Function::Observer, Comes::Kept).await;
        let before = site.events(&at_body).await;
        for (deed, fields) in DEEDS {
            let path = format!("{at_body}/{deed}");
            let refused = house.post(&mut decider, &path, fields).await;
            let found = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, REFUSED];
            assert!(found.contains(&refused.status), "{}: {deed}: {}", house.name, refused.text());
            let looks_on = house.post(&mut observer, &path, fields).await;
            tells(&house, &looks_on, REFUSED, &["見学 三郎さんは", "立会い", "主任審査員と審査員です"]);
        }
        assert_eq!(site.events(&at_body).await, before, "{}", house.name);
        let page = house.get(&mut observer, &at_body).await.text();
        assert!(page.contains("主任審査員と審査員です") && !page.contains("/accept\""), "{}: {page}", house.name);
        leads(&house, &house.post(&mut site.auditor, &format!("{at_body}/accept"), &[]).await, &at_body);
    }
}

#[tokio::test]
async fn nobody_judges_before_they_declared_were_told_and_no_objection_is_open() {
    let house = houses().await.remove(0);
    let mut site = Site::new(&house).await;
    let criterion = site.criteria().await[1].clone();
    for (name, function, how, said) in [
        ("未宣言 一", Function::Auditor, Comes::Undeclared, "未宣言 一"),
        ("未通知 二", Function::Auditor, Comes::Untold, "未通知 二"),
        ("技術 三", Function::Expert, Comes::Kept, "技術専門家"),
        ("立会い 四", Function::Observer, Comes::Kept, "見るだけ"),
        ("通知ずみ 五", Function::Auditor, Comes::Told, "まで"),
        ("異議 六", Function::Auditor, Comes::Objected, "異議 六"),
    ] {
        let mut device = site.comes(name, function, how).await;
        let refused = site.entry_of(&mut device, &criterion).await;
        tells(&house, &refused, REFUSED, &[said]);
        let cover = within(&site.case, "/paper/field/cover");
        let cover = house.post(&mut device, &cover, &[("area", "cyber")]).await;
        assert_eq!(cover.status, REFUSED, "{name}: {}", cover.text());
        let page = house.get(&mut device, &within(&site.case, "/paper")).await.text();
        assert!(!page.contains("data-criterion"), "{name}: no form is offered: {page}");
        site.release(name).await;
    }
    assert_eq!(site.version(&criterion).await, 0);
    // Kept against an objection, but without a record of competence (INV-10).
    let mut device = site.comes("力量 七", Function::Auditor, Comes::Kept).await;
    site.pledges("力量 七").await;
    let refused = site.entry_of(&mut device, &criterion).await;
    tells(&house, &refused, REFUSED, &["INV-10", "力量 七"]);
    assert_eq!(site.version(&criterion).await, 0);
    leads(&house, &site.enter(&criterion, &[("outcome", "conform")]).await, &within(&site.case, "/paper#r2"));
}

impl Site<'_> {
    /// Somebody pledged confidence, and nothing more is recorded of them.
    async fn pledges(&self, name: &str) {
        let (body, today, who) = (self.body, self.house.office.today(), person(self.house, self.body, name).await);
        let done = self.house.office.door.execute::<(), Refused, _>(NOBODY, move |act| {
            Box::pin(async move {
                let mut kept = act.load::<Competence>(body, of_competence(body, who, 1)).await?;
                act.decide(&mut kept, competence::Command::Begin { person: who }).unwrap();
                let evidence = act.text(body, "誓約書".to_owned())?;
                act.decide(&mut kept, competence::Command::Pledge { from: today, evidence }).unwrap();
                Ok(())
            })
        });
        done.await.unwrap();
    }

    async fn release(&self, name: &str) {
        let (body, stream, who) = (self.body, self.audit, person(self.house, self.body, name).await);
        let done = self.house.office.door.execute::<(), Refused, _>(NOBODY, move |act| {
            Box::pin(async move {
                let mut audit = act.load::<Audit>(body, stream).await?;
                let reason = act.text(body, "ほかの案件に移る".to_owned())?;
                act.decide(&mut audit, Command::Release { person: who, reason }).unwrap();
                Ok(())
            })
        });
        done.await.unwrap();
    }
}

/// After a retraction nothing is found, settled, answered, declared or reported.
#[tokio::test]
async fn nothing_is_done_in_a_case_that_is_over() {
    for house in houses().await {
        let mut site = Site::new(&house).await;
        let criteria = site.criteria().await;
        let criterion = criteria[1].clone();
        site.enter(&criterion, &[("outcome", "nonconform_minor")]).await;
        let (at_body, at_company) = site.raised(&criterion, "minor").await;
        let retract = format!("{}/retract", site.application);
        step_up(&house, &mut site.president).await;
        leads(&house, &house.post(&mut site.president, &retract, &[]).await, "/applications");
        let over = "「取下げ」で終わっています";
        let (version, events) = (site.version(&criterion).await, site.events(&at_body).await);
        let again = site.enter(&criterion, &[("outcome", "conform"), ("base", "2")]).await;
        tells(&house, &again, REFUSED, &[over]);
        let today = house.office.today().to_string();
        let raising = [
            ("criterion", criterion.as_str()),
            ("grade", "minor"),
            ("statement", "台帳に試作品がない"),
            ("evidence", "台帳"),
            ("found_on", &today),
        ];
        let raised = house.post(&mut site.leader, &within(&site.case, "/findings"), &raising).await;
        tells(&house, &raised, REFUSED, &[over]);
        for (deed, fields) in DEEDS {
            let settled = house.post(&mut site.leader, &format!("{at_body}/{deed}"), fields).await;
            tells(&house, &settled, REFUSED, &[over]);
        }
        let cover = within(&site.case, "/paper/field/cover");
        tells(&house, &house.post(&mut site.leader, &cover, &[("area", "cyber")]).await, REFUSED, &[over]);
        let report = within(&site.case, "/report");
        let reported = house.post(&mut site.leader, &report, &[("recommendation", "for")]).await;
        tells(&house, &reported, REFUSED, &[over]);
        tells(&house, &house.post(&mut site.manager, &at_company, &ANSWER).await, REFUSED, &[over]);
        assert_eq!((site.version(&criterion).await, site.events(&at_body).await), (version, events), "{}", house.name);
        // The pages say so and offer nothing.
        for (device, path) in [
            (site.leader.clone(), within(&site.case, "/paper")),
            (site.leader.clone(), at_body),
            (site.manager.clone(), at_company),
        ] {
            let mut device = device;
            let page = house.get(&mut device, &path).await.text();
            assert!(page.contains(over) && !page.contains("class=\"fields"), "{}: {path}: {page}", house.name);
        }
    }
}
