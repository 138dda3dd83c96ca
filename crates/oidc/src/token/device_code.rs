//! The device code grant: RFC 8628 §3.4 and §3.5. The device asks until a person has answered.
//! <https://www.rfc-editor.org/rfc/rfc8628#section-3.4>

use gantry_accounts::Error;
use gantry_accounts::access::later::{Admitted, Lost};
use gantry_accounts::client_cache::CachedClient;
use gantry_core::device_code::DeviceAnswer;
use gantry_core::device_code::{DeviceApproval, DeviceCode};
use gantry_core::token::Token;
use gantry_store::device_codes::{self, FoundDeviceCode};
use gantry_store::users;

use crate::access::grant_lost;
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::provider::Provider;
use crate::token::authorization::{Authorization, Redeemed};
use crate::token::authorization_code::too_many;
use crate::token::narrowed::Narrowed;
use crate::token::{Decided, Denial};

impl Provider {
    pub(crate) async fn redeem_device_code(
        &self,
        client: &CachedClient,
        params: &Params,
    ) -> Result<Decided, Error> {
        let Some(text) = params.get("device_code") else {
            let missing =
                OAuthError::invalid_request("device_code is missing", "device_code_missing");
            return Ok(missing.into());
        };
        let unknown = OAuthError::invalid_grant("the device code is not known", "device_unknown");
        let Some(presented) = Token::<DeviceCode>::parse(text) else {
            return Ok(unknown.into());
        };
        let mut conn = self.accounts.store().read().await?;
        let limits = self.accounts.session_limits(&mut conn).await?;
        let found = device_codes::find(&mut conn, presented.id(), limits).await?;
        drop(conn);
        let Some(found) = found.filter(|found| found.digest.matches(&presented.digest())) else {
            return Ok(unknown.into());
        };
        let correlation = found.code.correlation;
        let user_id = match found.answer {
            DeviceAnswer::Approved(by) | DeviceAnswer::Ended(by) | DeviceAnswer::Redeemed(by) => {
                Some(by.user_id)
            }
            DeviceAnswer::Pending | DeviceAnswer::Denied => None,
        };
        let decided = self.judge_device(client, params, found).await?;
        Ok(decided.unwrap_or_else(|error| {
            Decided::Denied(Denial {
                error,
                correlation: Some(correlation),
                user_id,
            })
        }))
    }

    /// The checks, in their order.
    async fn judge_device(
        &self,
        client: &CachedClient,
        params: &Params,
        found: FoundDeviceCode,
    ) -> Result<Result<Decided, OAuthError>, Error> {
        let redeemed = Redeemed::Device(found.code.id);
        if found.code.client_id != client.client.id {
            return Ok(Err(OAuthError::invalid_grant(
                "the device code was issued to another client",
                "device_code_of_another_client",
            )));
        }
        if let DeviceAnswer::Redeemed(_) = found.answer {
            return self.device_replayed(redeemed).await.map(Err);
        }
        if found.code.expires_at <= self.accounts.env().now() {
            return Ok(Err(OAuthError::new(
                ErrorCode::ExpiredToken,
                "the device code has run out",
                "device_code_expired",
            )));
        }
        match found.answer {
            DeviceAnswer::Pending => self.wait_for_answer(&found.code).await.map(Err),
            DeviceAnswer::Denied => Ok(Err(OAuthError::new(
                ErrorCode::AccessDenied,
                "the person said no",
                "device_denied",
            ))),
            DeviceAnswer::Ended(_) | DeviceAnswer::Redeemed(_) => Ok(Err(
                OAuthError::invalid_grant("the sign-in was ended", "sign_in_ended"),
            )),
            DeviceAnswer::Approved(approval) => {
                let (code, approval) = (found.code, &approval);
                self.issue_to_device(client, params, code, approval).await
            }
        }
    }

    /// RFC 8628 §3.5: `authorization_pending`, or `slow_down` for who asks too often.
    /// <https://www.rfc-editor.org/rfc/rfc8628#section-3.5>
    async fn wait_for_answer(&self, code: &DeviceCode) -> Result<OAuthError, Error> {
        let act = (code.id, self.accounts.env().now());
        let store = self.accounts.store();
        let in_time = store.write(act, |tx, (id, now)| {
            Box::pin(device_codes::poll(tx, *id, *now))
        });
        Ok(if in_time.await? {
            OAuthError::new(
                ErrorCode::AuthorizationPending,
                "the person has not answered yet",
                "device_pending",
            )
        } else {
            OAuthError::new(
                ErrorCode::SlowDown,
                "wait five seconds longer between requests",
                OAuthError::ASKED_TOO_SOON,
            )
        })
    }

    async fn issue_to_device(
        &self,
        client: &CachedClient,
        params: &Params,
        code: DeviceCode,
        approval: &DeviceApproval,
    ) -> Result<Result<Decided, OAuthError>, Error> {
        let redeemed = Redeemed::Device(code.id);
        let granted = &code.requested.resources;
        let narrowed = match Narrowed::of(&client.client, params, &code.scopes, granted) {
            Ok(narrowed) => narrowed,
            Err(error) => return Ok(Err(error)),
        };
        let limits = self.accounts.limits();
        if !limits.hears_request(client.client.id, approval.user_id) {
            return Ok(Err(too_many()));
        }
        let mut conn = self.accounts.store().read().await?;
        let user = users::by_id(&mut conn, approval.user_id).await?;
        drop(conn);
        let Some(user) = user else {
            self.burn(redeemed).await?;
            return Ok(Err(grant_lost(Lost::Entry)));
        };
        let who = Admitted {
            user: &user,
            methods: approval.methods,
            entry: approval.entry,
        };
        let checked = self.check_grant(&client.client, &who, &code.requested);
        if let Err(error) = checked.await? {
            self.burn(redeemed).await?;
            return Ok(Err(error));
        }
        let authorization = narrowed.authorization(Authorization::of_device(code, approval));
        let issued = self.issue(client, &user, &authorization, narrowed.resources);
        match issued.await? {
            Some(response) => Ok(Ok(Decided::Issued(Box::new(response)))),
            None => self.device_replayed(redeemed).await.map(Err),
        }
    }

    async fn device_replayed(&self, redeemed: Redeemed) -> Result<OAuthError, Error> {
        self.revoke_issue(redeemed).await?;
        Ok(OAuthError::invalid_grant(
            "the device code was used before",
            "device_code_used",
        ))
    }
}
