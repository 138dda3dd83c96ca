//! `/admin/people`: finding people and adding them.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::Error;
use gantry_accounts::users::{ListedPerson, NewUser, PeoplePage, PeopleQuery};
use gantry_core::Timestamp;
use gantry_core::email::Email;
use gantry_core::group::{Group, GroupId};
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_store::user_search::SearchPosition;
use serde::Deserialize;

use super::lists::{self, PAGE, address, few_groups};
use crate::account::password_minimum;
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::i18n::Language;
use crate::notices::{done, noticed};
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::people::{People, PeopleFilter, PersonDraft, PersonRow};

const HERE: &str = "/admin/people";

/// How many groups of a person the list names.
const NAMED: usize = 3;

/// What is searched for, and where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    role: String,
    group: String,
    state: String,
    after: String,
    id: String,
    done: Option<String>,
}

impl Asked {
    fn query(&self, group: Option<GroupId>) -> PeopleQuery {
        let id = self.id.parse().ok();
        PeopleQuery {
            text: self.q.clone(),
            role: self.role.parse().ok(),
            disabled: self.state == "disabled",
            without_factor: self.state == "without-factor",
            never_signed_in: self.state == "never",
            group,
            after: id.map(|user_id| SearchPosition {
                word: self.after.clone(),
                user_id,
            }),
        }
    }

    fn next(&self, at: &SearchPosition) -> String {
        let id = at.user_id.to_string();
        let query = [
            ("q", self.q.as_str()),
            ("role", &self.role),
            ("group", &self.group),
            ("state", &self.state),
            ("after", &at.word),
            ("id", &id),
        ];
        address(HERE, &query)
    }
}

/// The form that adds a person.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewPerson {
    name: String,
    username: String,
    email: String,
    password: String,
    role: String,
}

/// `GET /admin/people`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<People>, HttpError> {
    let shell = lists::shell(&staff, Nav::People, HERE);
    let shell = noticed(shell, asked.done.as_deref(), "");
    Ok(Page::new(
        view(&app, shell, asked, PersonDraft::default()).await?,
    ))
}

/// `POST /admin/people`
pub(super) async fn add(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(form): FormBody<NewPerson>,
) -> Result<Response, HttpError> {
    match mendable(act(&app, &admin, &form).await)? {
        Ok(user) => Ok(done(&format!("{HERE}/{}", user.id), "people-added")),
        Err(refusal) => {
            let mut shell = refused(lists::shell(&admin, Nav::People, HERE), &refusal);
            for problem in &mut shell.field_problems {
                if problem.field == "new_password" {
                    "password".clone_into(&mut problem.field);
                }
            }
            let draft = PersonDraft {
                name: form.name,
                username: form.username,
                email: form.email,
                role: form.role,
            };
            let view = view(&app, shell, Asked::default(), draft).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, admin: &Admin, form: &NewPerson) -> Result<User, Error> {
    let password = match form.password.as_str() {
        "" => None,
        text => Some(Password::chosen(text.to_owned())?),
    };
    let new = NewUser {
        username: form.username.parse()?,
        email: email(&form.email)?,
        email_verified: true,
        name: form.name.parse()?,
        profile: Profile::default(),
        password,
        role: role(&form.role)?,
        language: None,
        groups: Vec::new(),
    };
    app.accounts().add_user(&admin.administrator, new).await
}

/// An address, or none if the field was left empty.
pub(super) fn email(text: &str) -> Result<Option<Email>, Error> {
    match text.trim() {
        "" => Ok(None),
        text => Ok(Some(text.parse()?)),
    }
}

/// A role, or none if none was chosen.
pub(super) fn role(text: &str) -> Result<Option<Role>, Error> {
    match text {
        "" => Ok(None),
        text => Ok(Some(text.parse()?)),
    }
}

/// The group of the filter, by its id or by its name.
async fn group(app: &AppState, asked: &str) -> Result<Option<Group>, Error> {
    if let Ok(id) = asked.parse::<GroupId>() {
        return app.accounts().group(id).await;
    }
    match asked.parse() {
        Ok(name) => app.accounts().group_by_name(&name).await,
        Err(_) => Ok(None),
    }
}

fn choice(group: Group) -> (String, String) {
    (group.id.to_string(), group.name.into())
}

async fn view(
    app: &AppState,
    shell: Shell,
    asked: Asked,
    draft: PersonDraft,
) -> Result<People, Error> {
    let group = group(app, asked.group.trim()).await?;
    let unknown_group = group.is_none() && !asked.group.trim().is_empty();
    let mut found = PeoplePage {
        people: Vec::new(),
        next: None,
    };
    if !unknown_group {
        let query = asked.query(group.as_ref().map(|group| group.id));
        found = app.accounts().list_people(&query, PAGE).await?;
    }
    let few = few_groups(app).await?;
    let typed_group = few.is_none();
    let lang = shell.lang;
    Ok(People {
        rows: found.people.into_iter().map(|it| row(it, lang)).collect(),
        next: found.next.map(|at| asked.next(&at)),
        groups: few.into_iter().flatten().map(choice).collect(),
        filter: PeopleFilter {
            query: asked.q,
            role: asked.role,
            group: match group {
                Some(group) if typed_group => group.name.into(),
                Some(group) => group.id.to_string(),
                None => asked.group,
            },
            typed_group,
            unknown_group,
            state: asked.state,
        },
        draft,
        password_minimum: password_minimum(app).await?,
        shell,
    })
}

fn row(person: ListedPerson, lang: Language) -> PersonRow {
    let ListedPerson {
        user,
        groups,
        has_factor,
    } = person;
    let shown = groups.iter().take(NAMED).map(|group| group.name.as_str());
    let mut names = shown.collect::<Vec<_>>().join(", ");
    if groups.len() > NAMED {
        names.push_str(", …");
    }
    PersonRow {
        id: user.id.to_string(),
        name: user.name.to_string(),
        username: user.username.to_string(),
        enabled: !user.disabled,
        role: user.role.map_or("", Role::as_str),
        groups: names,
        has_factor,
        last_sign_in: user
            .signed_in_at
            .map(Timestamp::as_i64)
            .map_or_else(String::new, |at| lang.moment(at)),
        email: user.email.map(String::from).unwrap_or_default(),
    }
}
