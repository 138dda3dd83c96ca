//! `/preferences`: language and appearance, chosen at the foot of every page.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::error::HttpError;
use crate::http::form::EarlyFormBody;
use crate::http::local_path::local;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::i18n::Language;
use crate::render::Theme;

/// What was chosen, and where.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice {
    lang: String,
    theme: String,
    return_to: String,
}

/// Remembers the choice in this browser and, for the language, in the account.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    EarlyFormBody(choice): EarlyFormBody<Choice>,
) -> Result<Response, HttpError> {
    let language = Language::from_tag(&choice.lang).unwrap_or(visitor.lang);
    if language != visitor.lang {
        store(&app, &visitor, language).await?;
    }
    let theme = Theme::from_code(&choice.theme);
    let cookies = visitor
        .cookies
        .with_language(language.code())
        .with_theme(theme.code());
    let to = local(&choice.return_to).unwrap_or("/");
    Ok((cookies, Redirect::to(to)).into_response())
}

async fn store(app: &AppState, visitor: &Visitor, language: Language) -> Result<(), HttpError> {
    let Some(live) = &visitor.session else {
        return Ok(());
    };
    let (name, language) = (live.user.name.clone(), language.code().to_owned());
    app.accounts()
        .change_own_profile(live.user.id, name, Some(language))
        .await?;
    Ok(())
}
