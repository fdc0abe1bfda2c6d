//! From the sections of a check to the answers that `criteria` scores. Knows no stream and no rule of answering.

use criteria::answers::Answers;
use criteria::edition::EditionId;
use criteria::fault::{Expected, Fault, Found, Place};
use criteria::pack::checklist::Checklist;

use crate::section::Status;

/// The answers of a check, and what of them has no place.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered<'a> {
    /// The answers that stand.
    pub answers: Answers<'a>,
    /// What could not be placed: a whole section of another edition (place: its name), or one answer (place: its
    /// item). Empty unless the caller brought the wrong checklist.
    pub faults: Vec<Fault>,
}

/// The answers of `sections` to `checklist`, whose identity is `edition`. Total: unopened sections and items
/// taken back are unanswered, what does not belong is a fault and counts nowhere.
#[must_use]
pub fn answers<'a, 's>(
    edition: &EditionId,
    checklist: &'a Checklist,
    sections: impl IntoIterator<Item = &'s Status>,
) -> Gathered<'a> {
    let mut gathered = Gathered { answers: Answers::blank(checklist), faults: Vec::new() };
    for status in sections {
        let Status::Open { edition: answered, section, given, .. } = status else {
            continue;
        };
        if let Some((expected, found)) = differs(edition, answered) {
            gathered.faults.push(Fault::new(Place::path(section), expected, found));
            continue;
        }
        for (item, given) in given.iter().filter(|(_, given)| given.answer.is_some()) {
            if let Err((expected, found)) = gathered.answers.set(item, given.answer) {
                gathered.faults.push(Fault::new(Place::path(item), expected, found));
            }
        }
    }
    gathered
}

/// How `found` differs from `expected`: another edition is one fault, its bytes differ as a matter of course.
fn differs(expected: &EditionId, found: &EditionId) -> Option<(Expected, Found)> {
    if found == expected {
        return None;
    }
    if (&found.pack, &found.edition) == (&expected.pack, &expected.edition) {
        return Some((Expected::Sha256(expected.sha256.clone()), Found::value(&found.sha256)));
    }
    let words = |edition: &EditionId| format!("{} {}", edition.pack, edition.edition);
    Some((Expected::Edition(words(expected)), Found::value(&words(found))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use criteria::answers::Answer;
    use criteria::pack::{Content, Pack, parse};
    use criteria::score::score;
    use record::{Aggregate as _, At, PersonId, StreamId};
    use uuid::Uuid;

    use crate::section::{Answering, Asked, Command, Section};

    const TICS_19: &[u8] = include_bytes!("../../../../packs/tics-19/2026-11.toml");

    fn pack() -> Pack {
        parse(TICS_19).unwrap()
    }

    fn checklist(pack: &Pack) -> &Checklist {
        match &pack.content {
            Content::Checklist(checklist) => checklist,
            other => panic!("{} is no checklist", other.kind()),
        }
    }

    /// Every section of `edition` with `answer` wherever it is allowed.
    fn sections(edition: &EditionId, checklist: &Checklist, answer: Answer) -> Vec<Status> {
        let at = At { recorded_at: "2026-11-20T01:02:03Z".parse().unwrap(), today: "2026-11-20".parse().unwrap() };
        let run = |status: Status, command| {
            let events = Section::handle(&status, command, at).unwrap();
            events.iter().fold(status, Section::apply)
        };
        let by = PersonId(Uuid::from_u128(1));
        let one = |axis: &str| {
            let (check, edition) = (StreamId(Uuid::from_u128(2)), edition.clone());
            let open = Command::Open { check, edition: edition.clone(), section: axis.to_owned() };
            checklist.items_of(axis).filter(|item| item.answers.contains(&answer)).fold(
                run(Status::default(), open),
                |status, item| {
                    let (asked, answer) = (Asked::of(&edition, item), Some(answer));
                    let answers = vec![Answering { asked, answer, note: None, base: 0 }];
                    run(status, Command::Answer { answers, by, on_behalf: false, check_closed: None })
                },
            )
        };
        checklist.axes.iter().map(|axis| one(&axis.id)).collect()
    }

    #[test]
    fn the_sections_of_a_check_come_to_a_score() {
        let pack = pack();
        let checklist = checklist(&pack);
        let done = sections(&pack.edition, checklist, Answer::Implemented);
        let gathered = answers(&pack.edition, checklist, &done);
        assert_eq!(gathered.faults, []);
        assert_eq!(score(&gathered.answers).overall, Some(100));
        assert_eq!(score(&gathered.answers).coverage.answered, 19);
    }

    #[test]
    fn a_section_nobody_opened_is_unanswered() {
        let pack = pack();
        let gathered = answers(&pack.edition, checklist(&pack), &[Status::Unopened]);
        assert!(gathered.answers.is_blank());
        assert_eq!(gathered.faults, []);
    }

    #[test]
    fn a_section_of_another_edition_is_a_fault_and_counts_nowhere() {
        let pack = pack();
        let checklist = checklist(&pack);
        let newer = EditionId { edition: "2027-04".to_owned(), ..pack.edition.clone() };
        let forged = EditionId { sha256: "0".repeat(64), ..pack.edition.clone() };
        for (other, expected, found) in [
            (newer, Expected::Edition("tics-19 2026-11".to_owned()), Found::value("tics-19 2027-04")),
            (forged, Expected::Sha256(pack.edition.sha256.clone()), Found::value(&"0".repeat(64))),
        ] {
            let mut sections = sections(&pack.edition, checklist, Answer::Partial);
            sections[0] = self::sections(&other, checklist, Answer::Partial).remove(0);
            let gathered = answers(&pack.edition, checklist, &sections);
            assert_eq!(gathered.faults, [Fault::new(Place::path("effort-1"), expected, found)]);
            assert_eq!(gathered.answers.at(0), None);
            assert_eq!(gathered.answers.at(1), Some(Answer::Partial));
        }
    }

    #[test]
    fn an_answer_that_has_no_place_is_a_fault_of_its_item() {
        let pack = pack();
        let whole = checklist(&pack);
        let sections = sections(&pack.edition, whole, Answer::NotImplemented);
        // A caller that brings something else than the bytes of the edition.
        let mut shorter = whole.clone();
        shorter.items.remove(0);
        shorter.items[0].answers.retain(|answer| *answer != Answer::NotImplemented);
        let gathered = answers(&pack.edition, &shorter, &sections);
        let places: Vec<&str> = gathered.faults.iter().map(|fault| fault.at.path.as_str()).collect();
        assert_eq!(places, ["tics-19/1", "tics-19/2"]);
        assert_eq!(gathered.answers.iter().filter(|(_, answer)| answer.is_some()).count(), 17);
    }
}
