//! The forms of the settings: how they are filled, and what they say once they are posted.

use gantry_accounts::Refusal;
use gantry_accounts::settings::{Branding, FactorDemand, Policy};
use gantry_core::Seconds;
use serde::Deserialize;

use crate::i18n::Language;
use crate::views::admin::settings::{BrandingFields, Choice, LanguageChoice, PolicyFields};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const NO_NUMBER: Refusal = Refusal::Settings("times and lengths are whole numbers");
/// No time of this form is longer, in its unit.
const LONGEST: i64 = 1_000_000;

const DEMANDS: [(&str, FactorDemand, &str); 3] = [
    ("nobody", FactorDemand::Nobody, "settings-factors-nobody"),
    ("roles", FactorDemand::Roles, "settings-factors-roles"),
    (
        "everybody",
        FactorDemand::Everybody,
        "settings-factors-everybody",
    ),
];

const SCORES: [(u8, &str); 5] = [
    (0, "settings-score-0"),
    (1, "settings-score-1"),
    (2, "settings-score-2"),
    (3, "settings-score-3"),
    (4, "settings-score-4"),
];

/// The posted form of the branding.
pub(super) fn posted_branding(pairs: Vec<(String, String)>) -> BrandingFields {
    let mut fields = BrandingFields::default();
    for (name, value) in pairs {
        match name.as_str() {
            "name" => fields.name = value,
            "accent" => fields.accent = value,
            "languages" => fields.languages.push(value),
            "default_language" => fields.default_language = value,
            _ => {}
        }
    }
    fields
}

/// The branding that a form asks for; the logo stays.
pub(super) fn branding(posted: &BrandingFields, before: Branding) -> Branding {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let known = |tag: &String| Language::from_tag(tag).map(|it| it.code().to_owned());
    Branding {
        name: given(&posted.name),
        accent: given(&posted.accent),
        languages: posted.languages.iter().filter_map(known).collect(),
        default_language: given(&posted.default_language),
        ..before
    }
}

/// The form as it is stored.
pub(super) fn shown_branding(stored: Branding) -> BrandingFields {
    BrandingFields {
        name: stored.name.unwrap_or_default(),
        accent: stored.accent.unwrap_or_default(),
        languages: stored.languages,
        default_language: stored.default_language.unwrap_or_default(),
    }
}

/// Languages to tick; nothing ticked means all of them.
pub(super) fn languages(fields: &BrandingFields) -> Vec<LanguageChoice> {
    let choice = |language: Language| LanguageChoice {
        code: language.code(),
        own_name: language.own_name(),
        on: fields.languages.iter().any(|tag| tag == language.code()),
    };
    Language::ALL.into_iter().map(choice).collect()
}

/// Usual languages to choose from, or none.
pub(super) fn usual(fields: &BrandingFields) -> Vec<Choice> {
    let choice = |name: &str, label: &str| Choice {
        on: fields.default_language == name,
        name: name.to_owned(),
        label: label.to_owned(),
    };
    let languages = Language::ALL.map(|it| choice(it.code(), it.own_name()));
    [choice("", "")].into_iter().chain(languages).collect()
}

/// The posted form of the policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PostedPolicy {
    session_idle: String,
    session_whole: String,
    password_length: String,
    password_score: String,
    factors: String,
}

impl PostedPolicy {
    /// The policy that it asks for.
    pub(super) fn read(&self) -> Result<Policy, Refusal> {
        let time = |text: &str, unit: i64| {
            let count: i64 = text.trim().parse().map_err(|_| NO_NUMBER)?;
            Ok::<_, Refusal>(Seconds::new(count.clamp(0, LONGEST) * unit))
        };
        let demand = DEMANDS.iter().find(|(name, ..)| *name == self.factors);
        Ok(Policy {
            session_idle: time(&self.session_idle, MINUTE)?,
            session_whole: time(&self.session_whole, HOUR)?,
            password_length: self.password_length.trim().parse().map_err(|_| NO_NUMBER)?,
            password_score: self.password_score.trim().parse().map_err(|_| NO_NUMBER)?,
            factors: demand.map(|(_, demand, _)| *demand).ok_or(NO_NUMBER)?,
        })
    }
}

impl From<PostedPolicy> for PolicyFields {
    fn from(posted: PostedPolicy) -> Self {
        Self {
            session_idle: posted.session_idle,
            session_whole: posted.session_whole,
            password_length: posted.password_length,
            password_score: posted.password_score,
            factors: posted.factors,
        }
    }
}

/// The form as it is stored.
pub(super) fn shown_policy(stored: &Policy) -> PolicyFields {
    let demand = DEMANDS
        .iter()
        .find(|(_, demand, _)| *demand == stored.factors);
    PolicyFields {
        session_idle: (stored.session_idle.as_i64() / MINUTE).to_string(),
        session_whole: (stored.session_whole.as_i64() / HOUR).to_string(),
        password_length: stored.password_length.to_string(),
        password_score: stored.password_score.to_string(),
        factors: demand
            .map(|(name, ..)| *name)
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Strengths to choose from.
pub(super) fn scores(lang: Language, fields: &PolicyFields) -> Vec<Choice> {
    let choice = |(score, key): (u8, &str)| Choice {
        name: score.to_string(),
        label: lang.t(key),
        on: fields.password_score == score.to_string(),
    };
    SCORES.into_iter().map(choice).collect()
}

/// Demands to choose from.
pub(super) fn factors(lang: Language, fields: &PolicyFields) -> Vec<Choice> {
    let choice = |(name, _, key): (&str, FactorDemand, &str)| Choice {
        name: name.to_owned(),
        label: lang.t(key),
        on: fields.factors == name,
    };
    DEMANDS.into_iter().map(choice).collect()
}
