//! The page about one person, as things are stored.

use gantry_accounts::Error;
use gantry_accounts::permissions::Helpdesk;
use gantry_core::Timestamp;
use gantry_core::client::ClientRowId;
use gantry_core::group::Group;
use gantry_core::methods::Method;
use gantry_core::user::{User, UserId};
use gantry_store::memberships;

use super::lists::few_groups;
use super::person::stored;
use super::{person_history, workspace_person};
use crate::account::{device, password_minimum, sessions as own_sessions};
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::render::Shell;
use crate::views::admin::person::{
    GroupChoice, Person, PersonApplication, PersonFactor, PersonSession,
};

/// How many applications are looked at.
const APPLICATIONS: i64 = 200;

/// The page as things are stored.
pub(super) async fn view(
    app: &AppState,
    staff: &Staff,
    user: &User,
    shell: Shell,
) -> Result<Person, Error> {
    let lang = shell.lang;
    let helper = Helpdesk::of(&staff.live.user);
    let Groups {
        choices,
        none,
        inherited,
    } = groups(app, user.id).await?;
    let factors = app.accounts().factors_of(user.id).await?;
    let last_used = |at: Option<Timestamp>| at.map(|at| lang.moment(at.as_i64()));
    Ok(Person {
        id: user.id.to_string(),
        name: user.name.to_string(),
        form: stored(user),
        enabled: !user.disabled,
        is_self: user.id == staff.live.user.id,
        helpable: helper.is_some_and(|helper| helper.may_help(user).is_ok()),
        subject: user.subject.as_str().to_owned(),
        groups: choices,
        no_groups: none,
        inherited,
        chats: workspace_person::chats(app, user.id, lang).await?,
        sessions: sessions(app, user.id, lang).await?,
        recovery_codes: factors.recovery_codes,
        factors: factors
            .all
            .into_iter()
            .map(|factor| PersonFactor {
                name: factor.name,
                is_passkey: factor.kind == Method::Passkey,
                last_used: last_used(factor.last_used_at).unwrap_or_default(),
            })
            .collect(),
        applications: applications(app, user.id, lang).await?,
        history: person_history::newest(app, user.id, lang).await?,
        last_sign_in: last_used(user.signed_in_at),
        password_minimum: password_minimum(app).await?,
        confirm_username: false,
        shell,
    })
}

/// What the page says about groups.
struct Groups {
    choices: Vec<GroupChoice>,
    none: bool,
    inherited: Vec<String>,
}

/// Groups to tick, which are the person's own if there are many, and names of those that come with
/// them.
async fn groups(app: &AppState, id: UserId) -> Result<Groups, Error> {
    let offered = few_groups(app).await?;
    let none = offered.as_ref().is_some_and(Vec::is_empty);
    let offered = offered.unwrap_or_default();
    let mut conn = app.accounts().store().read().await?;
    let direct = memberships::direct_groups_of(&mut conn, id).await?;
    let all = memberships::groups_of(&mut conn, id).await?;
    drop(conn);
    let is_in = |group: &Group| direct.iter().any(|own| own.id == group.id);
    let own = direct.iter().map(|group| (group, true));
    let others = offered.iter().filter(|group| !is_in(group));
    let choices = own.chain(others.map(|group| (group, false)));
    let choices = choices.map(|(group, member)| GroupChoice {
        id: group.id.to_string(),
        name: group.name.to_string(),
        member,
    });
    let inherited = all.iter().filter(|group| !is_in(group));
    Ok(Groups {
        choices: choices.collect(),
        none,
        inherited: inherited.map(|group| group.name.to_string()).collect(),
    })
}

async fn sessions(app: &AppState, id: UserId, lang: Language) -> Result<Vec<PersonSession>, Error> {
    let sessions = app.accounts().sessions_of(id).await?;
    let rows = sessions.into_iter().map(|session| PersonSession {
        id: session.id.to_string(),
        device: device::name(&session.device),
        methods: own_sessions::methods(lang, session.methods),
        started: lang.moment(session.created_at.as_i64()),
        last_seen: lang.moment(session.last_seen_at.as_i64()),
        address: session.address,
    });
    Ok(rows.collect())
}

/// Applications that let the person in or that the person agreed to, by name.
async fn applications(
    app: &AppState,
    id: UserId,
    lang: Language,
) -> Result<Vec<PersonApplication>, Error> {
    let agreed = app.accounts().consents_of(id).await?;
    let since = |client: ClientRowId| {
        let found = agreed.iter().find(|consent| consent.client_id == client);
        found.map_or_else(String::new, |it| lang.moment(it.granted_at.as_i64()))
    };
    let mut rows = Vec::new();
    for client in app.accounts().list_clients(None, APPLICATIONS).await? {
        let may_enter = app.accounts().may_enter(&client, id).await?;
        let agreed = since(client.id);
        if may_enter || !agreed.is_empty() {
            rows.push(PersonApplication {
                slug: client.slug.to_string(),
                name: client.name,
                may_enter,
                agreed,
            });
        }
    }
    rows.sort_by_cached_key(|row| row.name.to_lowercase());
    Ok(rows)
}
