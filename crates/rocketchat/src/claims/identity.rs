//! From a userinfo answer to the account Rocket.Chat would find or make, in its own order.
//!
//! The first non-false id wins: `sub` is the ninth place it looks at.

use serde_json::{Map, Value};

use crate::claims::hazard::array_hazards;
use crate::claims::template::{Found, as_text, at_path, is_truthy};
use crate::claims::{FieldSettings, FieldTemplate, Warning, is_safe_username};

/// The account as Rocket.Chat understands the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatIdentity {
    /// The key of the account.
    pub id: Option<String>,
    /// Set at creation only.
    pub username: Option<String>,
    /// Linked to existing accounts, verified or not.
    pub email: Option<String>,
    /// The name shown.
    pub name: Option<String>,
    /// Fetched once, at creation.
    pub avatar_url: Option<String>,
    /// Read for the channel map (licensed).
    pub groups: Vec<String>,
    /// Read as roles (licensed).
    pub roles: Vec<String>,
}

/// An identity and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The account.
    pub identity: ChatIdentity,
    /// In the order in which Rocket.Chat would stumble.
    pub warnings: Vec<Warning>,
}

/// Reads an answer as Rocket.Chat does.
///
/// ```
/// use gantry_rocketchat::claims::{FieldSettings, Warning, read_identity};
/// use serde_json::json;
///
/// let answer = json!({"sub": "s-1", "user_id": 7, "preferred_username": "ada",
///     "email": "ada@example.org", "name": "Ada", "groups": []});
/// let reading = read_identity(&answer, &FieldSettings::default());
///
/// assert_eq!(reading.identity.id.as_deref(), Some("7"));
/// assert_eq!(reading.warnings, [Warning::IdNotFromSub("user_id".to_owned())]);
/// ```
#[must_use]
pub fn read_identity(answer: &Value, fields: &FieldSettings) -> Reading {
    let mut reader = Reader {
        answer: answer.clone(),
        warnings: Vec::new(),
    };
    if !answer.is_object() {
        reader.warnings.push(Warning::NotAnObject);
    }
    let id = reader.user_id();
    reader.first_of_emails();
    let username = reader.required(&fields.username, "username", Warning::UsernameMissing);
    if let Some(name) = username.as_deref().filter(|name| !is_safe_username(name)) {
        reader
            .warnings
            .push(Warning::UsernameUnsafe(name.to_owned()));
    }
    let email = reader.required(&fields.email, "email", Warning::EmailMissing);
    let avatar_url = reader.field(&fields.avatar);
    let name = reader.name(&fields.name);
    reader.answer = without_dots(&reader.answer);
    let groups = reader.array(&fields.groups_claim);
    let mut roles = reader.array(&fields.roles_claim);
    roles.retain(|role| !matches!(role.as_str(), "offline_access" | "uma_authorization"));
    let identity = ChatIdentity {
        id,
        username,
        email,
        name,
        avatar_url,
        groups,
        roles,
    };
    Reading {
        identity,
        warnings: reader.warnings,
    }
}

/// Where an id is looked for, after `result` and before `sub`, and the e-mail that comes with it.
const BEFORE_SUB: [(&str, Option<&str>); 7] = [
    ("ID", None),
    ("user_id", None),
    ("CharacterID", None),
    ("user.userid_sec.0", Some("user.email")),
    ("user.userid", Some("user.email")),
    ("user.user_id", Some("user.user_email")),
    ("phid", None),
];

struct Reader {
    answer: Value,
    warnings: Vec<Warning>,
}

impl Reader {
    fn user_id(&mut self) -> Option<String> {
        for claim in ["id", "_id"] {
            if let Some(id) = self.truthy(claim) {
                return Some(self.odd_id(claim, &id));
            }
        }
        if let Some(inner) = self.truthy("result") {
            self.warnings.push(Warning::IdentityReplaced);
            self.answer = inner;
            if let Some(id) = self.truthy("id") {
                return Some(self.odd_id("result.id", &id));
            }
        }
        for (claim, email) in BEFORE_SUB {
            if let Some(id) = self.truthy(claim) {
                if let Some(email) = email {
                    self.copy(email, "email");
                }
                return Some(self.odd_id(claim, &id));
            }
        }
        if let Some(id) = self.truthy("sub") {
            self.must_be_string("sub", &id);
            return Some(as_text(&id));
        }
        self.id_behind_sub()
    }

    fn id_behind_sub(&mut self) -> Option<String> {
        if let Some(id) = self.truthy("metadata.uid") {
            self.copy("fullName", "name");
            return Some(self.odd_id("metadata.uid", &id));
        }
        if let Some(id) = self.truthy("userid") {
            return Some(self.odd_id("userid", &id));
        }
        if let Some(id) = self.truthy("ocs.data.id") {
            self.copy("ocs.data.displayname", "name");
            self.copy("ocs.data.email", "email");
            return Some(self.odd_id("ocs.data.id", &id));
        }
        self.warnings.push(Warning::IdMissing);
        None
    }

    fn odd_id(&mut self, claim: &str, id: &Value) -> String {
        self.warnings.push(Warning::IdNotFromSub(claim.to_owned()));
        as_text(id)
    }

    /// Objects with `address` in an `emails` array stand in for a missing `email`.
    fn first_of_emails(&mut self) {
        if self.truthy("email").is_none() {
            self.copy("emails.0.address", "email");
        }
    }

    /// A set field must find something; a blank one leaves the claim of the same name.
    fn required(&mut self, setting: &str, claim: &str, missing: Warning) -> Option<String> {
        if setting.is_empty() {
            return self.field(claim);
        }
        let found = self.field(setting);
        if found.is_none() {
            self.warnings.push(missing);
        }
        found
    }

    fn name(&mut self, setting: &str) -> Option<String> {
        const FALLBACKS: [&str; 7] = [
            "name",
            "username",
            "nickname",
            "CharacterName",
            "userName",
            "preferred_username",
            "user.name",
        ];
        let found = self.field(setting);
        let name = found.or_else(|| FALLBACKS.iter().find_map(|claim| self.field(claim)));
        if name.is_none() {
            self.warnings.push(Warning::NameMissing);
        }
        name
    }

    fn field(&mut self, setting: &str) -> Option<String> {
        match FieldTemplate::parse(setting).find(&self.answer) {
            Found::Blank | Found::Nothing => None,
            Found::Value(value) => {
                self.must_be_string(setting, &value);
                Some(as_text(&value))
            }
            Found::Rendered {
                text,
                undefined,
                pattern,
            } => {
                if undefined {
                    self.warnings
                        .push(Warning::RendersUndefined(setting.to_owned()));
                }
                if pattern {
                    self.warnings
                        .push(Warning::PatternNotRead(setting.to_owned()));
                }
                Some(text)
            }
        }
    }

    /// Only a top-level array counts; its name is looked up after the renaming of dots.
    fn array(&mut self, claim: &str) -> Vec<String> {
        let value = self.answer.get(claim.replace('.', "_"));
        let warnings = array_hazards(claim, value);
        let items = value.and_then(Value::as_array).map(|items| {
            items
                .iter()
                .filter_map(Value::as_str)
                .map(ToOwned::to_owned)
                .collect()
        });
        for warning in warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        items.unwrap_or_default()
    }

    fn must_be_string(&mut self, claim: &str, value: &Value) {
        if !value.is_string() {
            self.warnings.push(Warning::NotAString(claim.to_owned()));
        }
    }

    fn truthy(&self, path: &str) -> Option<Value> {
        at_path(&self.answer, path)
            .filter(|value| is_truthy(value))
            .cloned()
    }

    fn copy(&mut self, from: &str, to: &str) {
        if let Some(value) = self.truthy(from)
            && let Value::Object(members) = &mut self.answer
        {
            members.insert(to.to_owned(), value);
        }
    }
}

fn without_dots(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, inner)| (name.replace('.', "_"), without_dots(inner)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(without_dots).collect()),
        other => other.clone(),
    }
}
