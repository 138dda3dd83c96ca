//! Ending chat sessions, in this order of preference: the one token that was given (so that every
//! other device stays signed in); all tokens by a token of the person's own (so that personal
//! access tokens and bots live on); all tokens by the service account.

use gantry_accounts::Error;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::seal::Purpose;
use gantry_core::workspace::ChatTask;
use gantry_store::chat_accounts;
use url::Url;

use crate::rest::{Act, CreateToken, Credentials, RestClient, RestError, explain};
use crate::settings::RocketChatVersion;
use crate::workspaces::task::Ended;
use crate::workspaces::{Opened, Workspaces, site_of, text};

/// How often a token that was ended while it was used is made anew.
const RACES: i64 = 3;

/// Why a token of the person's own did not do.
enum Own {
    /// None can be made without a secret.
    None,
    /// Somebody signed the same account out at the same time, this token too.
    Ended,
    /// A call failed.
    Failed(RestError),
}

impl From<RestError> for Own {
    fn from(error: RestError) -> Self {
        Self::Failed(error)
    }
}

impl Workspaces {
    /// Ends the one token that a browser session was given.
    pub(crate) async fn end_token(&self, task: &ChatTask) -> Result<Ended, Error> {
        let Some(site) = self.site_of_token(task).await? else {
            return Ok(Ended::Stopped("not_connected"));
        };
        let (Some(sealed), Some(chat_id)) = (&task.sealed, &task.chat_id) else {
            return Ok(Ended::Done);
        };
        let key = self.accounts.master_key();
        let token = text(key.open(Purpose::ChatToken, task.about.as_uuid(), sealed)?)?;
        let holder = Credentials {
            user_id: chat_id.clone(),
            token,
        };
        let env = self.accounts.env().clone();
        let rest = RestClient::new(self.outbound.clone(), &site, holder, env);
        match rest.logout().await {
            Ok(()) => {
                self.note_end(task, "one session");
                Ok(Ended::Done)
            }
            Err(error) if error.is_retryable() => Ok(Ended::Later(error.retry_after())),
            Err(error) => {
                let version = RocketChatVersion::default();
                Ok(Ended::Stopped(
                    explain(&error, Act::EndOwnSessions, version).key,
                ))
            }
        }
    }

    /// Where the token of a task is good: where the workspace is connected, or was.
    async fn site_of_token(&self, task: &ChatTask) -> Result<Option<Url>, Error> {
        let Some(client) = self.accounts.client_cache().by_id(task.client_id).await? else {
            return Ok(None);
        };
        let site = site_of(&client)?;
        let connected = self.connection(task.client_id).await?;
        let elsewhere = connected.is_some_and(|workspace| workspace.site != site.as_str());
        Ok((!elsewhere).then_some(site))
    }

    /// Ends every token of somebody who may no longer come in, personal access tokens too.
    pub(crate) async fn shut_out(
        &self,
        task: &ChatTask,
        opened: &Opened,
        chat_id: &str,
    ) -> Result<Ended, Error> {
        match opened.rest.logout_user(chat_id).await {
            Ok(()) => {
                self.note_end(task, "everywhere; personal access tokens too");
                Ok(Ended::Done)
            }
            Err(error) if error.is_retryable() => Ok(Ended::Later(error.retry_after())),
            Err(_) => self.end_all(task, opened).await,
        }
    }

    /// Ends every token of an account.
    pub(crate) async fn end_all(&self, task: &ChatTask, opened: &Opened) -> Result<Ended, Error> {
        let chat_id = match self.chat_id(task, opened).await? {
            Ok(Some(chat_id)) => chat_id,
            Ok(None) => return Ok(Ended::Stopped("not_linked")),
            Err(ended) => return Ok(ended),
        };
        let outcome = match by_own_token(opened, &chat_id).await {
            Ok(()) => Ok("everywhere; personal access tokens stay"),
            Err(Own::Ended) if task.attempts < RACES => return Ok(Ended::Later(None)),
            Err(Own::Failed(error)) if error.is_retryable() => Err((error, Act::CreateToken)),
            Err(_) => match opened.rest.logout_user(&chat_id).await {
                Ok(()) => Ok("everywhere; personal access tokens too"),
                Err(error) if error.code() == Some("error-invalid-user-id") => Ok("no account"),
                Err(error) => Err((error, Act::EndAllSessions)),
            },
        };
        match outcome {
            Ok(detail) => {
                self.note_end(task, detail);
                Ok(Ended::Done)
            }
            Err((error, act)) => Ok(Ended::of(&error, act, opened)),
        }
    }

    /// The account that a task is about, found out now if it was not known before.
    async fn chat_id(
        &self,
        task: &ChatTask,
        opened: &Opened,
    ) -> Result<Result<Option<String>, Ended>, Error> {
        if task.chat_id.is_some() {
            return Ok(Ok(task.chat_id.clone()));
        }
        let mut conn = self.accounts.store().read().await?;
        let known = chat_accounts::find(&mut conn, task.client_id, task.user_id).await?;
        drop(conn);
        if let Some(chat_id) = known.and_then(|known| known.chat_id) {
            return Ok(Ok(Some(chat_id)));
        }
        self.learned(task, opened).await
    }

    fn note_end(&self, task: &ChatTask, detail: &str) {
        let mut line = Line::new(Event::ChatSignOut);
        line.client_id = Some(task.client_id);
        line.user_id = Some(task.user_id);
        detail.clone_into(&mut line.detail);
        self.accounts.trail().succeeded(line);
    }
}

/// With a token of the person's own, made for this and ended last.
async fn by_own_token(opened: &Opened, chat_id: &str) -> Result<(), Own> {
    let create = CreateToken::for_version(opened.version, opened.secret.clone());
    let create = create.map_err(|_| Own::None)?;
    let token = opened.rest.create_token(chat_id, &create).await?;
    let own = opened.rest.with(Credentials {
        user_id: chat_id.to_owned(),
        token,
    });
    match own.logout_other_clients().await {
        Err(RestError::NotSignedIn) if is_open(opened, chat_id).await? => Err(Own::Ended),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(own.logout().await?),
    }
}

async fn is_open(opened: &Opened, chat_id: &str) -> Result<bool, RestError> {
    let account = opened.rest.user_by_id(chat_id).await?;
    Ok(account.is_some_and(|account| account.active))
}
