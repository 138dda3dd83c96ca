//! Metadata as settings: every member has its place, and what is left out its default.
//!
//! Settings that no metadata can express stay as they were: they are an administrator's.

use std::collections::BTreeSet;

use gantry_core::Seconds;
use gantry_core::client::{
    ApplicationType, AuthenticationMethod, ClientAuthentication, ClientKeys, ClientSettings,
    GrantType, LogoutSettings, Presentation, RequestSettings, ResponseType, Software,
    SubjectSettings, SubjectType,
};
use gantry_core::redirect_uri::RedirectUri;
use gantry_core::scope::ScopeSet;

use crate::registration::metadata::ClientMetadata;
use crate::registration::problem::MetadataProblem;
use crate::registration::words::{Read, algorithm, encryption, parsed, redirect_uris};

impl ClientMetadata {
    /// The settings that these metadata mean, on top of what an administrator set.
    ///
    /// # Errors
    /// The first member that cannot be met.
    pub fn to_settings(&self, base: &ClientSettings) -> Result<ClientSettings, MetadataProblem> {
        self.refuse_what_is_not_there()?;
        let redirect_uris = redirect_uris(self.redirect_uris.as_deref())?;
        let response_types = self.response_types()?;
        let mut settings = ClientSettings {
            public: self.token_endpoint_auth_method.as_deref() == Some("none"),
            grants: self.grants(&response_types)?,
            response_types,
            redirect_uris,
            post_logout_redirect_uris: self.after_sign_out()?,
            id_token_alg: algorithm(self.id_token_signed_response_alg.as_deref())?
                .unwrap_or_default(),
            default_max_age: self.default_max_age.map(|age| Seconds::new(i64::from(age))),
            default_acr_values: self.default_acr_values.clone().unwrap_or_default(),
            authentication: self.authentication(base)?,
            keys: ClientKeys {
                jwks: self.jwks.clone(),
                jwks_uri: self.jwks_uri.clone(),
            },
            subject: self.subject()?,
            requests: self.requests()?,
            logout: self.logout(),
            presentation: self.presentation(&base.presentation),
            software: self.software()?,
            ..base.clone()
        };
        settings.require_pkce &= !base.public;
        self.set_tokens(&mut settings)?;
        self.set_scopes(base, &mut settings)?;
        Ok(settings)
    }

    /// What this provider does not do, and a client could wait for in vain.
    fn refuse_what_is_not_there(&self) -> Read<()> {
        if self.software_statement.is_some() {
            return Err(MetadataProblem::invalid("software statements are not read"));
        }
        let encrypted = [
            &self.request_object_encryption_alg,
            &self.request_object_encryption_enc,
        ];
        if encrypted.into_iter().any(Option::is_some) {
            return Err(MetadataProblem::invalid(
                "request objects are signed, never encrypted",
            ));
        }
        Ok(())
    }

    fn response_types(&self) -> Read<BTreeSet<ResponseType>> {
        let Some(words) = &self.response_types else {
            return Ok([ResponseType::Code].into());
        };
        words
            .iter()
            .map(|word| word.parse())
            .collect::<Result<_, _>>()
            .map_err(|_| {
                MetadataProblem::invalid("response_types has one that discovery does not list")
            })
    }

    /// RFC 7591 §2.1: the grants have to allow what the response types need; without a list they
    /// follow from those. <https://www.rfc-editor.org/rfc/rfc7591#section-2.1>
    fn grants(&self, response_types: &BTreeSet<ResponseType>) -> Read<BTreeSet<GrantType>> {
        let mut needed = BTreeSet::new();
        for kind in response_types {
            if kind.has_code() {
                needed.insert(GrantType::AuthorizationCode);
            }
            if kind.has_id_token() || kind.has_token() {
                needed.insert(GrantType::Implicit);
            }
        }
        let Some(words) = &self.grant_types else {
            return Ok(needed);
        };
        let grants: BTreeSet<GrantType> = words
            .iter()
            .map(|word| word.parse())
            .collect::<Result<_, _>>()
            .map_err(|_| {
                MetadataProblem::invalid("grant_types has one that discovery does not list")
            })?;
        let without_code =
            self.response_types.is_none() && !grants.contains(&GrantType::AuthorizationCode);
        if needed.is_subset(&grants) || without_code {
            Ok(grants)
        } else {
            Err(MetadataProblem::invalid(
                "grant_types does not allow what response_types needs",
            ))
        }
    }

    fn after_sign_out(&self) -> Read<Vec<RedirectUri>> {
        parsed(self.post_logout_redirect_uris.as_deref()).ok_or(MetadataProblem::invalid(
            "a post_logout_redirect_uri is https, or http on this machine, without fragment",
        ))
    }

    fn authentication(&self, base: &ClientSettings) -> Read<ClientAuthentication> {
        let method = match self.token_endpoint_auth_method.as_deref() {
            None | Some("none") => AuthenticationMethod::Secret,
            Some("client_secret_basic") => AuthenticationMethod::ClientSecretBasic,
            Some("client_secret_post") => AuthenticationMethod::ClientSecretPost,
            Some("client_secret_jwt") => AuthenticationMethod::ClientSecretJwt,
            Some("private_key_jwt") => AuthenticationMethod::PrivateKeyJwt,
            Some(_) => {
                return Err(MetadataProblem::invalid(
                    "token_endpoint_auth_method is not one that discovery lists",
                ));
            }
        };
        let keyed = method == AuthenticationMethod::ClientSecretJwt;
        let signing_alg = match self.token_endpoint_auth_signing_alg.as_deref() {
            // RFC 7518 §3.2: an assertion keyed by a secret has this one.
            Some("HS256") if keyed => None,
            Some(_) if keyed => {
                return Err(MetadataProblem::invalid(
                    "assertions of client_secret_jwt are signed with HS256",
                ));
            }
            word => algorithm(word)?,
        };
        Ok(ClientAuthentication {
            method,
            signing_alg,
            issuer_audience_only: base.authentication.issuer_audience_only,
        })
    }

    fn subject(&self) -> Read<SubjectSettings> {
        let kind = match self.subject_type.as_deref() {
            None | Some("public") => SubjectType::Public,
            Some("pairwise") => SubjectType::Pairwise,
            Some(_) => {
                return Err(MetadataProblem::invalid(
                    "subject_type is public or pairwise",
                ));
            }
        };
        Ok(SubjectSettings {
            kind,
            sector_identifier_uri: self.sector_identifier_uri.clone(),
        })
    }

    fn requests(&self) -> Read<RequestSettings> {
        Ok(RequestSettings {
            object_signing_alg: algorithm(self.request_object_signing_alg.as_deref())?,
            require_object: self.require_signed_request_object.unwrap_or(false),
            require_pushed: self.require_pushed_authorization_requests.unwrap_or(false),
            request_uris: self.request_uris.clone().unwrap_or_default(),
        })
    }

    fn logout(&self) -> LogoutSettings {
        LogoutSettings {
            backchannel_uri: self.backchannel_logout_uri.clone(),
            backchannel_session_required: self.backchannel_logout_session_required.unwrap_or(false),
            frontchannel_uri: self.frontchannel_logout_uri.clone(),
            frontchannel_session_required: self
                .frontchannel_logout_session_required
                .unwrap_or(false),
        }
    }

    /// Icon and colour are the administrator's, and stay.
    fn presentation(&self, before: &Presentation) -> Presentation {
        Presentation {
            icon: before.icon.clone(),
            accent: before.accent.clone(),
            client_uri: self.client_uri.clone(),
            logo_uri: self.logo_uri.clone(),
            policy_uri: self.policy_uri.clone(),
            tos_uri: self.tos_uri.clone(),
            contacts: self.contacts.clone().unwrap_or_default(),
            initiate_login_uri: self.initiate_login_uri.clone(),
        }
    }

    fn software(&self) -> Read<Software> {
        let application_type = match self.application_type.as_deref() {
            None | Some("web") => ApplicationType::Web,
            Some("native") => ApplicationType::Native,
            Some(_) => {
                return Err(MetadataProblem::invalid(
                    "application_type is web or native",
                ));
            }
        };
        Ok(Software {
            application_type,
            id: self.software_id.clone(),
            version: self.software_version.clone(),
        })
    }

    fn set_tokens(&self, settings: &mut ClientSettings) -> Read<()> {
        let tokens = &mut settings.tokens;
        tokens.id_token_encryption = encryption(
            self.id_token_encrypted_response_alg.as_deref(),
            self.id_token_encrypted_response_enc.as_deref(),
        )?;
        tokens.userinfo_signing_alg = algorithm(self.userinfo_signed_response_alg.as_deref())?;
        tokens.userinfo_encryption = encryption(
            self.userinfo_encrypted_response_alg.as_deref(),
            self.userinfo_encrypted_response_enc.as_deref(),
        )?;
        Ok(())
    }

    fn set_scopes(&self, base: &ClientSettings, settings: &mut ClientSettings) -> Read<()> {
        let usual = ClientSettings::default().default_scopes;
        settings.scopes = self.scope.as_deref().map(ScopeSet::parse_known);
        let narrowed = base.scopes.is_some();
        settings.default_scopes = match &settings.scopes {
            None if narrowed => usual,
            None => base.default_scopes.clone(),
            Some(scopes) if scopes.is_empty() => {
                return Err(MetadataProblem::invalid(
                    "scope names none that discovery lists",
                ));
            }
            Some(scopes) => {
                let both: ScopeSet = usual.iter().filter(|one| scopes.contains(*one)).collect();
                if both.is_empty() {
                    scopes.clone()
                } else {
                    both
                }
            }
        };
        Ok(())
    }
}
