//! Passwords and their Argon2id hashes.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use argon2::password_hash::phc::{Output, PasswordHash as Phc, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use thiserror::Error;

use crate::env::Env;
use crate::invalid::Invalid;
use crate::secret::Secret;

/// Memory in KiB, passes and lanes: OWASP's least for Argon2id, 19 MiB a hash.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const OUTPUT_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// A password that a person typed.
#[derive(Debug, Clone)]
pub struct Password(Secret);

impl Password {
    /// A password presented at sign-in; `None` if it is longer than any that could have been set.
    #[must_use]
    pub fn presented(text: String) -> Option<Self> {
        (text.len() <= 1024).then(|| Self(Secret::new(text)))
    }

    /// A password that somebody chooses: 8 characters to 1024 bytes. The policy of the place asks
    /// for more when it is set.
    ///
    /// # Errors
    /// Too short or too long.
    pub fn chosen(text: String) -> Result<Self, Invalid> {
        let rule = Invalid::new(
            "password",
            "has at least 8 characters and at most 1024 bytes",
        );
        if text.chars().count() < 8 || text.len() > 1024 {
            return Err(rule);
        }
        Ok(Self(Secret::new(text)))
    }

    /// The text, for whoever judges its strength.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The SHA-1 digest in upper-case hexadecimal, as lists of breached passwords hold it. Nothing
    /// else may rest on it.
    #[must_use]
    pub fn breach_digest(&self) -> String {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, self.0.expose().as_bytes());
        hash.as_ref().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02X}");
            text
        })
    }
}

/// A stored hash in PHC form.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The stored text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PasswordHash {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fits = Phc::new(text).is_ok_and(|phc| phc.algorithm.as_str() == "argon2id");
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new(
                "password hash",
                "is an Argon2id hash in PHC form",
            ))
        }
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

/// What comparing a password with a hash gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordMatch {
    /// Another password.
    No,
    /// The password, hashed as we hash today.
    Yes,
    /// The password, but the hash should be made anew.
    YesButOld,
}

/// The hashing engine failed, which no password should make it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the password hashing engine failed")]
pub struct HashingFailed;

/// Hashes with memory that is kept between hashes. One belongs to one worker.
pub struct Hasher {
    memory: Vec<Block>,
}

impl Hasher {
    /// Reserves 19 MiB.
    #[must_use]
    pub fn new() -> Self {
        let blocks = usize::try_from(MEMORY).unwrap_or(0);
        Self {
            memory: vec![Block::default(); blocks],
        }
    }

    /// Hashes a password with a new salt.
    ///
    /// # Errors
    /// Only if the engine fails.
    pub fn hash(&mut self, env: &Env, password: &Password) -> Result<PasswordHash, HashingFailed> {
        let params =
            Params::new(MEMORY, PASSES, LANES, Some(OUTPUT_BYTES)).map_err(|_| HashingFailed)?;
        let salt: [u8; SALT_BYTES] = env.random();
        let mut output = [0; OUTPUT_BYTES];
        self.run(&params, password, &salt, &mut output)?;
        let phc = Phc {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: (&params).try_into().map_err(|_| HashingFailed)?,
            salt: Some(Salt::new(&salt).map_err(|_| HashingFailed)?),
            hash: Some(Output::new(&output).map_err(|_| HashingFailed)?),
        };
        Ok(PasswordHash(phc.to_string()))
    }

    /// Compares a password with a stored hash.
    ///
    /// # Errors
    /// A hash that asks for more memory than ours, or an engine that fails.
    pub fn verify(
        &mut self,
        hash: &PasswordHash,
        password: &Password,
    ) -> Result<PasswordMatch, HashingFailed> {
        let phc = Phc::new(&hash.0).map_err(|_| HashingFailed)?;
        let params = Params::try_from(&phc).map_err(|_| HashingFailed)?;
        let (Some(salt), Some(expected)) = (phc.salt, phc.hash) else {
            return Err(HashingFailed);
        };
        let mut output = vec![0; expected.as_bytes().len()];
        self.run(&params, password, salt.as_ref(), &mut output)?;
        if verify_slices_are_equal(&output, expected.as_bytes()).is_err() {
            return Ok(PasswordMatch::No);
        }
        let ours = (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY, PASSES, LANES);
        Ok(if ours {
            PasswordMatch::Yes
        } else {
            PasswordMatch::YesButOld
        })
    }

    fn run(
        &mut self,
        params: &Params,
        password: &Password,
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), HashingFailed> {
        if params.block_count() > self.memory.len() {
            self.memory
                .resize(params.block_count().min(65_536), Block::default());
        }
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_into_with_memory(
                password.0.expose().as_bytes(),
                salt,
                output,
                self.memory.as_mut_slice(),
            )
            .map_err(|_| HashingFailed)
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let env = Env::system();
        let mut hasher = Hasher::new();
        let right = Password::chosen("correct horse battery".to_owned()).unwrap();
        let wrong = Password::presented("correct horse".to_owned()).unwrap();

        let hash = hasher.hash(&env, &right).unwrap();

        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(hasher.verify(&hash, &right), Ok(PasswordMatch::Yes));
        assert_eq!(hasher.verify(&hash, &wrong), Ok(PasswordMatch::No));
    }
}
