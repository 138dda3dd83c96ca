//! Where somebody goes who proves something: on with an authorization, or to a page of ours.

use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::factors::Prover;
use gantry_accounts::sign_in::WaitingRequest;
use gantry_core::methods::Assurance;
use gantry_oidc::authorize::Waiting;
use serde::Deserialize;
use url::form_urlencoded;

use crate::endpoints::answer::{self, dispatcher};
use crate::error::HttpError;
use crate::http::local_path::local;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::login::waiting;

/// The same in the address and in forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Purpose {
    pub(crate) request: Option<String>,
    pub(crate) next: Option<String>,
    /// A page of ours asks for more proof: an `acr`, or anything else for a second factor.
    pub(crate) more: Option<String>,
}

/// Checked: the request is this browser's, and the page is one of ours.
pub(crate) struct Way {
    pub(crate) waiting: Option<Waiting>,
    pub(crate) next: Option<String>,
    /// What the page of ours asks for.
    pub(crate) more: Option<Assurance>,
}

impl Way {
    /// The way, or the page that says what is wrong with the request.
    pub(crate) async fn find(
        app: &AppState,
        visitor: &Visitor,
        purpose: &Purpose,
    ) -> Result<Result<Self, Response>, HttpError> {
        let found = waiting(app, visitor, purpose.request.as_deref()).await?;
        let next = purpose.next.as_deref().and_then(local);
        let more = purpose.more.as_deref().map(least);
        Ok(found.map(|waiting| Self {
            more,
            ..Self::of(waiting, next)
        }))
    }

    /// The way to a page of ours that asks for as much proof as this.
    pub(crate) fn proving(next: &str, least: Assurance) -> Self {
        Self {
            more: Some(least),
            ..Self::to(next)
        }
    }

    /// The way to what waits, or else to a page of ours.
    pub(crate) fn of(waiting: Option<Waiting>, next: Option<&str>) -> Self {
        Self {
            waiting,
            next: next.map(ToOwned::to_owned),
            more: None,
        }
    }

    /// The way to a page of ours.
    pub(crate) fn to(next: &str) -> Self {
        Self::of(None, Some(next))
    }

    /// The same, to this page if it leads nowhere else.
    pub(crate) fn or_to(mut self, page: &str) -> Self {
        self.next.get_or_insert_with(|| page.to_owned());
        self
    }

    /// The stored request.
    pub(crate) fn request(&self) -> Option<String> {
        self.waiting.as_ref().map(|it| it.request.id.to_string())
    }

    /// Where it ends.
    pub(crate) fn target(&self) -> String {
        match (self.request(), &self.next) {
            (Some(request), _) => dispatcher(&request),
            (None, Some(next)) => next.clone(),
            (None, None) => "/apps".to_owned(),
        }
    }

    /// The address of another page on the same way.
    pub(crate) fn at(&self, page: &str) -> String {
        if let Some(request) = self.request() {
            return format!("{page}?request={request}");
        }
        let Some(next) = &self.next else {
            return page.to_owned();
        };
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        match self.more {
            Some(more) => format!("{page}?more={}&next={next}", more.acr()),
            None => format!("{page}?next={next}"),
        }
    }

    /// The sign-in that waits in this browser for just this way.
    pub(crate) async fn pending(
        &self,
        app: &AppState,
        visitor: &Visitor,
    ) -> Result<Option<Prover>, HttpError> {
        let Some(cookie) = visitor.cookies.pending() else {
            return Ok(None);
        };
        let request = self.waiting.as_ref().map(|waiting| WaitingRequest {
            id: waiting.request.id,
            client_id: waiting.client.client.id,
            correlation: waiting.request.correlation,
        });
        let found = app.accounts().pending_sign_in(cookie).await?;
        let begun_here = found
            .filter(|pending| pending.sign_in().request_id == request.map(|request| request.id));
        Ok(begun_here.map(|pending| Prover::Pending(Box::new(pending.for_request(request)))))
    }

    /// The person does not go on.
    pub(crate) async fn cancel(
        &self,
        app: &AppState,
        visitor: &Visitor,
    ) -> Result<Response, HttpError> {
        let Some(waiting) = &self.waiting else {
            let cookies = visitor.cookies.clone().without_pending();
            return Ok((cookies, Redirect::to("/login")).into_response());
        };
        let answer = app.provider.cancel(waiting, "sign_in_cancelled").await?;
        let id = waiting.request.id.to_string();
        Ok(answer::render(visitor, answer, &id))
    }
}

fn least(more: &str) -> Assurance {
    Assurance::from_acr(more).unwrap_or(Assurance::TwoFactors)
}
