//! What an administrator sets for the whole place, and how one application looks.

use askama::Template;

use crate::render::Shell;

/// A language to offer.
#[derive(Clone, Debug)]
pub struct LanguageChoice {
    /// Its tag, posted as `languages`.
    pub code: &'static str,
    /// Its name in itself.
    pub own_name: &'static str,
    /// Whether it is offered.
    pub on: bool,
}

/// One of several.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is posted.
    pub name: String,
    /// Its words.
    pub label: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// Name, colour and languages as they stand in the form.
#[derive(Clone, Debug, Default)]
pub struct BrandingFields {
    /// The name; empty for the operator's.
    pub name: String,
    /// The colour; empty for ours.
    pub accent: String,
    /// Tags of the languages that are offered.
    pub languages: Vec<String>,
    /// Tag of the usual language; empty for the first.
    pub default_language: String,
}

/// Sessions, passwords and factors as they stand in the form.
#[derive(Clone, Debug, Default)]
pub struct PolicyFields {
    /// Minutes that a session may lie idle.
    pub session_idle: String,
    /// Hours that a session lasts in all.
    pub session_whole: String,
    /// Characters.
    pub password_length: String,
    /// 0 to 4.
    pub password_score: String,
    /// Who must have a second factor.
    pub factors: String,
}

/// `/admin/settings`.
///
/// Posts `name`, `accent`, `languages` and `default_language` to `/admin/settings/branding`; a file
/// `picture` to `/admin/settings/logo`, nothing to `/admin/settings/logo/remove`; `session_idle`,
/// `session_whole`, `password_length`, `password_score` and `factors` to `/admin/settings/policy`.
#[derive(Template)]
#[template(path = "admin/settings.html")]
pub struct Settings {
    /// The frame.
    pub shell: Shell,
    /// The name that the operator gave.
    pub operators_name: String,
    /// The form of the branding.
    pub branding: BrandingFields,
    /// The address of the logo.
    pub logo: Option<String>,
    /// Languages to tick.
    pub languages: Vec<LanguageChoice>,
    /// Usual languages to choose from.
    pub usual: Vec<Choice>,
    /// The form of the policy.
    pub policy: PolicyFields,
    /// Strengths of passwords to choose from.
    pub scores: Vec<Choice>,
    /// Demands for second factors to choose from.
    pub factors: Vec<Choice>,
    /// Whether the operator keeps a list of breached passwords.
    pub breached_list: bool,
}

/// `/admin/applications/<slug>/appearance`.
///
/// Posts `accent`; a file `picture` to `…/icon`, nothing to `…/icon/remove`.
#[derive(Template)]
#[template(path = "admin/appearance.html")]
pub struct Appearance {
    /// The frame.
    pub shell: Shell,
    /// The application.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its colour; empty for that of the place.
    pub accent: String,
    /// The address of its icon.
    pub icon: Option<String>,
}

impl Appearance {
    /// The letter that is drawn without an icon.
    #[must_use]
    pub fn initial(&self) -> String {
        self.name
            .chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .collect()
    }
}
