//! From settings to a provider that can answer: database, master key, signing keys, and what the
//! first start makes.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::Context;
use gantry_accounts::clients::NewClient;
use gantry_accounts::users::{BreachedPasswords, NewUser};
use gantry_accounts::{Accounts, AccountsSettings, ClientRule};
use gantry_core::Env;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::seal::MasterKey;
use gantry_oidc::{Outbounds, Provider, ProviderSettings};
use gantry_outbound::mail::SmtpMailer;
use gantry_outbound::{Outbound, OutboundRules};
use gantry_rocketchat::rules::refuse_harmful_claims;
use gantry_rocketchat::template::rocketchat_client;
use gantry_store::Store;

use crate::master_key;
use crate::settings::bootstrap::{Bootstrap, BootstrapAdmin, BootstrapClient};
use crate::settings::{MasterKeySource, Settings};

const CLIENT_RULES: &[ClientRule] = &[refuse_harmful_claims];

/// Opens the database, changing its tables if they are older, and puts the provider together.
///
/// # Errors
/// A folder, the master key or the database cannot be used.
pub(crate) async fn open(settings: &Settings) -> anyhow::Result<Provider> {
    make_folders(settings)?;
    let env = Env::system();
    let master_key = master_key::load(&settings.master_key, &env)?;
    let store = Store::open(settings.database.expose())
        .await
        .with_context(|| format!("cannot open the database ({})", settings.database))?;
    assemble(settings, store, env, master_key)
}

/// Puts the provider together on an open database.
///
/// # Errors
/// A file that a setting names cannot be read.
pub(crate) fn assemble(
    settings: &Settings,
    store: Store,
    env: Env,
    master_key: MasterKey,
) -> anyhow::Result<Provider> {
    let accounts_settings = AccountsSettings {
        hash_workers: settings.hash_workers.get(),
        limits: settings.limits,
        client_rules: CLIENT_RULES,
    };
    let mut accounts = Accounts::new(store, env, master_key, accounts_settings);
    if let Some(path) = &settings.breached_passwords {
        let list = BreachedPasswords::open(path)
            .with_context(|| format!("breached_passwords: {}", path.display()))?;
        accounts = accounts.with_breached_passwords(list);
    }
    let provider_settings = ProviderSettings {
        key_rotation: settings.key_rotation,
        registration: settings.registration,
        ..ProviderSettings::new(settings.public_url.as_url().clone())
    };
    Ok(Provider::new(
        accounts,
        outbounds(settings)?,
        provider_settings,
    ))
}

/// Makes what the first start makes; later starts change nothing.
///
/// # Errors
/// The database, or bootstrap values that cannot be used.
pub(crate) async fn prepare(provider: &Provider, bootstrap: &Bootstrap) -> anyhow::Result<()> {
    provider.ensure_keys().await.context("signing keys")?;
    if let Some(admin) = &bootstrap.admin {
        make_administrator(provider.accounts(), admin).await?;
    }
    if let Some(client) = &bootstrap.client {
        make_client(provider.accounts(), client).await?;
    }
    Ok(())
}

/// The address of a one-time page that makes the first administrator, while there is none.
///
/// # Errors
/// A breakdown of the database.
pub(crate) async fn setup_link(provider: &Provider) -> anyhow::Result<Option<String>> {
    let accounts = provider.accounts();
    if !accounts.needs_first_administrator().await? {
        return Ok(None);
    }
    let token = accounts.make_setup_link().await?;
    Ok(Some(format!(
        "{}/setup?token={}",
        provider.public_url(),
        token.expose()
    )))
}

/// The client for calls to others, under the operator's rules.
///
/// # Errors
/// The extra certificate authorities cannot be read.
pub(crate) fn outbound(settings: &Settings) -> anyhow::Result<Outbound> {
    Ok(Outbound::new(&outbound_rules(settings)?)?)
}

/// Whoever hands mails over.
///
/// # Errors
/// The extra certificate authorities cannot be read.
pub(crate) fn mailer(settings: &Settings) -> anyhow::Result<SmtpMailer> {
    Ok(SmtpMailer::new(outbound_rules(settings)?.extra_ca_pem))
}

/// The clients for calls to applications that administrators added, and to those that registered
/// themselves: for these private addresses need a setting of their own.
fn outbounds(settings: &Settings) -> anyhow::Result<Outbounds> {
    let rules = outbound_rules(settings)?;
    let administered = Outbound::new(&rules)?;
    let strangers = if settings.allow_private_registered == rules.allow_private {
        administered.clone()
    } else {
        Outbound::new(&OutboundRules {
            allow_private: settings.allow_private_registered,
            ..rules
        })?
    };
    Ok(Outbounds {
        administered,
        strangers,
    })
}

/// What the operator says about calls to others.
///
/// # Errors
/// The extra certificate authorities cannot be read.
pub(crate) fn outbound_rules(settings: &Settings) -> anyhow::Result<OutboundRules> {
    let file = settings.extra_ca_file.as_ref();
    Ok(OutboundRules {
        allow_private: settings.allow_private_outbound,
        extra_ca_pem: file
            .map(std::fs::read)
            .transpose()
            .context("extra_ca_file")?,
        ..OutboundRules::default()
    })
}

/// Waits for what is still to be written, and closes the database.
pub(crate) async fn close(provider: &Provider) {
    provider.accounts().trail().flush().await;
    provider.accounts().store().close().await;
}

/// Makes the folders of the database and the master key.
///
/// # Errors
/// They cannot be made.
pub(crate) fn make_folders(settings: &Settings) -> anyhow::Result<()> {
    if let Some(path) = settings.database.sqlite_path() {
        make_parent(&path)?;
        make_private(&path)?;
    }
    if let MasterKeySource::Generated(path) = &settings.master_key {
        make_parent(path)?;
    }
    Ok(())
}

/// Only the owner may look into a new folder.
///
/// # Errors
/// It cannot be made.
fn make_parent(path: &Path) -> anyhow::Result<()> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}

/// Only the owner may read a new database: SQLite keeps the mode of an empty file, and gives it to
/// the files beside it.
fn make_private(path: &Path) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true).mode(0o600);
    options
        .open(path)
        .with_context(|| format!("cannot open the database file {}", path.display()))?;
    Ok(())
}

async fn make_administrator(accounts: &Accounts, admin: &BootstrapAdmin) -> anyhow::Result<()> {
    let new = NewUser {
        username: admin.username.clone(),
        email_verified: admin.email.is_some(),
        email: admin.email.clone(),
        name: admin.username.as_str().parse()?,
        profile: Profile::default(),
        password: Some(admin.password.clone()),
        role: Some(Role::Administrator),
        language: None,
        groups: Vec::new(),
    };
    let made = accounts.bootstrap_administrator(new).await;
    if let Some(user) = made.context("GANTRY_BOOTSTRAP_ADMIN_…")? {
        tracing::info!(user.id = %user.id, "bootstrap.administrator_added");
    }
    Ok(())
}

async fn make_client(accounts: &Accounts, client: &BootstrapClient) -> anyhow::Result<()> {
    let new = rocketchat_client(&client.name, &client.url, &client.service);
    let new = NewClient {
        client_id: client.client_id.clone(),
        secret: client.secret.clone(),
        ..new.context("GANTRY_BOOTSTRAP_CLIENT_URL")?
    };
    let made = accounts.bootstrap_client(new).await;
    if let Some(added) = made.context("GANTRY_BOOTSTRAP_CLIENT_…")? {
        tracing::info!(client.id = %added.client.id, slug = %added.client.slug, "bootstrap.client_added");
    }
    Ok(())
}
