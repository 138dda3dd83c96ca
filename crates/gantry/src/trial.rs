//! A back-up on trial: it is restored into a scratch database, its keys sign, and a made-up person
//! signs in there. Only then it counts as good.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use gantry_accounts::permissions::Administrator;
use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_accounts::users::NewUser;
use gantry_core::Env;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::seal::MasterKey;
use gantry_oidc::Provider;
use gantry_oidc::jwt::{self, Expected, Key};
use gantry_store::Store;
use gantry_store::copy::{BackupFile, Restoring};
use serde_json::json;

use crate::settings::Settings;
use crate::startup;

/// Before the number of the process that works in a folder.
const SCRATCH: &str = ".gantry-scratch-";
/// The longest token of this trial.
const LONGEST: usize = 8192;

/// A folder that only its owner may look into, and that goes with this value.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes one in a folder, which has room for the copies.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) fn make(inside: &Path) -> anyhow::Result<Self> {
        remove_left_behind(inside);
        let path = inside.join(format!("{SCRATCH}{}", std::process::id()));
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        let made = builder.create(inside);
        made.with_context(|| format!("cannot make the folder {}", inside.display()))?;
        // One that is there already is somebody else's.
        let made = builder.recursive(false).create(&path);
        made.with_context(|| format!("cannot make the folder {}", path.display()))?;
        Ok(Self { path })
    }

    /// Copies a back-up into it and opens the copy.
    ///
    /// # Errors
    /// The file cannot be read, or is no good back-up.
    pub(crate) async fn open(&self, file: &Path) -> anyhow::Result<BackupFile> {
        let copy = self.path.join("copy.db");
        let shown = file.display().to_string();
        fs::copy(file, &copy).with_context(|| format!("cannot read {shown}"))?;
        BackupFile::open(&copy).await.context(shown)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, folder = %self.path.display(), "scratch.not_removed");
        }
    }
}

/// Removes the folders of processes that were killed: they hold copies of a back-up.
fn remove_left_behind(inside: &Path) {
    let entries = fs::read_dir(inside).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(SCRATCH));
        let works = |process: &str| {
            let itself = process == std::process::id().to_string();
            !itself && Path::new("/proc").join(process).exists()
        };
        if process.is_some_and(|process| !works(process)) {
            // Whoever removes it first is right.
            let _gone = fs::remove_dir_all(entry.path());
        }
    }
}

/// Refuses a back-up that another master key belongs to.
///
/// # Errors
/// The keys differ.
pub(crate) fn check_key(found: &str, key: &MasterKey) -> anyhow::Result<()> {
    ensure!(
        found == key.id(),
        "the back-up belongs to the master key {found}, but the one that is set is {}: nothing that \
         is sealed in it could be opened",
        key.id()
    );
    Ok(())
}

/// The line of the trail that tells of a restored back-up.
pub(crate) fn restoring(env: &Env, replace: bool, detail: String) -> Restoring {
    let now = env.now();
    let entry = AuditEntry {
        id: env.id(),
        at: now,
        event: Event::Restored,
        reason: None,
        correlation: None,
        user_id: None,
        actor_id: None,
        client_id: None,
        detail,
    };
    Restoring {
        now,
        entry,
        replace,
    }
}

/// Restores a file into a scratch database beside it, and signs in there.
///
/// # Errors
/// What is wrong with the file.
pub(crate) async fn run(settings: &Settings, file: &Path, key: &MasterKey) -> anyhow::Result<()> {
    let folder = file.parent().filter(|one| !one.as_os_str().is_empty());
    let scratch = Scratch::make(folder.unwrap_or(Path::new(".")))?;
    let env = Env::system();
    let backup = scratch.open(file).await?;
    check_key(&backup.manifest().stamp.key_id, key)?;
    let url = format!("sqlite:{}", scratch.path.join("trial.db").display());
    let store = Store::open(&url).await?;
    let restoring = restoring(&env, false, "on trial".to_owned());
    let restored = backup.restore_into(&store, restoring).await;
    backup.close().await;
    restored?;
    let provider = startup::assemble(settings, store, env, key.clone())?;
    let done = match check_keys(&provider).await {
        Ok(()) => check_sign_in(&provider).await,
        Err(error) => Err(error),
    };
    startup::close(&provider).await;
    done
}

/// Every published key signs something that its public half confirms.
async fn check_keys(provider: &Provider) -> anyhow::Result<()> {
    let now = provider.accounts().env().now();
    let keys = provider.keys().await?;
    for loaded in keys.iter().filter(|loaded| loaded.is_published(now)) {
        let claims = json!({ "sub": "trial", "exp": now.as_i64() + 60 });
        let token = loaded.signer.sign_compact("JWT", &claims)?;
        let public = Key::of(serde_json::from_value(loaded.signer.jwk().clone())?);
        let expected = Expected {
            algorithms: &[jwt::algorithm(loaded.key.algorithm)],
            types: &["jwt"],
            longest: LONGEST,
            now,
        };
        if let Err(fault) = jwt::verify(&token, &[public], &expected) {
            bail!("the key {} does not sign: {fault:?}", loaded.key.kid);
        }
    }
    Ok(())
}

/// A made-up person signs in with a password. A place that demands a second factor asks for it then:
/// the password was right.
async fn check_sign_in(provider: &Provider) -> anyhow::Result<()> {
    let accounts = provider.accounts();
    let [high, low] = [(); 2].map(|()| u128::from_be_bytes(accounts.env().random()));
    let secret = format!("{high:032x}{low:032x}");
    let name = format!("trial-{}", secret.get(..12).unwrap_or_default());
    let new = NewUser {
        username: name.parse()?,
        email: None,
        email_verified: false,
        name: name.parse()?,
        profile: Profile::default(),
        password: Some(Password::chosen(secret.clone())?),
        role: None,
        language: None,
        groups: Vec::new(),
    };
    accounts.add_user(&Administrator::operator(), new).await?;
    let attempt = Attempt {
        login: name,
        password: secret,
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        user_agent: "gantry backup".to_owned(),
        device_cookie: None,
        former_session: None,
        request: None,
    };
    match accounts.sign_in(attempt).await? {
        SignIn::Wrong | SignIn::SlowDown(_) | SignIn::Disabled => {
            bail!("nobody can sign in to the restored database")
        }
        SignIn::Factor(_) => Ok(()),
        SignIn::Done(begun) => {
            let session = accounts.session(begun.cookie.expose()).await?;
            ensure!(session.is_some(), "a session does not last");
            Ok(())
        }
    }
}
