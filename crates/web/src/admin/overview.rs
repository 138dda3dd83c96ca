//! `GET /admin`: what to look at first.

use axum::extract::State;

use super::lists;
use super::sign_ins::{self, Wanted};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::render::{Nav, Page};
use crate::views::admin::overview::Overview;

/// How many failures are shown.
const LATEST: usize = 5;

/// `GET /admin`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Admin,
) -> Result<Page<Overview>, HttpError> {
    let shell = lists::shell(&admin, Nav::Overview, "/admin");
    let wanted = Wanted {
        only_failures: true,
        rows: LATEST,
        ..Wanted::default()
    };
    let found = sign_ins::find(&app, &wanted, None).await?;
    Ok(Page::new(Overview {
        failures: sign_ins::rows(&app, &found.sign_ins, shell.lang).await?,
        no_applications: app.accounts().list_clients(None, 1).await?.is_empty(),
        shell,
    }))
}
