//! What a browser does, except that a server may die at any moment of it.

use gantry_test_support::{PASSWORD, Page};
use reqwest::redirect::Policy;
use reqwest::{Client, Error, Response};
use serde_json::Value;

/// One browser profile; cookies are good for every server, because all have the same host.
#[derive(Debug, Clone)]
pub(crate) struct Profile(Client);

impl Profile {
    pub(crate) fn new() -> Self {
        let http = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none());
        Self(http.build().unwrap())
    }

    /// Signs in; `false` if the server said something else than welcome.
    pub(crate) async fn sign_in(&self, server: &str, username: &str) -> Result<bool, Error> {
        let page = self.get(&format!("{server}/login")).await?;
        if !page.status.is_success() {
            return Ok(false);
        }
        let (_, mut fields) = page.form_with("#login-submit");
        fields.retain(|(name, _)| name != "username" && name != "password");
        fields.push(("username".to_owned(), username.to_owned()));
        fields.push(("password".to_owned(), PASSWORD.to_owned()));
        let answer = self.post(server, "/login", &fields).await?;
        Ok(answer.status().is_redirection())
    }

    /// The login token of the API URL, if there is one at the moment.
    pub(crate) async fn login_token(
        &self,
        url: &str,
        origin: &str,
    ) -> Result<Option<String>, Error> {
        let call = self.0.post(url).header("origin", origin);
        let answer = call.send().await?;
        if answer.status() != 200 {
            return Ok(None);
        }
        let json: Value = answer.json().await?;
        Ok(json["loginToken"].as_str().map(ToOwned::to_owned))
    }

    /// The token of the forms of a page.
    pub(crate) async fn form_token(&self, server: &str, path: &str) -> Result<String, Error> {
        let page = self.get(&format!("{server}{path}")).await?;
        let token = page.attribute("input[name=form_token]", "value");
        Ok(token.unwrap_or_default())
    }

    /// Posts a form with this token and one more field; `true` if the server did it.
    pub(crate) async fn act(
        &self,
        server: &str,
        path: &str,
        (token, field): (&str, (&str, &str)),
    ) -> Result<bool, Error> {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let fields = [owned(("form_token", token)), owned(field)];
        let status = self.post(server, path, &fields).await?.status();
        Ok(status.is_success() || status.is_redirection())
    }

    async fn get(&self, url: &str) -> Result<Page, Error> {
        let answer = self.0.get(url).send().await?;
        Ok(Page {
            url: answer.url().to_string(),
            status: answer.status(),
            headers: answer.headers().clone(),
            body: answer.text().await?,
        })
    }

    async fn post(
        &self,
        server: &str,
        path: &str,
        fields: &[(String, String)],
    ) -> Result<Response, Error> {
        let call = self.0.post(format!("{server}{path}")).form(fields);
        call.header("origin", server).send().await
    }
}
