//! Prints what one RS256 signature and one Argon2id hash cost here, in microseconds: the yardstick
//! of `cargo xtask bench`.

use std::error::Error;
use std::time::{Duration, Instant};

use gantry_core::Env;
use gantry_core::password::{Hasher, Password};
use gantry_core::signer::Signer;
use gantry_core::signing_key::SigningAlgorithm;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let pkcs8 = Signer::generate(SigningAlgorithm::Rs256)?;
    let signer = Signer::from_pkcs8(SigningAlgorithm::Rs256, &pkcs8)?;
    let claims = json!({ "sub": "somebody" });
    let signature = median(|| signer.sign_compact("JWT", &claims).map(drop))?;

    let env = Env::system();
    let password = Password::chosen("correct horse battery".to_owned())?;
    let mut hasher = Hasher::new();
    let hash = median(|| hasher.hash(&env, &password).map(drop))?;

    println!("{signature:.1} {hash:.1}");
    Ok(())
}

/// The median of runs that last half a second together.
fn median<E>(mut run: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let mut times = Vec::new();
    let until = Instant::now() + Duration::from_millis(500);
    while Instant::now() < until {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed().as_secs_f64() * 1_000_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(times.len() / 2).copied().unwrap_or(0.0))
}
