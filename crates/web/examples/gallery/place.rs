//! Settings of the whole place, and how one application looks.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Nav, Page, Shell};
use gantry_web::views::admin::settings::{
    Appearance, BrandingFields, Choice, LanguageChoice, PolicyFields, Settings,
};

use super::troubled;

pub(crate) const NAMES: &[&str] = &["settings", "settings-pale", "appearance"];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    let at = |nav| Shell {
        signed_in: Some("Alice Adams".to_owned()),
        is_admin: true,
        nav,
        ..shell.clone().in_role("administrator")
    };
    Some(match name {
        "settings" => Page::new(settings(at(Nav::Settings))).into_response(),
        "settings-pale" => {
            let shell = at(Nav::Settings);
            Page::new(settings(troubled(&shell, "accent", "refusal-accent"))).into_response()
        }
        "appearance" => Page::new(Appearance {
            shell: at(Nav::Applications),
            slug: "team-chat".to_owned(),
            name: "Team chat".to_owned(),
            accent: "#b42332".to_owned(),
            icon: None,
        })
        .into_response(),
        _ => return None,
    })
}

fn settings(shell: Shell) -> Settings {
    let choice = |name: &str, label: String, on| Choice {
        name: name.to_owned(),
        label,
        on,
    };
    let language = |code, own_name, on| LanguageChoice { code, own_name, on };
    Settings {
        operators_name: "Gantry".to_owned(),
        branding: BrandingFields {
            name: "Harbour".to_owned(),
            accent: "#0b6bcb".to_owned(),
            ..BrandingFields::default()
        },
        logo: None,
        languages: vec![
            language("en", "English", true),
            language("de", "Deutsch", true),
        ],
        usual: vec![
            choice("", String::new(), false),
            choice("en", "English".to_owned(), true),
        ],
        policy: PolicyFields {
            session_idle: "720".to_owned(),
            session_whole: "720".to_owned(),
            password_length: "10".to_owned(),
            password_score: "2".to_owned(),
            factors: "nobody".to_owned(),
        },
        scores: vec![choice("2", shell.t("settings-score-2"), true)],
        factors: vec![choice("nobody", shell.t("settings-factors-nobody"), true)],
        breached_list: false,
        shell,
    }
}
