//! A call that passed the door: who calls, and the parameters.

use serde_json::{Map, Value};

use crate::accounts::ChatUser;
use crate::encoding::first;
use crate::rest::incoming::Incoming;
use crate::rest::refusal::Refusal;
use crate::tokens::TokenKind;
use crate::workspace::{Workspace, lock};

/// What an endpoint gives back.
pub(crate) enum Reply {
    /// Members to which `success` is added.
    Success(Value),
    /// The whole answer.
    Whole(Value),
}

/// The outcome of an endpoint.
pub(crate) type Answer = Result<Reply, Refusal>;

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) user: ChatUser,
    pub(crate) token: String,
    pub(crate) ignores_two_factor: bool,
}

impl Caller {
    /// The holder of `X-Auth-Token`, if `X-User-Id` names the same user.
    pub(crate) fn of(workspace: &Workspace, incoming: &Incoming) -> Option<Self> {
        let token = incoming.header("X-Auth-Token").to_owned();
        let user = workspace
            .signed_in(&token)
            .filter(|user| user.id == incoming.header("X-User-Id"))?;
        let tokens = lock(&workspace.tokens);
        let ignores_two_factor = matches!(
            tokens.find(&token).map(|found| &found.kind),
            Some(TokenKind::Personal {
                bypass_two_factor: true,
                ..
            })
        );
        drop(tokens);
        Some(Self {
            user,
            token,
            ignores_two_factor,
        })
    }
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) caller: Option<Caller>,
    pub(crate) incoming: &'a Incoming,
    pub(crate) body: &'a Map<String, Value>,
}

impl Call<'_> {
    /// Who calls; the endpoints that anybody may call do not ask.
    pub(crate) fn caller(&self) -> Result<&Caller, Refusal> {
        self.caller.as_ref().ok_or(Refusal::NotSignedIn)
    }

    /// Whether the caller has a permission.
    pub(crate) fn may(&self, permission: &str) -> bool {
        self.caller
            .as_ref()
            .is_some_and(|caller| self.workspace.allows(&caller.user, permission))
    }

    /// Whether the caller is this user.
    pub(crate) fn is_self(&self, user_id: &str) -> bool {
        self.caller
            .as_ref()
            .is_some_and(|caller| caller.user.id == user_id)
    }

    /// A parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        first(&self.incoming.query, name)
    }

    /// A text of the body that may be missing.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        text_of(self.body, name)
    }

    /// A text of the body that must be there.
    pub(crate) fn required_text(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name)?.ok_or_else(|| Refusal::missing(name))
    }

    /// A flag of the body, off if missing.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        Ok(flag_of(self.body, name)?.unwrap_or_default())
    }

    /// The user that `userId` or `username` in the body names.
    pub(crate) fn target(&self) -> Result<ChatUser, Refusal> {
        let (id, name) = (self.text("userId")?, self.text("username")?);
        let accounts = lock(&self.workspace.accounts);
        let found = match (id, name) {
            (Some(id), _) => accounts.by_id(id),
            (None, Some(name)) => accounts.by_username(name),
            (None, None) => {
                return Err(Refusal::failed(
                    "error-user-param-not-provided",
                    "The required \"userId\" or \"username\" param was not provided",
                ));
            }
        };
        found.cloned().ok_or_else(|| {
            Refusal::failed(
                "error-invalid-user",
                "The required \"userId\" or \"username\" param provided does not match any users",
            )
        })
    }

    /// Takes a page out of a list by `offset` and `count`, and names the rest.
    pub(crate) fn page(&self, key: &str, all: Vec<Value>) -> Reply {
        let number = |name: &str| self.query(name).and_then(|text| text.parse::<usize>().ok());
        let offset = number("offset").unwrap_or_default();
        let count = match number("count") {
            Some(0) => usize::MAX,
            Some(count) => count.min(100),
            None => 50,
        };
        let total = all.len();
        let page: Vec<Value> = all.into_iter().skip(offset).take(count).collect();
        let mut members = Map::new();
        members.insert("count".to_owned(), page.len().into());
        members.insert("offset".to_owned(), offset.into());
        members.insert("total".to_owned(), total.into());
        members.insert(key.to_owned(), page.into());
        Reply::Success(Value::Object(members))
    }
}

/// A text among JSON members.
pub(crate) fn text_of<'a>(
    members: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a str>, Refusal> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::invalid_params(format!("{name} must be string"))),
    }
}

/// A flag among JSON members.
pub(crate) fn flag_of(members: &Map<String, Value>, name: &str) -> Result<Option<bool>, Refusal> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::Bool(on)) => Ok(Some(*on)),
        Some(_) => Err(Refusal::invalid_params(format!("{name} must be boolean"))),
    }
}

/// A list of texts among JSON members.
pub(crate) fn texts_of(
    members: &Map<String, Value>,
    name: &str,
) -> Result<Option<Vec<String>>, Refusal> {
    let wrong = || Refusal::invalid_params(format!("{name} must be array of string"));
    let Some(value) = members.get(name) else {
        return Ok(None);
    };
    let items = value.as_array().ok_or_else(wrong)?;
    let texts: Option<Vec<String>> = items
        .iter()
        .map(|item| item.as_str().map(ToOwned::to_owned))
        .collect();
    texts.map(Some).ok_or_else(wrong)
}

/// Refuses members that nobody knows.
pub(crate) fn only_known(members: &Map<String, Value>, known: &[&str]) -> Result<(), Refusal> {
    if members.keys().all(|name| known.contains(&name.as_str())) {
        return Ok(());
    }
    Err(Refusal::invalid_params(
        "must NOT have additional properties",
    ))
}
