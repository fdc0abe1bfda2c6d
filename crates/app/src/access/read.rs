//! From the files in `policies/` to a policy that can be asked.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::str::FromStr;
use std::sync::RwLock;

use cedar_policy::{
    Authorizer, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicyId, PolicySet, RestrictedExpression,
    Schema, ValidationMode, Validator,
};
use record::OrganisationId;
use rust_embed::RustEmbed;

use super::{Action, Asked, Part, Policy, Question, Relation, Role};

#[derive(RustEmbed)]
#[folder = "../../policies"]
#[include = "*.cedar"]
#[include = "*.cedarschema"]
struct Shipped;

const SCHEMA: &str = "mamori.cedarschema";

/// Why the policies cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyFault {
    /// A file is not written as it should be, or does not fit the schema.
    #[error("policies/{file}: {found}")]
    File {
        /// Its name.
        file: String,
        /// What is wrong, as the engine says it.
        found: String,
    },
    /// A policy has no `@id` or no `@source`.
    #[error("policies/{file}: expected `@{expected}(…)` above each policy, found none at policy {number}")]
    Unmarked {
        /// The file.
        file: String,
        /// What is missing: `id` or `source`.
        expected: &'static str,
        /// Which policy of the file, from 1.
        number: usize,
    },
    /// The schema's words are not those of the code, or no answer can be given.
    #[error("policies/{SCHEMA}: expected what the code asks, found {0}")]
    Unfit(String),
}

/// The shipped files of `policies/` by name, with their text; the schema and the policies, not the table.
#[must_use]
pub fn shipped_files() -> BTreeMap<String, String> {
    Shipped::iter()
        .filter_map(|name| {
            let text = String::from_utf8(Shipped::get(&name)?.data.into_owned()).ok()?;
            Some((name.to_string(), text))
        })
        .collect()
}

impl Policy {
    /// The shipped policies, each checked against the schema. Read them once, at the start.
    ///
    /// # Errors
    /// A shipped file is faulty: the build is broken, and nothing should start. A test keeps this away.
    pub fn shipped() -> Result<Self, PolicyFault> {
        Self::read(&shipped_files())
    }

    /// Reads policies by file name: one schema, any number of `.cedar` files.
    ///
    /// # Errors
    /// The first fault, with its file.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, PolicyFault> {
        let fault = |file: &str, found: String| PolicyFault::File { file: file.to_owned(), found };
        let text = files.get(SCHEMA).ok_or_else(|| fault(SCHEMA, "no such file".to_owned()))?;
        let (schema, warnings) = Schema::from_cedarschema_str(text).map_err(|found| fault(SCHEMA, chain(&found)))?;
        if let Some(warning) = warnings.into_iter().next() {
            return Err(fault(SCHEMA, warning.to_string()));
        }
        let validator = Validator::new(schema.clone());
        let mut policies = PolicySet::new();
        for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".cedar")) {
            let one = marked(file, text)?;
            let result = validator.validate(&one, ValidationMode::Strict);
            let errors = result.validation_errors().map(ToString::to_string);
            if let Some(found) = errors.chain(result.validation_warnings().map(ToString::to_string)).next() {
                return Err(fault(file, found));
            }
            for policy in one.policies() {
                policies.add(policy.clone()).map_err(|found| fault(file, chain(&found)))?;
            }
        }
        Self::assemble(schema, policies).map_err(PolicyFault::Unfit)
    }

    fn assemble(schema: Schema, policies: PolicySet) -> Result<Self, String> {
        let actions = schema.action_entities().map_err(|found| chain(&found))?;
        let mut asked = BTreeMap::new();
        for action in Action::ALL {
            let id = uid("Action", action.word())?;
            let known = actions.get(&id).ok_or_else(|| format!("no action `{}`", action.word()))?;
            for relation in Relation::ALL {
                let thing = uid(action.kind().word(), relation.word())?;
                let value = RestrictedExpression::new_entity_uid(uid("Relation", relation.word())?);
                let attributes = HashMap::from([("relation".to_owned(), value)]);
                let entity = Entity::new(thing.clone(), attributes, HashSet::new()).map_err(|found| chain(&found))?;
                Entities::from_entities([entity.clone()], Some(&schema)).map_err(|found| chain(&found))?;
                let entities = Entities::from_entities([known.clone(), entity], None).map_err(|found| chain(&found))?;
                asked.insert((action, relation), Asked { action: id.clone(), thing, entities });
            }
        }
        let known: BTreeSet<_> = asked.values().map(|asked| &asked.action).collect();
        let is_group = |action: &EntityUid| schema.action_groups().any(|group| group == action);
        if let Some(more) = schema.actions().find(|action| !known.contains(action) && !is_group(action)) {
            return Err(format!("`{more}`"));
        }
        let somebody = uid("Person", "somebody")?;
        let mut roles = BTreeMap::new();
        for role in Role::all().filter(|role| *role != Role::SignedIn) {
            let id = uid("Role", role.word())?;
            let holder = Entity::new_no_attrs(somebody.clone(), HashSet::from([id.clone()]));
            Entities::from_entities([holder], Some(&schema)).map_err(|found| chain(&found))?;
            roles.insert(role, id);
        }
        let (authorizer, could, answers) = (Authorizer::new(), BTreeMap::new(), RwLock::default());
        let mut policy = Self { authorizer, policies, schema, somebody, asked, roles, could, answers };
        for action in Action::ALL {
            let could = policy.who_could(action)?;
            policy.could.insert(action, could);
        }
        Ok(policy)
    }

    /// The roles that each by itself can do `action` to what is their organisation's own.
    fn who_could(&self, action: Action) -> Result<BTreeSet<Role>, String> {
        let mut could = BTreeSet::new();
        // What no owner does, a client does of a case.
        for relation in [Relation::Owner, Relation::Party(Part::Client)] {
            if !could.is_empty() {
                break;
            }
            for role in Role::all() {
                let question = Question {
                    acting_for: Some(OrganisationId(uuid::Uuid::nil())),
                    roles: &BTreeSet::from([role]),
                    action,
                    relation,
                    stepped_up: true,
                    assigned: true,
                    auditing: true,
                };
                let answer = self.decide(&question, true);
                if let Some(fault) = answer.faults.into_iter().next() {
                    return Err(format!("{}: {fault}", action.word()));
                }
                if answer.allowed {
                    could.insert(role);
                }
            }
        }
        Ok(if could.contains(&Role::SignedIn) { BTreeSet::from([Role::SignedIn]) } else { could })
    }
}

/// The policies of one file, each under its own `@id`.
fn marked(file: &str, text: &str) -> Result<PolicySet, PolicyFault> {
    let fault = |found: String| PolicyFault::File { file: file.to_owned(), found };
    let parsed = PolicySet::from_str(text).map_err(|found| fault(chain(&found)))?;
    let mut named = PolicySet::new();
    for (index, policy) in parsed.policies().enumerate() {
        let mark = |expected| {
            let missing = PolicyFault::Unmarked { file: file.to_owned(), expected, number: index + 1 };
            policy.annotation(expected).filter(|text| !text.is_empty()).ok_or(missing)
        };
        mark("source")?;
        let id = PolicyId::new(mark("id")?);
        named.add(policy.new_id(id)).map_err(|found| fault(chain(&found)))?;
    }
    Ok(named)
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, String> {
    let kind = EntityTypeName::from_str(kind).map_err(|found| chain(&found))?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

/// An error with everything beneath it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
