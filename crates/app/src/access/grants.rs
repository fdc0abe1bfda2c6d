//! What may be done with one means of asking: everything with a session, what was granted with a token.

use super::{Action, Kind};

/// A set of actions. What a person may do at all is the policy's; this only takes away from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grants(u128);

fn bit(action: Action) -> u128 {
    let at = Action::ALL.iter().position(|known| *known == action);
    at.map_or(0, |at| 1 << at)
}

impl Grants {
    /// Whatever the person may do: a session.
    pub const EVERYTHING: Self = Self(u128::MAX);

    /// These actions and no other.
    #[must_use]
    pub fn of(actions: impl IntoIterator<Item = Action>) -> Self {
        Self(actions.into_iter().fold(0, |all, action| all | bit(action)))
    }

    /// Whether the action is among them.
    #[must_use]
    pub fn hold(self, action: Action) -> bool {
        self.0 & bit(action) != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The actions, in the order of [`Action::ALL`].
    pub fn actions(self) -> impl Iterator<Item = Action> {
        Action::ALL.into_iter().filter(move |action| self.hold(*action))
    }

    /// What a token can be granted. What is grave is not among it: only a person can confirm who they are; nor is
    /// what the operator does, or what is done with shared terminals, applications and cases: the API has no such operation.
    pub fn offered() -> impl Iterator<Item = Action> {
        let has_none = |action: Action| {
            let without = matches!(action.kind(), Kind::Terminal | Kind::Application | Kind::Case | Kind::Competence);
            without || action.word().starts_with("operator.")
        };
        Action::ALL.into_iter().filter(move |action| !action.is_grave() && !has_none(*action))
    }

    /// As it is stored: the words, with a blank between.
    #[must_use]
    pub fn words(self) -> String {
        self.actions().map(Action::word).collect::<Vec<_>>().join(" ")
    }

    /// What [`Grants::words`] wrote. A word that is not known grants nothing.
    #[must_use]
    pub fn read(words: &str) -> Self {
        Self::of(words.split(' ').filter_map(Action::from_word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_read_back_and_an_unknown_word_grants_nothing() {
        let some = Grants::of([Action::CheckView, Action::CheckAnswer]);
        assert_eq!(some.words(), "check.view check.answer");
        assert_eq!(Grants::read("check.answer check.view check.everything"), some);
        assert!(some.hold(Action::CheckView) && !some.hold(Action::CheckClose));
        assert!(Grants::read("").is_empty());
        assert!(Action::ALL.into_iter().all(|action| Grants::EVERYTHING.hold(action)));
        assert!(Action::ALL.len() < 128, "each action has a bit of its own");
    }

    #[test]
    fn what_is_grave_or_the_operators_is_never_offered() {
        let offered: Vec<Action> = Grants::offered().collect();
        assert!(offered.iter().all(|action| !action.is_grave()));
        for never in [Action::CheckSignOff, Action::TokenCreate, Action::OperatorInviteFirst] {
            assert!(!offered.contains(&never), "{}", never.word());
        }
        assert!(offered.contains(&Action::CheckAnswer));
    }
}
