//! The frame around every page, and how a view becomes an answer.
//!
//! Each view has a field `shell: Shell`; its template extends one of `web/templates/layouts/`.

use std::fmt::Display;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use gantry_core::role::Role;

use crate::assets;
use crate::i18n::Language;
use crate::look::Look;
use crate::markup::Markup;

/// A view on its way out: HTML that nobody keeps, or a 500 and a line in the log.
pub struct Page<T: Template> {
    status: StatusCode,
    view: T,
}

impl<T: Template> Page<T> {
    /// A page with status 200.
    pub const fn new(view: T) -> Self {
        Self {
            status: StatusCode::OK,
            view,
        }
    }

    /// A page with another status.
    pub const fn with_status(status: StatusCode, view: T) -> Self {
        Self { status, view }
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.view.render() {
            Ok(html) => (
                self.status,
                [(header::CACHE_CONTROL, "no-store")],
                Html(html),
            )
                .into_response(),
            Err(error) => {
                tracing::error!(%error, "page.render_failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// Light, dark, or whatever the system says; kept in the cookie `gantry-theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Follows the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order the chooser shows them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Reads the cookie or the form field; anything else follows the system.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.code() == code)
            .unwrap_or_default()
    }

    /// The value of the cookie, the form field and `data-theme`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The key of its name.
    #[must_use]
    pub const fn name_key(self) -> &'static str {
        match self {
            Self::System => "preferences-theme-system",
            Self::Light => "preferences-theme-light",
            Self::Dark => "preferences-theme-dark",
        }
    }
}

/// The entry of the navigation that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the page of that name")]
pub enum Nav {
    #[default]
    Nowhere,
    Apps,
    Account,
    Overview,
    People,
    Groups,
    Applications,
    Trail,
    Keys,
    Settings,
    Mail,
    ApiTokens,
    Invitations,
    Audit,
}

/// How a notice is meant; shown by word and icon as well as by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Good,
    /// Something to know before going on.
    Warn,
    /// It did not work.
    Bad,
}

impl Tone {
    /// The CSS class.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// One message at the top of a page.
#[derive(Clone, Debug)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// The finished sentence in the reader's language.
    pub text: String,
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug)]
pub struct FieldProblem {
    /// The field's id, which is also its name.
    pub field: String,
    /// The finished sentence in the reader's language.
    pub text: String,
}

/// What every page knows about its reader and its place.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The language of the page.
    pub lang: Language,
    /// The theme of the page.
    pub theme: Theme,
    /// What this place is called; `Gantry` unless changed.
    pub brand_name: String,
    /// What this place looks like.
    pub look: Look,
    /// The name of the person signed in.
    pub signed_in: Option<String>,
    /// Whether that person may open the administration.
    pub is_admin: bool,
    /// What that person may do there.
    pub role: Option<Role>,
    /// The token that every form of the page posts as `form_token`.
    pub form_token: String,
    /// The open entry of the navigation.
    pub nav: Nav,
    /// Path and query to come back to after choosing language or theme.
    pub return_to: String,
    /// The message at the top.
    pub notice: Option<Notice>,
    /// What is wrong with the form that was just posted.
    pub field_problems: Vec<FieldProblem>,
}

impl Shell {
    /// The text of a key.
    #[must_use]
    pub fn t(&self, key: impl AsRef<str>) -> String {
        self.lang.t(key.as_ref())
    }

    /// The text of a key with one variable.
    #[must_use]
    pub fn with(&self, key: &str, name: &str, value: impl Display) -> String {
        self.lang.t_args(key, &[(name, value.to_string())])
    }

    /// The text of a key with one variable, which is set in bold.
    #[must_use]
    pub fn strong(&self, key: &str, name: &str, value: impl Display) -> Markup {
        const MARK: &str = "\u{e000}";
        let text = self.lang.t_args(key, &[(name, MARK.to_owned())]);
        Markup::bold(&text, MARK, &value.to_string())
    }

    /// The same frame for somebody in a role, named by its word.
    #[must_use]
    pub fn in_role(mut self, word: &str) -> Self {
        self.role = word.parse().ok();
        self
    }

    /// Whether the reader may change anything in the administration.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.role == Some(Role::Administrator)
    }

    /// Whether the reader may help people without a role.
    #[must_use]
    pub fn helps(&self) -> bool {
        matches!(self.role, Some(Role::Administrator | Role::Helpdesk))
    }

    /// The CSS class of an administration page: what it does not offer to this reader.
    #[must_use]
    pub fn role_class(&self) -> &'static str {
        match self.role {
            Some(Role::Administrator) => "role-administrator",
            Some(Role::Helpdesk) => "role-helpdesk",
            Some(Role::Auditor) | None => "role-auditor",
        }
    }

    /// The address of an asset.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// What is wrong with a field, if anything is.
    #[must_use]
    pub fn problem_of(&self, field: &str) -> Option<&str> {
        self.field_problems
            .iter()
            .find(|problem| problem.field == field)
            .map(|p| p.text.as_str())
    }

    /// `page` for the open entry of the navigation, `false` for the others.
    #[must_use]
    pub fn current(&self, nav: Nav) -> &'static str {
        if self.nav == nav { "page" } else { "false" }
    }
}

#[cfg(test)]
mod tests {
    use super::{Shell, Theme};

    #[test]
    fn a_bold_name_cannot_bring_markup_along() {
        let shell = Shell::default();

        let heading = shell
            .strong("login-heading", "application", "<b>&")
            .to_string();

        assert_eq!(heading, "Sign in to <strong>&lt;b&gt;&amp;</strong>");
    }

    #[test]
    fn an_unknown_theme_follows_the_system() {
        assert_eq!(Theme::from_code("dark"), Theme::Dark);
        assert_eq!(Theme::from_code("neon"), Theme::System);
    }
}
