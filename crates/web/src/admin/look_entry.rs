//! Whether a person may enter an application, and by which binding, in words.

use gantry_accounts::Error;
use gantry_accounts::access::group_ids;
use gantry_core::access::{Access, Binding, Condition, Mode};
use gantry_core::client::Client;
use gantry_core::group::GroupId;
use gantry_core::user::{User, UserId};
use gantry_store::{groups, memberships};

use crate::http::state::AppState;
use crate::i18n::Language;
use crate::views::admin::look::{BindingRow, Entry};

/// The answer and its grounds.
pub(crate) struct Verdict {
    pub(crate) entry: Entry,
    pub(crate) reasons: Vec<String>,
    pub(crate) bindings: Vec<BindingRow>,
}

/// Who is asked about.
struct Person {
    id: UserId,
    groups: Vec<GroupId>,
}

/// How a binding stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fulfilled,
    Missed,
    Depends,
    Off,
}

/// Whether the person may enter.
pub(crate) async fn verdict(
    app: &AppState,
    client: &Client,
    user: &User,
    lang: Language,
) -> Result<Verdict, Error> {
    let access = &client.settings.access;
    let now = app.accounts().env().now();
    let mut conn = app.accounts().store().read().await?;
    let own = memberships::groups_of(&mut conn, user.id).await?;
    drop(conn);
    let person = Person {
        id: user.id,
        groups: group_ids(&own),
    };
    let mut states = Vec::new();
    let mut bindings = Vec::new();
    for binding in &access.bindings {
        let state = state(binding, &person, binding.counts(now));
        states.push(state);
        bindings.push(BindingRow {
            text: words(app, binding, lang).await?,
            state_key: state.key(),
            good: state == State::Fulfilled,
        });
    }
    let mut reasons = obstacles(client, user, lang);
    let admitted = access.could_admit(person.id, &person.groups, now);
    let entry = if !reasons.is_empty() || !admitted {
        Entry::No
    } else if depends(access, &states) {
        Entry::Depends
    } else {
        Entry::Yes
    };
    reasons.extend((!admitted).then(|| lang.t("look-not-bound")));
    reasons.extend(access.is_open().then(|| lang.t("look-open")));
    Ok(Verdict {
        entry,
        reasons,
        bindings,
    })
}

/// What keeps somebody out whatever the bindings say.
fn obstacles(client: &Client, user: &User, lang: Language) -> Vec<String> {
    let verified = user.email.is_some() && user.email_verified;
    let all = [
        (user.disabled, "look-person-disabled"),
        (client.disabled, "look-application-disabled"),
        (
            client.settings.verified_email_only && !verified,
            "look-no-verified-email",
        ),
    ];
    let true_ones = all.into_iter().filter(|(is_so, _)| *is_so);
    true_ones.map(|(_, key)| lang.t(key)).collect()
}

/// Whether the answer hangs on what is known at the door only.
fn depends(access: &Access, states: &[State]) -> bool {
    let open = states.contains(&State::Depends);
    match access.mode {
        Mode::Any => open && !states.contains(&State::Fulfilled),
        Mode::All => open,
    }
}

fn state(binding: &Binding, person: &Person, counts: bool) -> State {
    let is_so = match &binding.condition {
        Condition::Person(id) => Some(*id == person.id),
        Condition::Group(id) => Some(person.groups.contains(id)),
        Condition::Network(_) | Condition::Time(_) | Condition::Factor(_) => None,
    };
    match is_so {
        _ if !counts => State::Off,
        None => State::Depends,
        Some(is_so) if is_so != binding.negated => State::Fulfilled,
        Some(_) => State::Missed,
    }
}

impl State {
    const fn key(self) -> &'static str {
        match self {
            Self::Fulfilled => "look-binding-fulfilled",
            Self::Missed => "look-binding-missed",
            Self::Depends => "look-binding-depends",
            Self::Off => "look-binding-off",
        }
    }
}

async fn words(app: &AppState, binding: &Binding, lang: Language) -> Result<String, Error> {
    let (key, about) = match &binding.condition {
        Condition::Person(id) => {
            let user = app.accounts().user(*id).await?;
            let name = user.map(|user| user.username.to_string());
            ("look-binding-person", name.unwrap_or_default())
        }
        Condition::Group(id) => {
            let mut conn = app.accounts().store().read().await?;
            let group = groups::by_id(&mut conn, *id).await?;
            let name = group.map(|group| group.name.to_string());
            ("look-binding-group", name.unwrap_or_default())
        }
        Condition::Network(networks) => {
            let texts: Vec<String> = networks.iter().map(ToString::to_string).collect();
            ("look-binding-network", texts.join(", "))
        }
        Condition::Time(_) => ("look-binding-time", String::new()),
        Condition::Factor(least) => ("look-binding-factor", least.acr().to_owned()),
    };
    let text = lang.t_args(key, &[("name", about)]);
    Ok(if binding.negated {
        lang.t_args("look-binding-not", &[("rule", text)])
    } else {
        text
    })
}
