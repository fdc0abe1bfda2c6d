//! Access: may this person do this here, decided by which policy, and if not, who could.
//!
//! Knows the policies in `policies/` and how to ask them; knows no database and no screen. The caller says in which
//! roles a person acts and how the organisation stands to the record ([`Relation`]); owner-or-party stands in every
//! SQL WHERE besides. Which roles somebody has is never remembered (ARCHITECTURE.md, invariant 12); what roles lead to
//! is a function of the policies alone, and is asked of the engine once. Who may not audit whom they advised is a rule
//! of `scheme`, not of access.

mod action;
mod grants;
mod read;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

use cedar_policy::{Authorizer, Context, Decision, Entities, Entity, EntityUid, Request, Schema};
use cedar_policy::{PolicySet, RestrictedExpression};
use record::OrganisationId;

pub use action::Action;
pub use grants::Grants;
pub use read::{PolicyFault, shipped_files};
pub use words::{Kind, Part, Relation, Role};

/// May a person do this? Who it is does not matter: what a person owns says so by its [`Relation`].
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// In which organisation the person acts. Roles are held in an organisation: without one there are none.
    pub acting_for: Option<OrganisationId>,
    /// The roles held in that organisation today; those whose term has ended or not begun are left out.
    pub roles: &'q BTreeSet<Role>,
    /// What is to be done; it says what kind of thing it is done to.
    pub action: Action,
    /// How that organisation, or the person, stands to it. What does not exist is [`Relation::Foreign`].
    pub relation: Relation,
    /// Whether the person has just confirmed who they are.
    pub stepped_up: bool,
    /// Whether the person has a part in the case it is about.
    pub assigned: bool,
    /// Whether the person has a seat in the team of an audit of it.
    pub auditing: bool,
}

/// The answer, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// It may be done now.
    pub allowed: bool,
    /// The ids of the policies that decided, sorted. Empty: no policy permits it.
    pub policies: Vec<String>,
    /// It may be done as soon as the person has confirmed who they are; never set when it is allowed already.
    pub step_up: bool,
    /// If it is denied, the roles that could do it in the organisation it belongs to, each by itself, or
    /// [`Role::SignedIn`] alone for what is the person's own. It depends on the action only, so that it never tells
    /// whether there is such a thing, nor whose it is. A page may leave out those that the organisation acted for
    /// cannot have.
    pub roles_that_could: BTreeSet<Role>,
    /// What went wrong in deciding. Anything here denies.
    pub faults: Vec<String>,
    /// If it is denied because the token was not granted it, the action that is missing. The person may or may not be
    /// allowed to do it: that is not told.
    pub not_granted: Option<Action>,
}

impl Access {
    /// The answer to a token that was not granted `action`.
    #[must_use]
    pub fn not_granted(action: Action) -> Self {
        Self { not_granted: Some(action), policies: vec!["token.grants".to_owned()], ..Self::denied() }
    }

    fn denied() -> Self {
        Self {
            allowed: false,
            policies: Vec::new(),
            step_up: false,
            roles_that_could: BTreeSet::new(),
            faults: Vec::new(),
            not_granted: None,
        }
    }
}

/// The policies, checked against their schema.
pub struct Policy {
    authorizer: Authorizer,
    policies: PolicySet,
    schema: Schema,
    somebody: EntityUid,
    asked: BTreeMap<(Action, Relation), Asked>,
    roles: BTreeMap<Role, EntityUid>,
    could: BTreeMap<Action, BTreeSet<Role>>,
    answers: RwLock<HashMap<Case, HashMap<BTreeSet<Role>, Access>>>,
}

/// A question, all but the roles.
type Case = (Action, Relation, [bool; 3]);

/// For how many sets of roles the answers to a case are kept. Few occur; somebody who tries them all gains nothing.
const SETS: usize = 256;

/// What the engine is asked about, all but the person: a thing stands for all of its kind in that relation.
struct Asked {
    action: EntityUid,
    thing: EntityUid,
    /// The action with its groups, and the thing.
    entities: Entities,
}

impl Policy {
    /// The answer to `question`: total; what cannot be decided is denied.
    #[must_use]
    pub fn answer(&self, question: &Question) -> Access {
        let nowhere = BTreeSet::new();
        let roles = if question.acting_for.is_some() { question.roles } else { &nowhere };
        let case = (question.action, question.relation, [question.stepped_up, question.assigned, question.auditing]);
        let answers = self.answers.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = answers.get(&case).and_then(|of_roles| of_roles.get(roles)) {
            return answer.clone();
        }
        drop(answers);
        let answer = self.ask(&Question { roles, ..*question });
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        let of_roles = answers.entry(case).or_default();
        if of_roles.len() >= SETS {
            of_roles.clear();
        }
        of_roles.insert(roles.clone(), answer.clone());
        answer
    }

    /// The answer of the engine.
    fn ask(&self, question: &Question) -> Access {
        let now = self.decide(question, question.stepped_up);
        if now.allowed {
            return now;
        }
        // Where the person has not confirmed, the reason told is the one that stays when they do.
        let ask_again = question.action.is_grave() && !question.stepped_up;
        let confirmed = if ask_again { self.decide(question, true) } else { now.clone() };
        if confirmed.allowed {
            return Access { step_up: true, ..now };
        }
        let roles_that_could = self.could.get(&question.action).cloned().unwrap_or_default();
        Access { roles_that_could, ..confirmed }
    }

    /// Every policy's id with where the rule comes from: `ours`, or a place in the specification.
    pub fn sources(&self) -> impl Iterator<Item = (String, &str)> {
        self.policies
            .policies()
            .map(|policy| (policy.id().to_string(), policy.annotation("source").unwrap_or_default()))
    }

    /// One decision of the engine. An error in any policy denies: the engine would leave that policy out, also
    /// where it forbids.
    fn decide(&self, question: &Question, stepped_up: bool) -> Access {
        let denied = |fault: String| Access { faults: vec![fault], ..Access::denied() };
        let (request, entities) = match self.request(question, stepped_up) {
            Ok(asked) => asked,
            Err(fault) => return denied(fault),
        };
        let response = self.authorizer.is_authorized(&request, &self.policies, &entities);
        let faults: Vec<_> = response.diagnostics().errors().map(ToString::to_string).collect();
        let mut policies: Vec<_> = response.diagnostics().reason().map(ToString::to_string).collect();
        policies.sort_unstable();
        let allowed = response.decision() == Decision::Allow && faults.is_empty();
        Access { allowed, policies, faults, ..denied(String::new()) }
    }

    fn request(&self, question: &Question, stepped_up: bool) -> Result<(Request, Entities), String> {
        let roles = question.roles.iter().filter_map(|role| self.roles.get(role)).cloned().collect();
        let asked = self.asked.get(&(question.action, question.relation)).ok_or("no such action")?;
        let circumstances = [
            ("stepped_up".to_owned(), RestrictedExpression::new_bool(stepped_up)),
            ("assigned".to_owned(), RestrictedExpression::new_bool(question.assigned)),
            ("auditing".to_owned(), RestrictedExpression::new_bool(question.auditing)),
        ];
        let context = Context::from_pairs(circumstances).map_err(|fault| fault.to_string())?;
        let request =
            Request::new(self.somebody.clone(), asked.action.clone(), asked.thing.clone(), context, Some(&self.schema))
                .map_err(|fault| fault.to_string())?;
        let somebody = Entity::new_no_attrs(self.somebody.clone(), roles);
        let entities = asked.entities.clone().add_entities([somebody], None).map_err(|fault| fault.to_string())?;
        Ok((request, entities))
    }
}
