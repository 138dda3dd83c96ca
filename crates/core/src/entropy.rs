//! Randomness: the operating system's, or in tests a repeatable stream.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

/// Where random bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills the whole slice with random bytes.
    ///
    /// An implementation that cannot do so must not return.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator, through aws-lc.
#[derive(Debug, Clone, Default)]
pub struct SystemEntropy(SystemRandom);

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        if self.0.fill(bytes).is_err() {
            // Going on without randomness would hand out guessable secrets.
            std::process::abort();
        }
    }
}

/// A repeatable stream of bytes: SHA-256 over a seed and a counter.
#[cfg(feature = "test-support")]
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    counter: std::sync::atomic::AtomicU64,
}

#[cfg(feature = "test-support")]
impl SeededEntropy {
    /// The stream of this seed, from its beginning.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            counter: std::sync::atomic::AtomicU64::new(0),
        }
    }
}

#[cfg(feature = "test-support")]
impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let counter = self
                .counter
                .fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let mut input = self.seed.to_be_bytes().to_vec();
            input.extend_from_slice(&counter.to_be_bytes());
            let block = crate::digest::Digest::of(&input);
            for (to, from) in chunk.iter_mut().zip(block.as_bytes()) {
                *to = *from;
            }
        }
    }
}
