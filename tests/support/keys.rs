//! One RSA key for all servers of a test run: making one takes longer than most tests.

use std::sync::OnceLock;

use gantry_accounts::Accounts;
use gantry_core::seal::Purpose;
use gantry_core::signer::Signer;
use gantry_core::signing_key::{SigningAlgorithm, SigningKey};
use gantry_store::signing_keys;

static PKCS8: OnceLock<Vec<u8>> = OnceLock::new();

/// Gives a new server the key that it would make at its first start.
pub(crate) async fn give(accounts: &Accounts) {
    let mut conn = accounts.store().read().await.unwrap();
    if !signing_keys::all(&mut conn).await.unwrap().is_empty() {
        return;
    }
    drop(conn);
    let algorithm = SigningAlgorithm::Rs256;
    let pkcs8 = PKCS8.get_or_init(|| Signer::generate(algorithm).unwrap());
    let signer = Signer::from_pkcs8(algorithm, pkcs8).unwrap();
    let (env, id) = (accounts.env(), accounts.env().id());
    let sealed = accounts
        .master_key()
        .seal(Purpose::SigningKey, id.as_uuid(), pkcs8)
        .unwrap();
    let key = SigningKey {
        id,
        kid: signer.kid().to_owned(),
        algorithm,
        sealed,
        active_from: env.now(),
        retired_at: None,
        created_at: env.now(),
    };
    let inserted = accounts
        .store()
        .write_one(key, |tx, key| Box::pin(signing_keys::insert(tx, key)));
    inserted.await.unwrap();
}
